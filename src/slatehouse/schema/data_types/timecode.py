"""`timecode`: a position in milliseconds, never rendered when read (data-types §3.9)."""

from __future__ import annotations

from sqlalchemy import Integer

from slatehouse.schema.buckets import number_bucketings
from slatehouse.schema.data_types.data_type import ColumnShape, DataType
from slatehouse.schema.data_types.number import within_range
from slatehouse.schema.data_types.percent import INTEGER_ONLY, compared_integer, plain_integer
from slatehouse.schema.field import Field
from slatehouse.schema.number_relations import number_relations
from slatehouse.schema.summaries import numbers

FRAMES_PER_SECOND = 24000 / 1001


def timecode_text(milliseconds: int) -> str:
    """The position as `HH:MM:SS:FF`; frames that fill a second are one second more, if it is the sixtieth."""
    seconds, rest = divmod(milliseconds, 1000)
    frames = round(rest * FRAMES_PER_SECOND / 1000)
    full_second, frame = divmod(frames, 24)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60 + full_second:02d}:{frame:02d}"


class TimecodeType(DataType):
    """Milliseconds, negative ones and those beyond a day included."""

    name = "timecode"
    creatable = True
    classes = INTEGER_ONLY
    columns = (ColumnShape("", Integer()),)
    summaries = numbers()
    groupings = number_bucketings(timecode_text)
    relations = number_relations(compared_integer)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (within_range(field, plain_integer(field, sent)),)
