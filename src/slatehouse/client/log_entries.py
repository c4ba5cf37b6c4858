"""What an entry of a site's event log tells of a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from slatehouse.client.rows import Link, Row

__all__ = ["LOG", "LOG_FIELDS", "Change", "change_of", "moment_of"]

LOG = "EventLogEntry"
LOG_FIELDS = (
    *("event_type", "created_at", "entity", "project", "user"),
    *("attribute_name", "meta", "session_uuid"),
)
_OPERATIONS: Mapping[str, str] = {
    "New": "create",
    "Change": "update",
    "Retirement": "delete",
    "Revival": "revive",
}


class Change(msgspec.Struct, frozen=True):
    """What happened to a row. `operation` is what was done to it as a whole: `create`, `update`, `delete` or
    `revive`; None of what is a part of that, or was written into the log by a program."""

    id: int
    event_type: str | None = None
    operation: str | None = None
    created_at: datetime | None = None
    entity: Link | None = None
    project: Link | None = None
    user: Link | None = None
    attribute_name: str | None = None
    meta: Any = None
    session_uuid: str | None = None

    @property
    def cursor(self) -> str:
        """To go on behind this change."""
        return str(self.id)


def moment_of(row: Row) -> datetime:
    """When an entry was made."""
    return datetime.fromisoformat(str(row["created_at"]))


def change_of(row: Row) -> Change:
    """What an entry of the log tells."""
    meta = row.get("meta")
    told = meta if isinstance(meta, Mapping) else {}
    entity = row.get("entity")
    if entity is None and isinstance(told.get("entity_type"), str) and isinstance(told.get("entity_id"), int):
        # Of a row that is retired only the entry itself still knows.
        entity = Link(told["entity_type"], told["entity_id"])
    return Change(
        row.id,
        row.get("event_type"),
        _operation(row, told),
        moment_of(row),
        entity,
        row.get("project"),
        row.get("user"),
        row.get("attribute_name"),
        meta,
        row.get("session_uuid"),
    )


def _operation(row: Row, meta: Mapping[str, Any]) -> str | None:
    event_type = row.get("event_type") or ""
    is_part = row.get("attribute_name") == "retirement_date" or meta.get("in_create") is True
    if is_part or not event_type.startswith("Shotgun_"):
        return None
    return _OPERATIONS.get(event_type.rpartition("_")[2])
