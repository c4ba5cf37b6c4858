"""The two kinds of values that a formula calculates with, as SQL."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Double, Numeric, case, cast, func, literal
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.data_types.text import BYTE_ORDERED
from slatehouse.schema.sql import grouped_digits
from slatehouse.schema.text_key import text_key

EXACT = Numeric().with_variant(Double(), "sqlite")
_TOO_LARGE = 1e15


class NumberSql(Struct, frozen=True):
    """A number."""

    number: ColumnElement[Any]


class TextSql(Struct, frozen=True):
    """A text, and the key that sorts it."""

    text: ColumnElement[Any]
    key: ColumnElement[Any]


Value = NumberSql | TextSql


def constant_text(text: str) -> TextSql:
    """A text that is known."""
    return TextSql(literal(text, BYTE_ORDERED), literal(text_key(text), BYTE_ORDERED))


def as_text(value: Value) -> TextSql:
    """The value as a text: a number with separators between its thousands."""
    if isinstance(value, TextSql):
        return value
    digits = if_within_reach(value.number, grouped_digits(value.number))
    return TextSql(digits, digits)


def if_within_reach(number: ColumnElement[Any], shown: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is shown of a number, or null where it is null or too large to be shown to its last digit."""
    return case((func.abs(number) < cast(literal(_TOO_LARGE), EXACT), shown))
