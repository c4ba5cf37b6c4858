"""`timecode`: a position in milliseconds, never rendered when read (data-types §3.9)."""

from __future__ import annotations

from sqlalchemy import Integer

from slatehouse.schema.data_types.data_type import ColumnShape, DataType
from slatehouse.schema.data_types.number import within_range
from slatehouse.schema.data_types.percent import INTEGER_ONLY, compared_integer, plain_integer
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations


class TimecodeType(DataType):
    """Milliseconds, negative ones and those beyond a day included."""

    name = "timecode"
    classes = INTEGER_ONLY
    columns = (ColumnShape("", Integer()),)
    relations = number_relations(compared_integer)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (within_range(field, plain_integer(field, sent)),)
