"""The event log as a hook's owner may read it, a part at a time.

Nothing else leads from the log to a receiver: what the owner may not read now is not there, whoever could
read it when the hook was made.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from slatehouse.jobs.delivering.matching import Happened, Subscription
from slatehouse.query.filters import Condition, Filter, both
from slatehouse.query.paths import Path
from slatehouse.query.question import Page, Question
from slatehouse.schema.link import Link, Target
from slatehouse.site.session import Session
from slatehouse.store.event_log import EventLogRows

__all__ = ["Entries", "Entry", "Part"]

_LOG = "EventLogEntry"
_FIELDS = (
    *("created_at", "event_type", "attribute_name", "meta"),
    *("entity", "project", "user", "session_uuid"),
)
_IDS_AT_ONCE = 20_000
"""How many entries are looked through in one statement, most of which may be nothing to the hook."""
_ENTRIES_AT_ONCE = 100
_BYTES_AT_ONCE = 2 * 1024**2
"""What the entries of a part may hold; one that holds more is a part of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log, as somebody reads it. `created_at` as the log keeps it."""

    id: int
    created_at: str
    event_type: str | None
    attribute: str | None
    meta: dict[str, Any]
    entity: Target | None
    project: Target | None
    user: Target | None
    session_uuid: str | None

    @property
    def happened(self) -> Happened:
        """What decides who hears of it."""
        entity_type, entity_id = self.entity or (None, None)
        return Happened(
            self.event_type,
            self.attribute,
            self.project.id if self.project else None,
            entity_type,
            entity_id,
            self.meta.get("in_create") is True,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """What a hook wants to hear of among the entries up to `end`, in their order."""

    entries: list[Entry]
    end: int


@dataclass(frozen=True)
class Entries:
    """The log, through the eyes of one asker; `session` is the owner's."""

    session: Session
    rows: EventLogRows

    def part(self, subscription: Subscription, after: int, newest: int) -> Part:
        """What comes next after an entry, up to the newest; no more than memory is to hold at once."""
        up_to = min(newest, after + _IDS_AT_ONCE)
        ids = self._ids(subscription, after, up_to)
        if len(ids) == _ENTRIES_AT_ONCE:
            up_to = ids[-1]
        few = self._that_fit(ids)
        if len(few) < len(ids):
            up_to = few[-1]
        entries = [each for each in self.of(few) if subscription.wants(each.happened)]
        return Part(entries, up_to)

    def of(self, ids: Collection[int]) -> list[Entry]:
        """Those among some entries that may be read, in the order of the log."""
        if not ids:
            return []
        among = self._condition("id", "in", list(ids))
        question = Question(self._type, among, self._paths)
        found = self.session.find(question).rows
        return sorted((_entry(row.id, row.values) for row in found), key=lambda each: each.id)

    def _ids(self, subscription: Subscription, after: int, up_to: int) -> list[int]:
        where = both(
            self._condition("id", "greater_than", [after]),
            self._condition("id", "less_than", [up_to + 1]),
            self._condition("event_type", "in", sorted(subscription.event_types)),
        )
        question = Question(self._type, where, page=Page(_ENTRIES_AT_ONCE))
        return [row.id for row in self.session.find(question).rows]

    def _that_fit(self, ids: Sequence[int]) -> Sequence[int]:
        """The first of these entries, as many as may be held at once."""
        if not ids:
            return ids
        with self.session.site.database.reading() as connection:
            sizes = self.rows.sizes(connection, ids)
        held = 0
        for number, each in enumerate(ids):
            held += sizes.get(each, 0)
            if held > _BYTES_AT_ONCE:
                return ids[: max(number, 1)]
        return ids

    def _condition(self, name: str, relation: str, values: Sequence[object]) -> Filter:
        found: Condition = self.session.condition(self._type, name, relation, values)
        return found

    @cached_property
    def _type(self) -> Any:
        return self.session.edition.schema[_LOG]

    @cached_property
    def _paths(self) -> tuple[Path, ...]:
        return self.session.edition.paths(self._type, _FIELDS)


def _entry(entry_id: int, values: Sequence[Any]) -> Entry:
    created_at, event_type, attribute, meta, entity, project, user, session_uuid = values
    told = meta if isinstance(meta, dict) else {}
    return Entry(
        entry_id,
        created_at,
        event_type,
        attribute,
        told,
        _target(entity) or _told_entity(told),
        _target(project),
        _target(user),
        session_uuid,
    )


def _target(link: Link | None) -> Target | None:
    return None if link is None else Target(link.type, link.id)


def _told_entity(meta: dict[str, Any]) -> Target | None:
    """The row that an entry is about, where only the entry itself still knows of it."""
    type_, row_id = meta.get("entity_type"), meta.get("entity_id")
    return Target(type_, row_id) if isinstance(type_, str) and isinstance(row_id, int) else None
