"""Relations whose SQL is replaced: by that of each other relation of the data type, by true, by false."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slatehouse.schema.conditions import Asked, Relation, Test
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.relations import everything, nothing
from tests.schema.data_types.fields import asked, field_of

ANSWERS_NOTHING = {"pivot_column": "it prints two relations and refuses both, whatever they are asked"}
"""Data types of which no test can tell whether one relation stands for another, and why: see
`raise_if_one_answers`."""

CONSTANTS = {"true": Test(everything), "false": Test(nothing)}


@dataclass(frozen=True)
class Mutant:
    """One relation of one data type, answered by another or by a constant."""

    data_type: str
    relation: str
    replacement: str

    def __str__(self) -> str:
        return f"{self.data_type}: {self.relation} answered by {self.replacement}"

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """The relation replaced until the end of the block."""
        kind = type(DATA_TYPES[self.data_type])
        original = kind.relations
        kind.relations = {**original, self.relation: self._replacement(original[self.relation])}
        try:
            yield
        finally:
            kind.relations = original

    def _replacement(self, relation: Relation) -> Relation:
        constant = CONSTANTS.get(self.replacement)
        if constant is None:
            return DATA_TYPES[self.data_type].relations[self.replacement]

        def answer(asked: Asked) -> Test:
            # What the relation refuses, it still refuses.
            relation(asked)
            return constant

        return answer


def mutants() -> Iterator[Mutant]:
    """Every mutant of every data type whose relations answer."""
    for name, data_type in DATA_TYPES.items():
        for relation in () if name in ANSWERS_NOTHING else data_type.relations:
            for replacement in (*data_type.relations, *CONSTANTS):
                if replacement != relation:
                    yield Mutant(name, relation, replacement)


def raise_if_one_answers() -> None:
    """Raise if a data type that is left out answers after all: then its mutants have to be tried."""
    for name in ANSWERS_NOTHING:
        for relation in DATA_TYPES[name].relations:
            for values in ((), (None,), ("",), ("a",), (1,), (True,), ({"type": "Task", "id": 1},), (1, 2)):
                if _answers(name, relation, values):
                    raise RuntimeError(f"{name} answers {relation} {values}, and its mutants are not tried")


def _answers(name: str, relation: str, values: tuple[object, ...]) -> bool:
    try:
        asked(field_of(name), relation, *values)
    except Refusal:
        return False
    return True
