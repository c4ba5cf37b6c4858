"""A database from its address."""

from __future__ import annotations

from pathlib import Path

from slatehouse.store.connection import Database, StoreUnreachable
from slatehouse.store.sqlite import SqliteDatabase
from slatehouse.store.timing import SLOW


def open_database(url: str, statement_timeout: float = 30.0, slow_statement: float = SLOW) -> Database:
    """The database at `sqlite:///path` or `postgresql://…`; connects when first used.

    A statement is given up after the one number of seconds, and told of in the log after the other.
    """
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return SqliteDatabase(Path(rest[1:]), statement_timeout, slow_statement)
    if separator and scheme in {"postgresql", "postgres"}:
        # The driver takes long to import, and a site on SQLite has no use for it.
        from slatehouse.store.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(f"postgresql://{rest}", statement_timeout, slow_statement)
    raise StoreUnreachable(f"database.url {url!r} is neither sqlite:///… nor postgresql://…")
