"""Relations whose SQL is replaced: by that of each other relation of the data type, by true, by false."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slatehouse.schema.conditions import Asked, Relation, Test
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.relations import everything, nothing

# A relation that means the same as another for every value that it takes.
SAME_MEANING = {
    ("is", "in"): "of one value, `in` is `is`",
    ("is_not", "not_in"): "of one value, `not_in` is `is_not`",
}
CONSTANTS = {"true": Test(everything), "false": Test(nothing)}


@dataclass(frozen=True)
class Mutant:
    """One relation of one data type, answered by another or by a constant."""

    data_type: str
    relation: str
    replacement: str

    def __str__(self) -> str:
        return f"{self.data_type}: {self.relation} answered by {self.replacement}"

    @property
    def reason_to_live(self) -> str | None:
        """Why no test can tell the mutant from the relation; None where tests should."""
        return SAME_MEANING.get((self.relation, self.replacement))

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
    """Every mutant of every data type that takes part in filters."""
    for name, data_type in DATA_TYPES.items():
        for relation in data_type.relations:
            for replacement in (*data_type.relations, *CONSTANTS):
                if replacement != relation:
                    yield Mutant(name, relation, replacement)
