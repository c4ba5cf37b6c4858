"""A statement compiled once: its text for one dialect, and where each bound value goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, bindparam
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.types import TypeEngine

_SLOT = "v"


def slot(number: int, type_: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """The place of the value with this number among the values given when the statement runs."""
    return bindparam(f"{_SLOT}{number}", type_=type_)


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text, and its parameters: an int is the number of a slot, a tuple holds a constant."""

    text: str
    places: tuple[int | tuple[object], ...]
    arrange: Callable[[Sequence[object]], Sequence[object]] = field(init=False, repr=False, compare=False)
    """The parameters in the order of the text, from the values given when it runs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "arrange", _arranger(self.places))


def _arranger(places: tuple[int | tuple[object], ...]) -> Callable[[Sequence[object]], Sequence[object]]:
    """One function for just these places: every row that is written goes through it."""
    numbers = [place for place in places if isinstance(place, int)]
    if len(numbers) == len(places) > 1:
        return itemgetter(*numbers)
    return lambda values: [values[place] if isinstance(place, int) else place[0] for place in places]


class _Later(Statement):
    """A statement that is compiled when it is first looked into.

    A site prepares hundreds, each of which takes as long to compile as some to run, and a process runs few.
    Threads that meet here compile the same.
    """

    __slots__ = ("_clause", "_dialect")

    def __init__(self, clause: ClauseElement, dialect: Dialect) -> None:
        object.__setattr__(self, "_clause", clause)
        object.__setattr__(self, "_dialect", dialect)

    def __getattr__(self, name: str) -> Any:
        """What a slot does not hold yet."""
        if name not in Statement.__slots__:
            raise AttributeError(name)
        clause = self._clause
        if clause is not None:
            compiled = clause.compile(dialect=self._dialect)
            parameters = compiled.params
            names: list[str] = getattr(compiled, "positiontup", None) or []
            Statement.__init__(self, str(compiled), tuple(_place(each, parameters) for each in names))
            object.__setattr__(self, "_clause", None)
        return object.__getattribute__(self, name)


def compile_statement(clause: ClauseElement, dialect: Dialect) -> Statement:
    """The clause as a statement; its `slot` parameters stay open, all other values are constants of it."""
    return _Later(clause, dialect)


def _place(name: str, parameters: Any) -> int | tuple[object]:
    number = name.removeprefix(_SLOT)
    if number != name and number.isdigit():
        return int(number)
    return (parameters[name],)
