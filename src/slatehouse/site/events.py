"""The event log: one row for each field that changed, written last in the transaction of the change.

The rows' ids follow each other without gaps and in the order of the commits, because they are given under a
lock that is held to the end of the transaction (contract writing §8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.text_key import text_key

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_KEYED = ("event_type", "attribute_name", "description", "cached_display_name")


@dataclass(frozen=True)
class Happening:
    """One event before it is written. `meta` is what the log keeps of it, in the contract's shape."""

    kind: str
    target: Target
    target_name: str
    project: Target | None
    meta: dict[str, Any]
    attribute: str | None = None


@dataclass
class EventLog:
    """The events of one transaction."""

    happenings: list[Happening] = field(default_factory=list)

    def changed(self, event: Happening) -> None:
        """Remember an event; it is written at the end of the transaction."""
        self.happenings.append(event)

    def write(self, writing: Writing) -> None:
        """Append the events to the log, unless the caller's are not kept."""
        if not self.happenings or not writing.caller.logs_events:
            return
        first = writing.rows.next_event_id(writing.connection)
        rows = [
            _row(first + number, event, writing.caller, writing.now_text)
            for number, event in enumerate(self.happenings)
        ]
        writing.rows.insert_many(
            writing.connection, "EventLogEntry", tuple(rows[0]), [tuple(row.values()) for row in rows]
        )


def attribute_change(
    target: Target, each: Field, old: object, new: object, *, in_create: bool
) -> dict[str, Any]:
    """The `meta` of a changed field."""
    return {
        **_about(target, each, in_create),
        "old_value": old,
        "new_value": new,
        "platform_id": None,
    }


def links_change(
    target: Target, each: Field, added: list[object], removed: list[object], *, in_create: bool
) -> dict[str, Any]:
    """The `meta` of a multi-entity field that gained or lost links."""
    return {**_about(target, each, in_create), "added": added, "removed": removed}


def _about(target: Target, each: Field, in_create: bool) -> dict[str, Any]:
    about: dict[str, Any] = {
        "type": "attribute_change",
        "attribute_name": each.name,
        "entity_type": target.type,
        "entity_id": target.id,
    }
    if in_create:
        about["in_create"] = True
    about["field_data_type"] = each.type.name
    return about


_SENTENCES = {
    "New": '{who} created {type} "{name}"',
    "Retirement": '{who} deleted {type} "{name}"',
    "Revival": '{who} revived {type} "{name}"',
    "Change": '{who} changed {attribute} on {type} "{name}"',
}


def _row(event_id: int, event: Happening, caller: Caller, now: str) -> dict[str, object]:
    sentence = _SENTENCES[event.kind].format(
        who=caller.name, type=event.target.type, name=event.target_name, attribute=event.attribute
    )
    texts = {
        "event_type": f"Shotgun_{event.target.type}_{event.kind}",
        "attribute_name": event.attribute,
        "description": sentence,
        "cached_display_name": sentence,
    }
    row: dict[str, object] = {"id": event_id, "created_at": now}
    for name in _KEYED:
        text = texts[name]
        row |= {name: text, f"{name}$key": None if text is None else text_key(text)}
    return row | {
        "meta": msgspec.json.encode(event.meta).decode(),
        "entity$id": event.target.id,
        "entity$type": event.target.type,
        "project$id": event.project and event.project.id,
        "project$type": event.project and event.project.type,
        "user$id": None if caller.is_system else caller.id,
        "user$type": None if caller.is_system else caller.type,
    }
