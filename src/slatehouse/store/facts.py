"""Facts about the site as a whole: which tables it was made with, its id, its name."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import site_facts
from slatehouse.store.statement import compile_statement, slot


def read_fact(database: Database, connection: Connection, name: str) -> str | None:
    """The fact of that name; None where nobody recorded it."""
    query = select(site_facts.c.value).where(site_facts.c.name == slot(0))
    found = connection.rows(compile_statement(query, database.dialect), [name])
    return str(found[0][0]) if found else None


def record_fact(database: Database, connection: Connection, name: str, value: str) -> None:
    """Keep the fact, in place of what was known before."""
    make = postgresql.insert if database.dialect.name == "postgresql" else sqlite.insert
    insert = make(site_facts).values(name=slot(0), value=slot(1))
    upsert = insert.on_conflict_do_update(
        index_elements=[site_facts.c.name], set_={"value": insert.excluded.value}
    )
    connection.run(compile_statement(upsert, database.dialect), [name, value])
