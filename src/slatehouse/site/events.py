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
    """One event before it is written: what its sentence says after the caller's name, and `meta`, which the
    log keeps in the contract's shape."""

    kind: str
    target: Target
    project: Target | None
    sentence: str
    meta: dict[str, Any]
    attribute: str | None = None


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
