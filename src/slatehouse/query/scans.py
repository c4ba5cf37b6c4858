"""Questions that read the rows of large tables one after another, because no index has what they ask for.

The database is asked for its plan once for each shape of a question, and again after some minutes, as what it
knows of its tables changes. Whether a table is large is asked of all of its rows on the site, whoever asks:
so only those who may read all of them are to be told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
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
    """Watches the statements of one schema's questions. Safe to share between threads."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._dialect = dialect
        self._tables: dict[str, Table] = {
            table.name: table for table in (*tables.entities.values(), *tables.links.values(), tables.names)
        }
        self._main = {name: table.name for name, table in tables.entities.items()}
        self._types = {table.name: name for name, table in tables.entities.items()}
        self._types |= {table.name: f"{type_}.{field}" for (type_, field), table in tables.links.items()}
        self._types[tables.names.name] = "names"
        self._scans: _Known[tuple[str, ...]] = _Known()
        self._sizes: _Known[bool] = _Known()

    def scans(
        self,
        connection: Connection,
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
            return self._found_out(connection, about, statement, values, is_filtered, large)

    def _found_out(
        self,
        connection: Connection,
        about: str,
        statement: Statement,
        values: Sequence[object],
        is_filtered: bool,
        large: int,
    ) -> tuple[str, ...]:
        if not self._is_large(connection, self._main[about], large):
            return ()
        steps = explain(connection, self._dialect, statement, values).steps
        tables = [name for name in scanned(steps, is_filtered=is_filtered) if name in self._tables]
        types = [self._types[name] for name in tables if self._is_large(connection, name, large)]
        return self._scans.put(statement.text, tuple(types))

    def _is_large(self, connection: Connection, name: str, large: int) -> bool:
        known = self._sizes.get(name)
        if known is not None:
            return known
        one: ColumnElement[int] = literal_column("1")
        most: ColumnElement[int] = literal_column(str(large))
        some: Select[Any] = select(one).select_from(self._tables[name]).limit(most)
        counting = compile_statement(select(func.count()).select_from(some.subquery()), self._dialect)
        return self._sizes.put(name, connection.rows(counting)[0][0] >= large)


def scanned(steps: Sequence[Step], *, is_filtered: bool) -> list[str]:
    """The tables that a statement goes through without an index for what is asked.

    Whoever asks for all rows is given them one after another; that is no scan unless they are put in order
    first. Neither is it one where a database would rather read a whole table than look up each row of a page.
    """
    of_page = [step for step in steps if step.is_of_page] or steps
    tables = (step.table for step in of_page if step.is_scan and (is_filtered or step.is_sorted))
    return list(dict.fromkeys(tables))
