"""What relations are made of: how many values they take, and the comparisons they write.

Comparisons are frozen, so that two conditions of the same kind have equal writers and share a plan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, Integer, and_, or_, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.conditions import Asked, Binds, Columns, Relation, Test
from slatehouse.schema.refusals import WrongArity
from slatehouse.schema.sql import is_any, position


def one(make: Callable[[Asked, object], Test]) -> Relation:
    """A relation that takes exactly one value."""

    def relation(asked: Asked) -> Test:
        if len(asked.values) != 1:
            raise WrongArity(asked.field, asked.relation, asked.values, "a 1-element array")
        return make(asked, asked.values[0])

    return relation


def some(make: Callable[[Asked, tuple[object, ...]], Test]) -> Relation:
    """A relation that takes one value or more."""

    def relation(asked: Asked) -> Test:
        if not asked.values:
            raise WrongArity(asked.field, asked.relation, asked.values, "at least a 1-element array")
        return make(asked, asked.values)

    return relation


def two(make: Callable[[Asked, object, object], Test]) -> Relation:
    """A relation that takes exactly two values."""

    def relation(asked: Asked) -> Test:
        if len(asked.values) != 2:
            raise WrongArity(asked.field, asked.relation, asked.values, "a 2-element array")
        return make(asked, asked.values[0], asked.values[1])

    return relation


def operand(column: ColumnElement[Any], bind: ColumnElement[Any]) -> ColumnElement[Any]:
    """The parameter as it is compared with the column.

    PostgreSQL's driver is told to cast a parameter to its column's type, and a filter may name a number that
    the column could never hold.
    """
    return type_coerce(bind, BigInteger()) if isinstance(column.type, Integer) else bind


class Unset(Struct, frozen=True):
    """The column is null."""

    suffix: str = ""

    def __call__(self, columns: Columns, _: Binds) -> ColumnElement[bool]:
        return columns.of(self.suffix).is_(None)


class IsSet(Struct, frozen=True):
    """The column is not null."""

    suffix: str = ""

    def __call__(self, columns: Columns, _: Binds) -> ColumnElement[bool]:
        return columns.of(self.suffix).is_not(None)


class Equal(Struct, frozen=True):
    """The column equals the value."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return column == operand(column, binds[0])


class NotEqual(Struct, frozen=True):
    """The column differs from the value, or is null."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return or_(column != operand(column, binds[0]), column.is_(None))


class Among(Struct, frozen=True):
    """The column equals one of a list of values."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        return is_any(columns.of(self.suffix), binds[0])


class NotAmong(Struct, frozen=True):
    """The column equals none of a list of values, or is null."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return or_(~is_any(column, binds[0]), column.is_(None))


class AmongOrUnset(Struct, frozen=True):
    """The column equals one of a list of values, or is null."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return or_(is_any(column, binds[0]), column.is_(None))


class SetAndNotAmong(Struct, frozen=True):
    """The column has a value that is none of a list."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        # Nothing is in an empty list, not even null; hence the second condition.
        column = columns.of(self.suffix)
        return and_(~is_any(column, binds[0]), column.is_not(None))


class Greater(Struct, frozen=True):
    """The column is greater than the value."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return column > operand(column, binds[0])


class Less(Struct, frozen=True):
    """The column is less than the value."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return column < operand(column, binds[0])


class Within(Struct, frozen=True):
    """The column lies between two values, both included."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        low, high = operand(column, binds[0]), operand(column, binds[1])
        return and_(column >= low, column <= high)


class Outside(Struct, frozen=True):
    """The column lies outside two values, or is null."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        low, high = operand(column, binds[0]), operand(column, binds[1])
        return or_(column < low, column > high, column.is_(None))


class Contains(Struct, frozen=True):
    """The text contains the value."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        return position(columns.of(self.suffix), binds[0]) > 0


class NotContains(Struct, frozen=True):
    """The text does not contain the value, or is null."""

    suffix: str = ""

    def __call__(self, columns: Columns, binds: Binds) -> ColumnElement[bool]:
        column = columns.of(self.suffix)
        return or_(position(column, binds[0]) == 0, column.is_(None))


def nothing(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """No row at all."""
    return columns.row.is_(None)


def everything(columns: Columns, _: Binds) -> ColumnElement[bool]:
    """Every row."""
    return columns.row.is_not(None)
