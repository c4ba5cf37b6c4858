"""Which subscriptions people are recorded with."""

from __future__ import annotations

from functools import cached_property

from sqlalchemy import Dialect, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.store.connection import Connection
from slatehouse.store.product_tables import subscriptions
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED, Tables


class Subscriptions:
    """The subscriptions of a site's people."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._people = tables.entities["HumanUser"]
        self._dialect = dialect

    def of_everyone(self, connection: Connection) -> dict[int, str | None]:
        """Every live person, each with their subscription or None."""
        return {int(person): name for person, name in connection.rows(self._select)}

    def put(self, connection: Connection, person: int, name: str) -> None:
        """Record a person's subscription, in place of the one before."""
        connection.run(self._upsert, [person, name])

    def remove(self, connection: Connection, person: int) -> None:
        """Record that a person has none."""
        connection.run(self._delete, [person])

    @cached_property
    def _select(self) -> Statement:
        people = self._people
        joined = people.outerjoin(subscriptions, subscriptions.c.person_id == people.c.id)
        query = select(people.c.id, subscriptions.c.name).select_from(joined)
        return compile_statement(
            query.where(people.c[RETIRED].is_(None)).order_by(people.c.id), self._dialect
        )

    @cached_property
    def _upsert(self) -> Statement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(subscriptions).values(person_id=slot(0), name=slot(1))
        upsert = row.on_conflict_do_update(index_elements=["person_id"], set_={"name": row.excluded.name})
        return compile_statement(upsert, self._dialect)

    @cached_property
    def _delete(self) -> Statement:
        gone = delete(subscriptions).where(subscriptions.c.person_id == slot(0))
        return compile_statement(gone, self._dialect)
