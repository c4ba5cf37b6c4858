"""Comparisons of a column with a filter's values, over a data type's own reading of those values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from slatehouse.schema.conditions import Asked, Relation, Test, Writer
from slatehouse.schema.relations import (
    Among,
    AmongOrUnset,
    Equal,
    Greater,
    IsSet,
    Less,
    NotAmong,
    NotEqual,
    SetAndNotAmong,
    Unset,
    Within,
    nothing,
    one,
    some,
    two,
)

Compared = TypeVar("Compared", float, str)


@dataclass(frozen=True, slots=True)
class Comparisons(Generic[Compared]):
    """The comparisons of one data type.

    `read` turns a filter's value into what the column holds, or into None where it means "unset"; it raises a
    refusal for anything else. `suffix` is that of the column to compare.
    """

    read: Callable[[Asked, object], Compared | None]
    suffix: str = ""

    def equality(self) -> dict[str, Relation]:
        """`is` and `is_not`; the latter includes unset rows."""
        return {
            "is": self._compare(Equal(self.suffix), Unset(self.suffix)),
            "is_not": self._compare(NotEqual(self.suffix), IsSet(self.suffix)),
        }

    def order(self) -> dict[str, Relation]:
        """`greater_than` and `less_than`, both strict; nothing is greater or less than unset."""
        return {
            "greater_than": self._compare(Greater(self.suffix), nothing),
            "less_than": self._compare(Less(self.suffix), nothing),
        }

    def range(self) -> dict[str, Relation]:
        """`between`, with its ends, which may come in either order."""
        return {"between": two(self._between)}

    def membership(self) -> dict[str, Relation]:
        """`in` and `not_in`; a null among the values stands for the unset rows."""
        included = partial(self._members, Among(self.suffix), AmongOrUnset(self.suffix))
        excluded = partial(self._members, NotAmong(self.suffix), SetAndNotAmong(self.suffix))
        return {"in": some(included), "not_in": some(excluded)}

    def _compare(self, with_value: Writer, with_null: Writer) -> Relation:
        def make(asked: Asked, sent: object) -> Test:
            value = self.read(asked, sent)
            return Test(with_null) if value is None else Test(with_value, (value,))

        return one(make)

    def _between(self, asked: Asked, first: object, second: object) -> Test:
        low, high = self.read(asked, first), self.read(asked, second)
        if low is None or high is None:
            return Test(nothing)
        return Test(Within(self.suffix), (min(low, high), max(low, high)))

    def _members(self, plain: Writer, with_null: Writer, asked: Asked, sent: tuple[object, ...]) -> Test:
        values = [self.read(asked, value) for value in sent]
        present = [value for value in values if value is not None]
        return Test(plain if len(present) == len(values) else with_null, (present,))
