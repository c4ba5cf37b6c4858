"""`system_task_type`: a word that the service itself gives to tasks (data-types §5)."""

from __future__ import annotations

from slatehouse.schema.buckets import exact
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.text import BYTE_ORDERED, text_or_none
from slatehouse.schema.enum_relations import enum_relations
from slatehouse.schema.field import Field
from slatehouse.schema.summaries import Value, counts


def _compared(asked: Asked, sent: object) -> str | None:
    return text_or_none(asked.field, sent)


class SystemTaskType(DataType):
    """A word, compared as it stands; nobody has seen which ones there are."""

    name = "system_task_type"
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = counts(Value())
    groupings = exact()
    relations = enum_relations(_compared)
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (text_or_none(field, sent),)
