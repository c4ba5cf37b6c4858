"""A database from its address."""

from __future__ import annotations

from pathlib import Path

from slatehouse.store.connection import Database, StoreUnreachable
from slatehouse.store.sqlite import SqliteDatabase


def open_database(url: str, statement_timeout: float = 30.0) -> Database:
    """The database at `sqlite:///path` or `postgresql://…`; connects when first used."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme == "sqlite":
        return SqliteDatabase(Path(rest[1:]), statement_timeout)
    if separator and scheme in {"postgresql", "postgres"}:
        # The driver takes long to import, and a site on SQLite has no use for it.
        from slatehouse.store.postgresql import PostgresqlDatabase

        return PostgresqlDatabase(f"postgresql://{rest}", statement_timeout)
    raise StoreUnreachable(f"database.url {url!r} is neither sqlite:///… nor postgresql://…")
