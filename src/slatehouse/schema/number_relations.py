"""The seven relations that every data type of the number family has (data-types §1, NUM7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from slatehouse.schema.comparisons import Comparisons
from slatehouse.schema.conditions import Asked, Relation

Read = Callable[[Asked, object], int | float | None]
_BEYOND_COLUMNS = 2**63 - 1


def number_relations(read: Read) -> Mapping[str, Relation]:
    """NUM7 in printed order; `read` turns a filter's value into a number or None, or refuses it."""

    def bounded(asked: Asked, sent: object) -> int | float | None:
        return _bounded(read(asked, sent))

    numbers: Comparisons[float] = Comparisons(bounded)
    return {**numbers.equality(), **numbers.order(), **numbers.range(), **numbers.membership()}


def _bounded(value: int | float | None) -> int | float | None:
    """A number that both databases can bind; a whole number beyond all columns compares as the largest."""
    return max(-_BEYOND_COLUMNS, min(_BEYOND_COLUMNS, value)) if isinstance(value, int) else value
