"""`url_template`: an address with places for a row's values; kept as text (data-types §5)."""

from __future__ import annotations

from slatehouse.schema.buckets import exact
from slatehouse.schema.data_types.data_type import ColumnShape, DataType, Sorting
from slatehouse.schema.data_types.text import BYTE_ORDERED, text_or_none
from slatehouse.schema.field import Field
from slatehouse.schema.summaries import Value, counts


class UrlTemplateType(DataType):
    """A text that no filter looks into."""

    name = "url_template"
    classes = ("String", "NilClass")
    columns = (ColumnShape("", BYTE_ORDERED),)
    summaries = counts(Value())
    groupings = exact()
    filterable = False
    sorting = Sorting.IGNORED
    reads_as_stored = True

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        return (text_or_none(field, sent),)
