"""`entity_type`: the name of an entity type, `Shot` and never `shots` (data-types §3.15)."""

from __future__ import annotations

from slatehouse.schema.buckets import exact
from slatehouse.schema.data_types.data_type import Asked, ColumnShape, DataType
from slatehouse.schema.data_types.text import BYTE_ORDERED, text_or_none
from slatehouse.schema.enum_relations import enum_relations
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotAnEntityType
from slatehouse.schema.summaries import Value, counts


def _compared(asked: Asked, sent: object) -> str | None:
    return text_or_none(asked.field, sent)


class EntityTypeName(DataType):
    """A name from `Field.valid_values` (see `schema.vocabularies`); case counts, in filters too."""

    name = "entity_type"
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = counts(Value())
    groupings = exact()
    relations = enum_relations(_compared)
    lists_entity_types = True
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        name = text_or_none(field, sent)
        if name is not None and name not in field.valid_values:
            raise NotAnEntityType(field, name, field.valid_values)
        return (name,)

    def restored(self, field: Field, shown: object) -> tuple[object, ...]:
        # Stock permission rule sets are of kinds that no write may name.
        return (text_or_none(field, shown),)
