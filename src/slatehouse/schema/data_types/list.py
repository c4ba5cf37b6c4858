"""`list`: one of the words that the field lists; compared without regard to case (data-types §3.10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.data_types.data_type import Columns, ColumnShape, DataType
from slatehouse.schema.data_types.text import (
    BYTE_ORDERED,
    KEY,
    SAME_TEXT,
    TEXT_SUMMARIES,
    key_to_compare,
    text_or_none,
)
from slatehouse.schema.enum_relations import enum_relations
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotAListValue, NotAStatus
from slatehouse.schema.text_key import text_key


class ListType(DataType):
    """A word from `Field.valid_values`, exactly as it stands there. Filters may name any word."""

    name = "list"
    creatable = True
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED), ColumnShape(KEY, BYTE_ORDERED))
    summaries = TEXT_SUMMARIES
    groupings = SAME_TEXT
    relations = enum_relations(key_to_compare, KEY)
    editable_properties = ("default_value", "summary_default", "valid_values")
    reads_as_stored = True
    is_defaulted_in_echo = True
    refusal: ClassVar[type[NotAListValue | NotAStatus]] = NotAListValue

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {"valid_values": field.valid_values, "hidden_values": ()}

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        word = text_or_none(field, sent)
        if word is None:
            return (None, None)
        if word not in field.valid_values:
            raise self.refusal(field, word, field.valid_values)
        return (word, text_key(word))

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[object], ...]:
        return (columns.of(KEY),)
