"""The event log as what follows it looks at it: narrow, and by the ids alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import Dialect, func, select

from slatehouse.schema.sql import is_any
from slatehouse.store.connection import Connection, Row
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import Tables

__all__ = ["EventLogRows"]


class EventLogRows:
    """Reads the log for the product itself: nothing that is read here may be shown to anyone."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._log = tables.entities["EventLogEntry"]
        self._dialect = dialect

    def newest(self, connection: Connection) -> int:
        """The id of the last entry; 0 where there is none. All entries before it are there, too."""
        return int(connection.rows(self._newest)[0][0] or 0)

    def first_since(self, connection: Connection, after: int, moment: str) -> int | None:
        """The first entry after another that is not from before a moment; None where none is."""
        found = connection.rows(self._first_since, [after, moment])
        return int(found[0][0]) if found else None

    def glimpse(self, connection: Connection, after: int, most: int) -> list[Row]:
        """The entries that follow one: id, type, attribute, project, and type and id of the row."""
        return connection.rows(self._glimpse, [after, most])

    def sizes(self, connection: Connection, ids: Sequence[int]) -> dict[int, int]:
        """How many characters the entries hold."""
        return {row[0]: row[1] or 0 for row in connection.rows(self._sizes, [list(ids)])}

    @cached_property
    def _newest(self) -> Statement:
        return compile_statement(select(func.max(self._log.c.id)), self._dialect)

    @cached_property
    def _first_since(self) -> Statement:
        log = self._log.c
        query = select(log.id).where(log.id > slot(0), log.created_at >= slot(1))
        return compile_statement(query.order_by(log.id).limit(1), self._dialect)

    @cached_property
    def _glimpse(self) -> Statement:
        log = self._log.c
        about = log["project$id"], log["entity$type"], log["entity$id"]
        query = select(log.id, log.event_type, log.attribute_name, *about).where(log.id > slot(0))
        return compile_statement(query.order_by(log.id).limit(slot(1)), self._dialect)

    @cached_property
    def _sizes(self) -> Statement:
        log = self._log.c
        query = select(log.id, func.length(log.meta)).where(is_any(log.id, slot(0)))
        return compile_statement(query, self._dialect)
