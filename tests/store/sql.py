"""Statements of a test's own."""

from slatehouse.store.connection import Database, Row
from slatehouse.store.statement import Statement


def text(sql: str) -> Statement:
    """A statement as it is written, without parameters."""
    return Statement(sql, ())


def read(database: Database, sql: str) -> list[Row]:
    """All rows of a statement."""
    with database.reading() as connection:
        return connection.rows(text(sql))


def run(database: Database, *statements: str) -> None:
    """Statements in one transaction."""
    with database.writing() as connection:
        for each in statements:
            connection.run(text(each))
