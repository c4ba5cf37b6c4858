"""What the event log tells of the changes of a site, in its order, to one caller.

Told is what somebody may read of the log, and what happened in their projects, whatever their rule set says
of the log: as long as it names only rows that they may see, they could find it out by reading those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any

import msgspec

from slatehouse.query.filters import both
from slatehouse.query.question import Page, Question
from slatehouse.query.visibility import AnyOf, Asker, Every, InProjects, Visibility
from slatehouse.schema.link import Link, Target
from slatehouse.store.connection import Connection

if TYPE_CHECKING:
    from slatehouse.site.session import Session

__all__ = ["EVERYTHING", "LOG", "MOST", "MOST_BYTES", "Change", "Part", "Wanted", "changes_after"]

LOG = "EventLogEntry"
MOST, MOST_BYTES = 500, 2 * 1024**2
"""Of changes that are told at once."""

_FIELDS = (
    *("event_type", "created_at", "entity", "project", "user"),
    *("attribute_name", "meta", "session_uuid"),
)
_OPERATIONS = {"New": "create", "Change": "update", "Retirement": "delete", "Revival": "revive"}
_OF_ROWS = "Shotgun_"
_RETIREMENT_DATE = "retirement_date"
_IDS_AT_ONCE = 20_000
"""Entries that one statement looks through, most of which may be nothing to the caller."""
_ROWS_AT_ONCE = 100
_SECONDS_AT_ONCE = 3.0
"""After the first statement, whose plan may have to be made."""
_encode = msgspec.json.Encoder().encode


class _Told(msgspec.Struct, frozen=True):
    """A change as followers read it. Names are those that the rows have now."""

    id: int
    event_type: str | None
    operation: str | None
    created_at: str
    entity: Link | None
    project: Link | None
    user: Link | None
    attribute_name: str | None
    meta: object
    session_uuid: str | None


class Change(msgspec.Struct, frozen=True, eq=False):
    """An entry of the log: what decides who wants to hear of it, and how it is told, in JSON."""

    id: int
    type: str | None
    project: int | None
    told: bytes


class Wanted(msgspec.Struct, frozen=True):
    """What somebody wants to hear of: changes of rows of these types, and in these projects; all, where none
    are named."""

    types: frozenset[str] = frozenset()
    projects: frozenset[int] = frozenset()

    def among(self, changes: Sequence[Change]) -> list[Change]:
        """Those that they want to hear of."""
        return [
            each
            for each in changes
            if (not self.types or each.type in self.types)
            and (not self.projects or each.project in self.projects)
        ]


EVERYTHING = Wanted()


class Part(msgspec.Struct, frozen=True, eq=False):
    """What there is to tell of the log up to an entry; what follows that has not been looked at."""

    changes: list[Change]
    reached: int


def changes_after(
    session: Session,
    connection: Connection,
    after: int,
    newest: int,
    wanted: Wanted = EVERYTHING,
    most: int = MOST,
) -> Part:
    """The changes that follow an entry, up to the newest or as many as can be told at once.

    Where there is little to tell of many entries, it ends after some seconds, wherever it has come to.
    """
    reader, found, size = _Reader(session, connection), list[Change](), 0
    until: float | None = None
    while (
        after < newest and len(found) < most and size < MOST_BYTES and (until is None or monotonic() < until)
    ):
        up_to = min(newest, after + _IDS_AT_ONCE)
        rows = reader.read(after, up_to)
        until = until or monotonic() + _SECONDS_AT_ONCE
        for each in wanted.among(rows):
            if len(found) == most or size >= MOST_BYTES:
                return Part(found, found[-1].id)
            found.append(each)
            size += len(each.told)
        after = rows[-1].id if len(rows) == _ROWS_AT_ONCE else up_to
    return Part(found, after)


class _Reader:
    """Reads the log as one caller may."""

    def __init__(self, session: Session, connection: Connection) -> None:
        self._session, self._connection = session, connection
        self._type = session.edition.whole.schema[LOG]
        self._asker = _reading_the_log(session.caller.asker)
        self._paths = session.edition.whole.paths(self._type, _FIELDS)

    def read(self, after: int, up_to: int) -> list[Change]:
        """The first entries between two that the caller may read."""
        where = both(
            self._session.condition(self._type, "id", "greater_than", [after]),
            self._session.condition(self._type, "id", "less_than", [up_to + 1]),
        )
        question = Question(self._type, where, self._paths, page=Page(_ROWS_AT_ONCE))
        plan, values = self._session.edition.planner.plan(question, self._asker)
        return [_change(row.id, row.values) for row in plan.run(self._connection, values)]


def _reading_the_log(asker: Asker) -> Asker:
    if asker.visibility is None:
        return asker
    return replace(asker, visibility=_told_of(asker.visibility))


@lru_cache(maxsize=256)
def _told_of(visibility: Visibility) -> Visibility:
    """What may be read where changes are told: one object for each, so that its plans are kept."""
    own = visibility.of(LOG)
    rule = own if isinstance(own, Every) else AnyOf((own, InProjects()))
    return Visibility({**visibility.rows, LOG: rule}, visibility.hidden)


def _change(entry: int, values: Sequence[Any]) -> Change:
    event_type, created_at, entity, project, user, attribute, meta, session_uuid = values
    about = _about(entity, meta)
    told = _Told(
        entry,
        event_type,
        _operation(event_type, attribute, meta),
        created_at,
        entity or (None if about is None else Link(about.id, "", about.type)),
        project,
        user,
        attribute,
        meta,
        session_uuid,
    )
    return Change(entry, about and about.type, project and project.id, _encode(told))


def _about(entity: Link | None, meta: object) -> Target | None:
    """The row that an entry is about, also where only the entry itself still knows of it."""
    if entity is not None:
        return Target(entity.type, entity.id)
    told = meta if isinstance(meta, dict) else {}
    type_, row_id = told.get("entity_type"), told.get("entity_id")
    return Target(type_, row_id) if isinstance(type_, str) and isinstance(row_id, int) else None


def _operation(event_type: str | None, attribute: str | None, meta: object) -> str | None:
    """What was done to a row as a whole; None where the entry tells of a part of that, or is no one's."""
    if event_type is None or not event_type.startswith(_OF_ROWS) or attribute == _RETIREMENT_DATE:
        return None
    if isinstance(meta, dict) and meta.get("in_create") is True:
        return None
    return _OPERATIONS.get(event_type.rpartition("_")[2])
