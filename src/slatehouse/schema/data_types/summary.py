"""`summary`: the answer to a stored question about other rows, asked at each read (data-types §3.23)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.schema.data_types.data_type import DataType, Kind, Sorting
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotWritable


class SummaryType(DataType):
    """A count or a value of linked rows. The schema may call it editable; a write is refused all the same."""

    name = "summary"
    kind = Kind.SUMMARY
    filterable = False
    sorting = Sorting.IGNORED
    editable_properties = ()
    reads_as_stored = True

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {name: field.properties.get(name) for name in ("query", "summary_field", "summary_value")}

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        raise NotWritable(field)
