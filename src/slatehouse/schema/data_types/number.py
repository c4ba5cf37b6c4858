"""`number`: a signed 32-bit whole number (data-types §3.2)."""

from __future__ import annotations

import re

from sqlalchemy import Integer

from slatehouse.schema.buckets import number_bucketings
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.refusals import OutOfRange, Unparsable, WrongClass
from slatehouse.schema.summaries import numbers

SMALLEST, LARGEST = -(2**31), 2**31 - 1
_WHOLE = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)


def whole_number(field: Field, sent: object, classes: tuple[str, ...]) -> int | None:
    """The number that was sent, as itself or spelled; raises a refusal."""
    if sent is None:
        return None
    if isinstance(sent, str):
        if not _WHOLE.fullmatch(sent) or len(sent) > 100:
            raise Unparsable(field, sent)
        return int(sent)
    if isinstance(sent, bool) or not isinstance(sent, int):
        raise WrongClass(field, sent, classes)
    return sent


def within_range(field: Field, number: int | None) -> int | None:
    """The number, if a 32-bit column holds it."""
    if number is not None and not SMALLEST <= number <= LARGEST:
        raise OutOfRange(field, number)
    return number


def _compared(asked: Asked, sent: object) -> int | None:
    return whole_number(asked.field, sent, NumberType.classes)


class NumberType(DataType):
    """A whole number; texts that spell one are read as it."""

    name = "number"
    creatable = True
    identifies = True
    reads_as_stored = True
    classes = ("String", "Integer", "NilClass")
    columns = (ColumnShape("", Integer()),)
    summaries = numbers()
    groupings = number_bucketings()
    relations = number_relations(_compared)

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (within_range(field, whole_number(field, sent, self.classes)),)
