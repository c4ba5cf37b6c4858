"""Where the activity streams are kept: which updates each holds, and the event of the log behind each update.

An update that several streams tell of has one id, and an entry in each of them. Ids count up in the order of
the commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache

from sqlalchemy import Dialect, literal, literal_column, select, update
from sqlalchemy.sql import ClauseElement

from slatehouse.store.appending import appending
from slatehouse.store.connection import Connection, Row
from slatehouse.store.product_tables import activity, counters
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import Tables

_COUNTER = "updates"
_ENTRY = ("stream_type", "stream_id", "update_id", "event_id", "thread_type", "thread_id")
_EVENT = ("event_type", "created_at", "meta", "entity$type", "entity$id", "user$type", "user$id")
_PAGE_SIZES_KEPT = 500


class Activity:
    """The activity streams of a site."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._events = tables.entities["EventLogEntry"]
        self._dialect = dialect
        self._page = lru_cache(_PAGE_SIZES_KEPT)(self._compile_page)

    def reserve(self, connection: Connection, count: int) -> int:
        """The first of that many ids for updates. Until the transaction ends nobody else is given any."""
        return int(connection.rows(self._count_up, [count])[0][0]) - count + 1

    def append(self, connection: Connection, entries: Sequence[Sequence[object]]) -> None:
        """Add entries: the type and id of the stream, the update's id, that of its event, and the type and id
        of the row whose thread it belongs to, if any."""
        connection.append(self._append, entries)

    def newest(self, connection: Connection) -> int:
        """The id of the newest update of the site, 0 where there is none."""
        return int(connection.rows(self._newest)[0][0])

    def page(
        self, connection: Connection, stream: tuple[str, int], below: int, above: int, limit: int
    ) -> list[Row]:
        """The newest updates of a stream with ids between the bounds, the newest first: id, id of the event,
        type and id of the thread's row, and of the event its type, time, meta, row and author."""
        return connection.rows(self._page(limit), [*stream, below, above])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _count_up(self) -> Statement:
        value = counters.c.value
        here = update(counters).where(counters.c.name == literal(_COUNTER))
        return self._compile(here.values(value=value + slot(0)).returning(value))

    @cached_property
    def _newest(self) -> Statement:
        return self._compile(select(counters.c.value).where(counters.c.name == literal(_COUNTER)))

    @cached_property
    def _append(self) -> Statement:
        return appending(activity, _ENTRY, self._dialect)

    def _compile_page(self, limit: int) -> Statement:
        entry, event = activity.c, self._events.c
        # The size of a page stands in the text, because planners choose by it.
        page = (
            select(
                entry.update_id,
                entry.event_id,
                entry.thread_type,
                entry.thread_id,
                *(event[name] for name in _EVENT),
            )
            .join(self._events, event.id == entry.event_id)
            .where(entry.stream_type == slot(0), entry.stream_id == slot(1))
            .where(entry.update_id < slot(2), entry.update_id > slot(3))
            .order_by(entry.update_id.desc())
            .limit(literal_column(str(limit)))
            .offset(literal_column("0"))
        )
        return self._compile(page)
