"""Tables grown while others read and write them: columns and tables are added, never changed or dropped, and
an index goes where what it keeps unique need not be so any more.

Adding a column rewrites no row, so it takes as long with a million rows as with none. On PostgreSQL it has
to be alone with the table for that moment, and whoever comes to read waits behind it; so it waits briefly,
and is tried again, more patiently each time.
"""

from __future__ import annotations

from sqlalchemy import Dialect, Index, MetaData, Table, text
from sqlalchemy.schema import CreateIndex, DropIndex

from slatehouse.schema.field import Field
from slatehouse.store.connection import Connection, Database
from slatehouse.store.entity_migration import dropped_indexes, read_record, record_of, steps_between
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.statement import Statement
from slatehouse.store.tables import RETIRED, Tables, short_name
from slatehouse.store.upgrade import TABLES_FACT

__all__ = ["grow", "make_index"]

_AS_USUAL = Statement("SET LOCAL lock_timeout = 0", ())
_WITHOUT_LIMIT = Statement("SET statement_timeout = 0", ())
_WITHIN_LIMITS = Statement("RESET statement_timeout", ())


def grow(database: Database, connection: Connection, before: Tables, tables: Tables, patience: float) -> None:
    """Add what these tables have and the database has not, in the transaction of the connection, and drop the
    indexes that they had `before` and have no more.

    Raises `StoreBusy` where others hold a table for longer than `patience` seconds, for which those who read
    it wait as well; the transaction is to be tried again.
    """
    recorded = read_record(read_fact(database, connection, TABLES_FACT))
    steps = [
        *steps_between(recorded, tables, database.dialect),
        *dropped_indexes(before, tables, database.dialect),
    ]
    if not steps:
        return
    waits = database.dialect.name == "postgresql"
    if waits:
        connection.run(Statement(f"SET LOCAL lock_timeout = '{int(patience * 1000)}ms'", ()))
    for step in steps:
        connection.run(step.statement)
    if waits:
        connection.run(_AS_USUAL)
    record_fact(database, connection, TABLES_FACT, record_of(tables))


def make_index(database: Database, table: Table, field: Field) -> None:
    """Index the live rows that have a value in the field. On PostgreSQL rows are written meanwhile."""
    index = _index(table, field)
    if database.dialect.name != "postgresql":
        with database.writing() as writing:
            writing.run(_ddl(CreateIndex(index, if_not_exists=True), database.dialect))
        return
    with database.reading() as connection:
        valid = connection.rows(_IS_VALID, [index.name])
        if valid and valid[0][0]:
            return
        connection.run(_WITHOUT_LIMIT)
        try:
            # One that was begun and not ended is worth nothing.
            connection.run(_ddl(DropIndex(index, if_exists=True), database.dialect))
            connection.run(_ddl(CreateIndex(index), database.dialect))
        finally:
            connection.run(_WITHIN_LIMITS)


_IS_VALID = Statement("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(quote_ident(%s))", (0,))


def _index(table: Table, field: Field) -> Index:
    # Put into a copy: the table itself is one of an edition's, in which nothing changes.
    copy = table.to_metadata(MetaData())
    columns = [copy.c[name] for name in reversed(field.column_names)]
    where = text(f'"{RETIRED}" IS NULL AND "{columns[0].name}" IS NOT NULL')
    return Index(
        short_name(f"{table.name}_by_{field.name}"),
        *columns,
        sqlite_where=where,
        postgresql_where=where,
        postgresql_concurrently=True,
    )


def _ddl(change: CreateIndex | DropIndex, dialect: Dialect) -> Statement:
    return Statement(str(change.compile(dialect=dialect)), ())
