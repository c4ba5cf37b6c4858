"""`status_list`: the code of one of the field's statuses, hidden ones included (data-types §3.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import NotAStatus
from slatehouse.schema.status_summaries import STATUS_PERCENTAGE, common_status
from slatehouse.schema.summaries import Summarizer, Summarizers, SummaryKind


class StatusListType(ListType):
    """A status code; its label plays no part in writes, filters or sorting."""

    name = "status_list"
    refusal = NotAStatus
    is_often_asked = True
    summaries: ClassVar[Summarizers] = {
        **ListType.summaries,
        SummaryKind.STATUS_LIST: common_status(),
        SummaryKind.STATUS_PERCENTAGE: STATUS_PERCENTAGE,
        SummaryKind.STATUS_PERCENTAGE_AS_FLOAT: STATUS_PERCENTAGE,
    }

    def schema_properties(self, field: Field) -> Mapping[str, object]:
        labels = field.properties.get("display_values", {})
        return {"valid_values": field.valid_values, "display_values": labels, "hidden_values": ()}

    def summarizer(self, field: Field, kind: SummaryKind) -> Summarizer | None:
        left_out = field.properties.get("status_list_summary_exclude")
        if kind is SummaryKind.STATUS_LIST and isinstance(left_out, list | tuple):
            return common_status(*left_out)
        return super().summarizer(field, kind)
