"""The beginning of the event log, which is removed when it has been kept long enough, and what rests on it.

Events go in the order of their ids, so that what is left of the log has no gaps; the newest always stays, for
the next one is counted from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Dialect, delete, func, select, tuple_
from sqlalchemy.sql import ClauseElement

from slatehouse.schema.sql import in_text
from slatehouse.store.connection import Connection, Row
from slatehouse.store.product_tables import activity, webhooks
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import Tables
from slatehouse.store.webhooks import DISABLED

__all__ = ["LOG", "NO_ENTRY", "Entry", "OldEvent", "OldEvents"]

LOG = "EventLogEntry"

Entry = tuple[str, int, int]
"""An entry of an activity stream: type and id of the stream, and the id of the update."""

NO_ENTRY: Entry = ("", 0, 0)
"""What comes before every entry."""

_PLACE = (activity.c.stream_type, activity.c.stream_id, activity.c.update_id)


class OldEvent(NamedTuple):
    """An event as far as its removal goes; the rows that it links keep their names because of it."""

    id: int
    created_at: str
    entity_type: str | None
    entity_id: int | None
    project_id: int | None
    user_type: str | None
    user_id: int | None

    @property
    def linked(self) -> list[tuple[str, int]]:
        """The rows that it links."""
        links = (
            (self.entity_type, self.entity_id),
            ("Project", self.project_id),
            (self.user_type, self.user_id),
        )
        return [(type_, row_id) for type_, row_id in links if type_ is not None and row_id is not None]


class OldEvents:
    """Reads the beginning of the log and removes it."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._log = tables.entities[LOG]
        self._names = tables.names
        self._dialect = dialect

    def last_removable(self, connection: Connection) -> int:
        """The id of the newest event that nobody waits for: all webhooks that are not switched off have seen
        it, and it is not the newest of all."""
        newest, seen = connection.rows(self._bounds)[0]
        return min(int(newest or 0) - 1, int(newest if seen is None else seen) if newest else 0)

    def first(self, connection: Connection, most: int, after: int = 0) -> list[OldEvent]:
        """The oldest events, in their order."""
        return [OldEvent(*row) for row in connection.rows(self._first, [after, most])]

    def remove(self, connection: Connection, upto: int) -> None:
        """Remove all events up to this one."""
        for statement in self._remove:
            connection.run(statement, [upto])

    def entries_without_event(
        self, connection: Connection, after: Entry, oldest: int, most: int
    ) -> tuple[list[Row], Entry | None]:
        """Among that many entries of activity streams, those whose event is older than the oldest; and the
        last entry that was looked at, None where there was none."""
        found = connection.rows(self._entries, [*after, most])
        last = (str(found[-1][0]), int(found[-1][1]), int(found[-1][2])) if found else None
        return [row[:3] for row in found if row[3] < oldest], last

    def remove_entries(self, connection: Connection, entries: Sequence[Row]) -> None:
        """Remove these entries of activity streams."""
        connection.run_many(self._remove_entry, entries)

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _bounds(self) -> Statement:
        newest = select(func.max(self._log.c.id)).scalar_subquery()
        seen = select(func.min(webhooks.c.cursor)).where(webhooks.c.status != in_text(DISABLED))
        return self._compile(select(newest, seen.scalar_subquery()))

    @cached_property
    def _first(self) -> Statement:
        log = self._log.c
        links = (log[name] for name in ("entity$type", "entity$id", "project$id", "user$type", "user$id"))
        page = select(log.id, log.created_at, *links).where(log.id > slot(0)).order_by(log.id)
        return self._compile(page.limit(slot(1)))

    @cached_property
    def _remove(self) -> list[Statement]:
        names = self._names.c
        of_events = names.type == in_text(LOG), names.id <= slot(0)
        return [
            self._compile(delete(self._names).where(*of_events)),
            self._compile(delete(self._log).where(self._log.c.id <= slot(0))),
        ]

    @cached_property
    def _entries(self) -> Statement:
        after = tuple_(*_PLACE) > tuple_(slot(0), slot(1), slot(2))
        page = select(*_PLACE, activity.c.event_id).where(after).order_by(*_PLACE)
        return self._compile(page.limit(slot(3)))

    @cached_property
    def _remove_entry(self) -> Statement:
        here = (column == slot(number) for number, column in enumerate(_PLACE))
        return self._compile(delete(activity).where(*here))
