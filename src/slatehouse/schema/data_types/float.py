"""`float`: a number kept to six decimals; REST shows it as a string (data-types §3.3)."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from sqlalchemy import Double

from slatehouse.schema.buckets import number_bucketings
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.refusals import OutOfRange, Unparsable, WrongClass
from slatehouse.schema.summaries import numbers

DECIMALS = 6
_SPELLED = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?\s*", re.ASCII | re.IGNORECASE)


def spelled_number(field: Field, sent: str) -> float:
    """The number that a text spells in decimal digits; raises a refusal."""
    if not _SPELLED.fullmatch(sent):
        raise Unparsable(field, sent)
    return float(sent)


def rounded(field: Field, number: float, decimals: int) -> float:
    """The number to so many decimals, and never the negative zero; a number beyond all columns is refused."""
    if not math.isfinite(number):
        raise OutOfRange(field, number)
    return round(number, decimals) + 0.0


def float_text(number: float) -> str:
    """The number in digits, with a point and without an exponent: `25.0`, `100000000000000000000.0`."""
    digits = format(Decimal(repr(round(number, DECIMALS) + 0.0)), "f")
    return digits if "." in digits else digits + ".0"


def _number(field: Field, sent: object) -> float | None:
    if sent is None:
        return None
    if isinstance(sent, str):
        return rounded(field, spelled_number(field, sent), DECIMALS)
    if not isinstance(sent, float):
        raise WrongClass(field, sent, FloatType.classes)
    return rounded(field, sent, DECIMALS)


def _compared(asked: Asked, sent: object) -> float | None:
    return _number(asked.field, sent)


class FloatType(DataType):
    """A number with a fraction. REST refuses whole numbers, the Python API takes them for fractions."""

    name = "float"
    creatable = True
    classes = ("String", "BigDecimal", "Float", "NilClass")
    columns = (ColumnShape("", Double()),)
    summaries = numbers(empty=0.0)
    groupings = number_bucketings(float_text)
    relations = number_relations(_compared)

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (_number(field, sent),)

    def text(self, value: float | None) -> object:
        return None if value is None else float_text(value)

    def number(self, value: float | None) -> object:
        return value

    def from_number(self, sent: object) -> object:
        if isinstance(sent, bool) or not isinstance(sent, int):
            return sent
        try:
            return float(sent)
        except OverflowError:
            return math.inf
