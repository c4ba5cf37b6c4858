"""Where it is kept who follows which rows. Nothing here asks whether a person or a row is live."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from sqlalchemy import Dialect, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import follows
from slatehouse.store.statement import Statement, compile_statement, slot


class Follows:
    """The follows of a site, in the order in which they began."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def of_row(self, connection: Connection, row: tuple[str, int]) -> list[int]:
        """The people who follow a row."""
        return [int(found[0]) for found in connection.rows(self._select_people, row)]

    def of_person(self, connection: Connection, person: int) -> list[tuple[str, int]]:
        """The rows that a person follows."""
        found = connection.rows(self._select_rows, [person])
        return [(str(row[0]), int(row[1])) for row in found]

    def add(self, connection: Connection, person: int, rows: Iterable[tuple[str, int]]) -> None:
        """Let a person follow rows; those followed already stay as they are."""
        connection.run_many(self._insert, [(person, *row) for row in rows])

    def remove(self, connection: Connection, person: int, row: tuple[str, int]) -> None:
        """Let a person follow a row no longer."""
        connection.run(self._delete, [person, *row])

    def _compile(self, clause: ClauseElement) -> Statement:
        return compile_statement(clause, self._dialect)

    @cached_property
    def _select_people(self) -> Statement:
        here = follows.c.entity_type == slot(0), follows.c.entity_id == slot(1)
        return self._compile(select(follows.c.person_id).where(*here).order_by(follows.c.number))

    @cached_property
    def _select_rows(self) -> Statement:
        rows = select(follows.c.entity_type, follows.c.entity_id).where(follows.c.person_id == slot(0))
        return self._compile(rows.order_by(follows.c.number))

    @cached_property
    def _insert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(follows).values(person_id=slot(0), entity_type=slot(1), entity_id=slot(2))
        return self._compile(row.on_conflict_do_nothing())

    @cached_property
    def _delete(self) -> Statement:
        names = ("person_id", "entity_type", "entity_id")
        here = (follows.c[name] == slot(n) for n, name in enumerate(names))
        return self._compile(delete(follows).where(*here))
