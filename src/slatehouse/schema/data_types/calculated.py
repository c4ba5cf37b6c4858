"""`calculated`: the value of a formula over the row, computed when it is read (data-types §3.22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import Bucket, Bucketing, GroupingKind, column, exact, whole
from slatehouse.schema.conditions import Columns
from slatehouse.schema.data_types.data_type import DataType, Kind
from slatehouse.schema.data_types.duration import duration_text
from slatehouse.schema.data_types.text import KEY, TEXT_SUMMARIES
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import ReadOnly, SummaryNotAllowed
from slatehouse.schema.summaries import Summarizer, SummaryKind, numbers
from slatehouse.schema.text_key import text_key


def _same_text(text: str) -> Bucket:
    return Bucket(text, text, text_key(text))


def _same_fraction(number: float) -> Bucket:
    digits = f"{number:.6f}"
    return Bucket(digits, digits, number)


def _same_duration(minutes: float) -> Bucket:
    return Bucket(f"{minutes:.6f}", duration_text(minutes), minutes)


_RENDERED = {"float": _same_fraction, "duration": _same_duration}


class CalculatedType(DataType):
    """A formula's value: whole number, fraction or text, as its renderer has it; it sorts by that value."""

    name = "calculated"
    kind = Kind.CALCULATED
    filterable = False
    summaries = numbers()
    groupings = exact()
    editable_properties = ("calculated_function", "renderer", "summary_default")

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        return {
            "calculated_function": field.properties.get("calculated"),
            "renderer": field.properties.get("renderer"),
        }

    def accept(self, field: Field, sent: object) -> tuple[object, ...]:
        raise ReadOnly(field)

    def summarizer(self, field: Field, kind: SummaryKind) -> Summarizer | None:
        if field.properties.get("renderer") == "text" and kind not in TEXT_SUMMARIES:
            raise SummaryNotAllowed(field, kind, tuple(TEXT_SUMMARIES))
        return super().summarizer(field, kind)

    def bucketing(self, field: Field, kind: GroupingKind) -> Bucketing:
        super().bucketing(field, kind)
        return Bucketing(column, whole(_RENDERED.get(str(field.properties.get("renderer")), _same_text)))

    def read_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (columns.of(),)

    def sort_columns(self, columns: Columns) -> tuple[ColumnElement[Any], ...]:
        return (columns.of(KEY),)

    def text(self, value: Any) -> object:
        return f"{value:.6f}" if isinstance(value, float) else value

    def number(self, value: Any) -> object:
        return value
