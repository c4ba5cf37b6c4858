"""`calculated`: the value of a formula over the row, computed when it is read (data-types §3.22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slatehouse.schema.data_types.data_type import DataType, Kind
from slatehouse.schema.data_types.float import float_text
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import ReadOnly


class CalculatedType(DataType):
    """A formula's value: whole number, fraction or text, as its renderer has it; it sorts by that value."""

    name = "calculated"
    kind = Kind.CALCULATED
    filterable = False
    editable_properties = ("calculated_function", "renderer", "summary_default")

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        raise ReadOnly(field)

    def read(self, values: Sequence[Any]) -> object:
        return values[0] if values else None

    def text(self, value: Any) -> object:
        return float_text(value) if isinstance(value, float) else value

    def number(self, value: Any) -> object:
        return value
