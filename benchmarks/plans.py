"""How a database goes about our statements, in its own words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from slatehouse.site.site import Site
from slatehouse.store.connection import Connection, Database, Row
from slatehouse.store.statement import Statement

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


class _Explaining:
    """A connection that has each statement explained before it passes it on."""

    def __init__(self, connection: Connection, database: ExplainedDatabase) -> None:
        self._connection = connection
        self._database = database
        self.run, self.run_many, self.append = connection.run, connection.run_many, connection.append

    def rows(self, statement: Statement, values: Sequence[object] = ()) -> list[Row]:
        explained = Statement(_EXPLAIN[self._database.dialect.name] + statement.text, statement.places)
        self._database.plans.append([str(row[-1]) for row in self._connection.rows(explained, values)])
        return self._connection.rows(statement, values)


class ExplainedDatabase:
    """A database that keeps the plans of what is read of it: the lines of each statement's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.dialect, self.url, self.schema_lease = database.dialect, database.url, database.schema_lease
        self.writing, self.close = database.writing, database.close
        self.snapshot = database.snapshot
        self.refresh_statistics, self.watch = database.refresh_statistics, database.watch
        self.joined, self.is_joined = database.joined, database.is_joined
        self.when_committed = database.when_committed
        self.plans: list[list[str]] = []

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._database.reading() as connection:
            yield _Explaining(connection, self)


def explained(site: Site) -> tuple[Site, ExplainedDatabase]:
    """The same site, and what keeps the plans of its questions."""
    database = ExplainedDatabase(site.database)
    return replace(site, database=database), database
