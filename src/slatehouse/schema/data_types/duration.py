"""`duration`: whole minutes; fractions are cut off toward zero (data-types §3.8)."""

from __future__ import annotations

import math

from sqlalchemy import Integer

from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.number import whole_number, within_range
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.refusals import OutOfRange


def _minutes(field: Field, sent: object) -> int | None:
    if not isinstance(sent, float):
        return whole_number(field, sent, DurationType.classes)
    if not math.isfinite(sent):
        raise OutOfRange(field, sent)
    return int(sent)


def _compared(asked: Asked, sent: object) -> int | None:
    return _minutes(asked.field, sent)


class DurationType(DataType):
    """A length of working time in minutes."""

    name = "duration"
    classes = ("String", "Integer", "NilClass", "Float")
    columns = (ColumnShape("", Integer()),)
    relations = number_relations(_compared)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (within_range(field, _minutes(field, sent)),)
