"""How values are summarized: what SQL folds them into, how folds combine, and what comes of them.

The folds of parts of a set combine into the fold of the whole, so a group's summary follows from those of its
sub-groups, and a statement that reads the smallest groups answers for all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import Enum, StrEnum, auto
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from sqlalchemy import case, func, literal_column, true
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.conditions import Columns, Writer

_DECIMALS = 6


class SummaryKind(StrEnum):
    """The summaries that can be asked for, in the order in which a refusal lists them."""

    RECORD_COUNT = "record_count"
    COUNT = "count"
    SUM = "sum"
    MAXIMUM = "maximum"
    MINIMUM = "minimum"
    AVERAGE = "average"
    EARLIEST = "earliest"
    LATEST = "latest"
    PERCENTAGE = "percentage"
    STATUS_PERCENTAGE = "status_percentage"
    STATUS_PERCENTAGE_AS_FLOAT = "status_percentage_as_float"
    STATUS_LIST = "status_list"
    CHECKED = "checked"
    UNCHECKED = "unchecked"


class Fold(Enum):
    """An aggregate that combines: over no values it is null, or for a count zero."""

    COUNT = auto()
    SUM = auto()
    LEAST = auto()
    GREATEST = auto()

    @property
    def empty(self) -> int | None:
        """The fold of no rows at all."""
        return 0 if self is Fold.COUNT else None

    def over(self, operand: ColumnElement[Any] | None) -> ColumnElement[Any]:
        """The fold of the operand in a group of rows; without an operand, of the rows themselves."""
        return _AGGREGATES[self]() if operand is None else _AGGREGATES[self](operand)

    def combined(self, one: Any, other: Any) -> Any:
        """The fold of two sets that share no row."""
        if one is None or other is None:
            return other if one is None else one
        return _COMBINATIONS[self](one, other)


def _sum(one: Any, other: Any) -> Any:
    return one + other


_AGGREGATES: Mapping[Fold, Callable[..., ColumnElement[Any]]] = {
    Fold.COUNT: func.count,
    Fold.SUM: func.sum,
    Fold.LEAST: func.min,
    Fold.GREATEST: func.max,
}
_COMBINATIONS: Mapping[Fold, Callable[[Any, Any], Any]] = {
    Fold.COUNT: _sum,
    Fold.SUM: _sum,
    Fold.LEAST: min,
    Fold.GREATEST: max,
}

Operand = Callable[[Columns], ColumnElement[Any]]


class Part(Struct, frozen=True):
    """One fold that a summary needs: of an operand of each row, or of the rows themselves."""

    fold: Fold
    operand: Operand | None = None


class Summarizer(Struct, frozen=True):
    """One kind of summary: its parts, and what comes of their folds, a plain value."""

    parts: tuple[Part, ...]
    result: Callable[[Sequence[Any]], object]


Summarizers = Mapping[SummaryKind, Summarizer]


class Value(Struct, frozen=True):
    """The value of the column, null where there is none."""

    suffix: str = ""

    def __call__(self, columns: Columns) -> ColumnElement[Any]:
        return columns.of(self.suffix)


class Where(Struct, frozen=True):
    """One where the condition holds, null elsewhere: counting it counts the rows that meet the condition."""

    condition: Writer

    def __call__(self, columns: Columns) -> ColumnElement[Any]:
        return case((self.condition(columns, ()), literal_column("1")))


ROWS = Part(Fold.COUNT)


def counts(present: Operand) -> Summarizers:
    """The summaries that every data type with values has; `present` is null where a row has none."""
    return {
        SummaryKind.RECORD_COUNT: Summarizer((ROWS,), _only),
        SummaryKind.COUNT: Summarizer((Part(Fold.COUNT, present),), _only),
    }


def numbers(empty: float = 0) -> Summarizers:
    """The summaries of a column of numbers; `empty` is the sum of none."""

    def number(folds: Sequence[Any]) -> object:
        return empty if folds[0] is None else plain_number(folds[0])

    count = Part(Fold.COUNT, Value())
    total = Part(Fold.SUM, Value())
    return {
        **counts(Value()),
        SummaryKind.SUM: Summarizer((total,), number),
        SummaryKind.MAXIMUM: Summarizer((Part(Fold.GREATEST, Value()),), number),
        SummaryKind.MINIMUM: Summarizer((Part(Fold.LEAST, Value()),), number),
        SummaryKind.AVERAGE: Summarizer((total, count), _average),
        SummaryKind.PERCENTAGE: Summarizer((count, ROWS), _percentage),
    }


def times() -> Summarizers:
    """The summaries of a column of days or moments; over none both ends are null."""
    return {
        **counts(Value()),
        SummaryKind.EARLIEST: Summarizer((Part(Fold.LEAST, Value()),), _only),
        SummaryKind.LATEST: Summarizer((Part(Fold.GREATEST, Value()),), _only),
    }


def truths(checked: Writer, unchecked: Writer) -> Summarizers:
    """The summaries of a box; one that nobody wrote is unchecked."""
    ticked = Part(Fold.COUNT, Where(checked))
    return {
        **counts(Where(_always)),
        SummaryKind.PERCENTAGE: Summarizer((ticked, ROWS), _percentage),
        SummaryKind.CHECKED: Summarizer((ticked,), _only),
        SummaryKind.UNCHECKED: Summarizer((Part(Fold.COUNT, Where(unchecked)),), _only),
    }


NO_SUMMARIES: Summarizers = MappingProxyType({})


def plain_number(value: int | float | Decimal) -> int | float:
    """A number that JSON has: a sum of fractions to the six decimals that they are kept to."""
    is_whole = isinstance(value, int) or (isinstance(value, Decimal) and value.as_tuple().exponent == 0)
    return int(value) if is_whole else round(float(value), _DECIMALS) + 0.0


def rounded_share(part: int, whole: int) -> int:
    """The part in hundredths of the whole, to the nearest; nothing of nothing is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _only(folds: Sequence[Any]) -> object:
    return folds[0]


def _average(folds: Sequence[Any]) -> object:
    total, count = folds
    return round(float(total) / count, _DECIMALS) + 0.0 if count else 0.0


def _percentage(folds: Sequence[Any]) -> object:
    part, whole = folds
    return rounded_share(part, whole)


def _always(columns: Columns, _: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
    return true()
