"""`status_list`: the code of one of the field's statuses, hidden ones included (data-types §3.11)."""

from __future__ import annotations

from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.refusals import NotAStatus


class StatusListType(ListType):
    """A status code; its label plays no part in writes, filters or sorting."""

    name = "status_list"
    refusal = NotAStatus
    is_often_asked = True
