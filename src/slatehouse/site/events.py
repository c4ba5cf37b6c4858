"""The event log: one row for each field that changed, written last in the transaction of the change.

The rows' ids follow each other without gaps and in the order of the commits, because they are given under a
lock that is held to the end of the transaction (contract writing §8).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.schema.link import Target
from slatehouse.schema.text_key import text_key
from slatehouse.site.activity import NOWHERE, Told

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_COLUMNS = (
    *("id", "created_at", "event_type", "event_type$key", "attribute_name", "attribute_name$key"),
    *("description", "description$key", "cached_display_name", "cached_display_name$key", "meta"),
    *("entity$id", "entity$type", "project$id", "project$type", "user$id", "user$type", "session_uuid"),
)
_key = lru_cache(maxsize=4096)(text_key)
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Happening:
    """One event before it is written: what its sentence says after the caller's name, `meta`, which the log
    keeps in the contract's shape, and the activity streams that tell of it."""

    kind: str
    target: Target
    project: Target | None
    sentence: str
    meta: dict[str, Any]
    attribute: str | None = None
    told: Told = NOWHERE


@dataclass
class EventLog:
    """The events of one transaction, in the order in which things happened."""

    happenings: list[Happening] = field(default_factory=list)

    def add(self, happening: Happening) -> None:
        """Remember an event; it is written at the end of the transaction."""
        self.happenings.append(happening)

    def write(self, writing: Writing) -> None:
        """Append the events to the log."""
        if not self.happenings:
            return
        first = writing.rows.next_event_id(writing.connection)
        moment, caller = writing.now_text, writing.caller
        who = (None, None) if caller.is_system else (caller.id, caller.type)
        rows = [
            _row(first + number, happening, caller, moment, who)
            for number, happening in enumerate(self.happenings)
        ]
        writing.rows.insert_many(writing.connection, "EventLogEntry", _COLUMNS, rows)
        self._write_streams(writing, first)

    def _write_streams(self, writing: Writing, first: int) -> None:
        """Append to the activity streams what they tell of the events."""
        news = [(first + n, each.told) for n, each in enumerate(self.happenings) if each.told.streams]
        if not news:
            return
        activity, connection = writing.site.activity, writing.connection
        first_update = activity.reserve(connection, len(news))
        entries = [
            (*stream, update, event, *(told.thread or (None, None)))
            for update, (event, told) in enumerate(news, start=first_update)
            for stream in told.streams
        ]
        activity.append(connection, entries)


def _row(
    event_id: int, event: Happening, caller: Caller, moment: str, who: tuple[object, object]
) -> tuple[object, ...]:
    """The values of the columns, in their order."""
    event_type = f"Shotgun_{event.target.type}_{event.kind}"
    attribute = event.attribute
    sentence = f"{caller.name} {event.sentence}"
    key = text_key(sentence)
    project = (None, None) if event.project is None else (event.project.id, event.project.type)
    return (
        *(event_id, moment, event_type, _key(event_type)),
        *(attribute, None if attribute is None else _key(attribute)),
        *(sentence, key, sentence, key, _encode(event.meta).decode()),
        *(event.target.id, event.target.type, *project, *who, caller.session_uuid),
    )
