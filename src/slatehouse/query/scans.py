"""Questions that read the rows of large tables one after another, because no index has what they ask for.

The database is asked for its plan once for each shape of a question, and again after some minutes, as what it
knows of its tables changes. Whether a table is large is asked of all of its rows on the site, whoever asks:
so only those who may read all of them are to be told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, Select, Table, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.store.connection import Connection
from slatehouse.store.explaining import Step, explain
from slatehouse.store.statement import Statement, compile_statement
from slatehouse.store.tables import Tables
from slatehouse.store.timing import taken_down

__all__ = ["ScanWatch", "scanned"]

_GOOD_FOR = 600.0
_KEPT = 2_000
Fact = TypeVar("Fact")


class _Known(Generic[Fact]):
    """Facts that are good for some minutes. Safe to share between threads."""

    def __init__(self) -> None:
        self._facts: OrderedDict[str, tuple[float, Fact]] = OrderedDict()
        self._lock = Lock()

    def get(self, about: str) -> Fact | None:
        known = self._facts.get(about)
        return None if known is None or known[0] < monotonic() else known[1]

    def put(self, about: str, fact: Fact) -> Fact:
        with self._lock:
            self._facts[about] = monotonic() + _GOOD_FOR, fact
            while len(self._facts) > _KEPT:
                self._facts.popitem(last=False)
        return fact


class ScanWatch:
    """Watches the statements of one site's questions. Safe to share between threads."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._scans: _Known[tuple[str, ...]] = _Known()
        self._sizes: _Known[bool] = _Known()

    def scans(
        self,
        connection: Connection,
        tables: Tables,
        about: str,
        statement: Statement,
        values: Sequence[object],
        *,
        is_filtered: bool,
        large: int,
    ) -> tuple[str, ...]:
        """The types of which the statement of a question about one type reads the rows one after another,
        where there are as many of them as is `large`."""
        known = self._scans.get(statement.text)
        if known is not None:
            return known
        with taken_down():
            # Nothing that is asked from here on belongs to the question.
            if not self._is_large(connection, tables.entities[about], large):
                return ()
            steps = explain(connection, self._dialect, statement, values).steps
            kept = _tables_by_name(tables)
            read = [kept[name] for name in scanned(steps, is_filtered=is_filtered) if name in kept]
            types = tuple(what for what, table in read if self._is_large(connection, table, large))
        return self._scans.put(statement.text, types)

    def _is_large(self, connection: Connection, table: Table, large: int) -> bool:
        known = self._sizes.get(table.name)
        if known is not None:
            return known
        one: ColumnElement[int] = literal_column("1")
        most: ColumnElement[int] = literal_column(str(large))
        some: Select[Any] = select(one).select_from(table).limit(most)
        counting = compile_statement(select(func.count()).select_from(some.subquery()), self._dialect)
        return self._sizes.put(table.name, connection.rows(counting)[0][0] >= large)


def _tables_by_name(tables: Tables) -> Mapping[str, tuple[str, Table]]:
    """The tables of rows, of links and of names, and what to call those whose rows they hold."""
    links = {table.name: (".".join(field), table) for field, table in tables.links.items()}
    rows = {table.name: (name, table) for name, table in tables.entities.items()}
    return {**links, **rows, tables.names.name: ("names", tables.names)}


def scanned(steps: Sequence[Step], *, is_filtered: bool) -> list[str]:
    """The tables that a statement goes through without an index for what is asked.

    Whoever asks for all rows is given them one after another; that is no scan unless they are put in order
    first. Neither is it one where a database would rather read a whole table than look up each row of a page.
    """
    of_page = [step for step in steps if step.is_of_page] or steps
    tables = (step.table for step in of_page if step.is_scan and (is_filtered or step.is_sorted))
    return list(dict.fromkeys(tables))
