"""How values are grouped: what SQL groups by, and which group each of its keys belongs to.

SQL may group finer than was asked (weeks are made of days): keys of one bucket are brought together when they
are read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from sqlalchemy import Double, cast, func
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.conditions import Columns


class GroupingKind(StrEnum):
    """The ways of grouping that can be asked for, in the order in which a refusal lists them."""

    EXACT = "exact"
    TENS = "tens"
    HUNDREDS = "hundreds"
    THOUSANDS = "thousands"
    TENS_OF_THOUSANDS = "tensofthousands"
    HUNDREDS_OF_THOUSANDS = "hundredsofthousands"
    MILLIONS = "millions"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    CLUSTERED_DATE = "clustered_date"
    ONE_DAY = "oneday"
    FIVE_DAYS = "fivedays"
    ENTITY_TYPE = "entitytype"
    FIRST_LETTER = "firstletter"


class Bucket(Struct, frozen=True):
    """One group: the value that it stands for, its name to show, and its place among the others.

    Two keys belong to one bucket if the values are equal; links stand as a tuple.
    """

    value: Any
    name: str
    order: Any


EMPTY = Bucket(None, "", None)
"""The group of rows without a value; it stands last in either direction."""


class Bucketing(Struct, frozen=True):
    """One way of grouping a data type's values.

    `bucket` reads one group of SQL's, from the values of its `keys`, on a given day. With `reads_name` the
    keys are the id and type of a row, and its display name follows them, null where it is not live.
    """

    keys: Callable[[Columns], tuple[ColumnElement[Any], ...]]
    bucket: Callable[[Sequence[Any], date], Bucket]
    reads_name: bool = False


Bucketings = Mapping[GroupingKind, Bucketing]
NO_BUCKETINGS: Bucketings = MappingProxyType({})

_MAGNITUDES = {
    GroupingKind.TENS: 10,
    GroupingKind.HUNDREDS: 100,
    GroupingKind.THOUSANDS: 1_000,
    GroupingKind.TENS_OF_THOUSANDS: 10_000,
    GroupingKind.HUNDREDS_OF_THOUSANDS: 100_000,
    GroupingKind.MILLIONS: 1_000_000,
}


def exact(name: Callable[[Any], str] = str) -> dict[GroupingKind, Bucketing]:
    """One group for each value of the column, in the order of the values."""

    def bucket(value: Any) -> Bucket:
        return Bucket(value, name(value), value)

    return {GroupingKind.EXACT: Bucketing(column, whole(bucket))}


def number_bucketings(name: Callable[[Any], str] = str) -> Bucketings:
    """The groups of a column of numbers: exact ones, and those of ten, a hundred … numbers."""
    return exact(name) | {kind: spans(size, _span_name(size)) for kind, size in _MAGNITUDES.items()}


def spans(size: int, name: Callable[[int], str]) -> Bucketing:
    """Groups of numbers from each multiple of the size up to the next; the multiple stands for them."""

    def keys(columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (func.floor(cast(columns.of(), Double()) / float(size)),)

    def bucket(multiple: Any) -> Bucket:
        start = int(multiple) * size
        return Bucket(start, name(start), start)

    return Bucketing(keys, whole(bucket))


def column(columns: Columns) -> tuple[ColumnElement[Any], ...]:
    """The value of a data type's one column."""
    return (columns.of(),)


def whole(bucket: Callable[[Any], Bucket]) -> Callable[[Sequence[Any], date], Bucket]:
    """The bucket of a key that is one value; null belongs to the empty one."""

    def of_key(key: Sequence[Any], _: date) -> Bucket:
        return EMPTY if key[0] is None else bucket(key[0])

    return of_key


def _span_name(size: int) -> Callable[[int], str]:
    return lambda start: f"{start} - {start + size - 1}"
