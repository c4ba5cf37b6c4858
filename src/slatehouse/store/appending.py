"""The statements that add many rows to a table at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Dialect, Table, insert

from slatehouse.store.statement import Statement, compile_statement, slot


def appending(table: Table, columns: Sequence[str], dialect: Dialect) -> Statement:
    """The statement for `Connection.append`: on PostgreSQL a COPY, for a third of the time of inserts."""
    if dialect.name != "postgresql":
        row = insert(table).values({name: slot(n) for n, name in enumerate(columns)})
        return compile_statement(row.inline(), dialect)
    quote = dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    return Statement(f"COPY {quote(table.name)} ({names}) FROM STDIN", ())
