"""The secrets with which a site signs: one for each purpose, made once and kept in its database."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import signing_keys
from slatehouse.store.statement import compile_statement, slot

__all__ = ["Purpose", "SigningSecrets"]

Purpose = Literal["tokens", "media"]

_BYTES = 32


class SigningSecrets:
    """Hands out a site's secrets; the first process to ask makes them, and all others find the same."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[Purpose, bytes] = {}
        insert = postgresql.insert if database.dialect.name == "postgresql" else sqlite.insert
        self._insert = compile_statement(
            insert(signing_keys)
            .values(purpose=slot(0), secret=slot(1), created_at=slot(2))
            .on_conflict_do_nothing(index_elements=[signing_keys.c.purpose]),
            database.dialect,
        )
        self._select = compile_statement(
            select(signing_keys.c.secret).where(signing_keys.c.purpose == slot(0)), database.dialect
        )

    def secret(self, purpose: Purpose) -> bytes:
        """The 32 bytes for that purpose, alike in every process of the site."""
        known = self._known.get(purpose)
        if known is None:
            known = self._known[purpose] = self._read(purpose) or self._make(purpose)
        return known

    def _read(self, purpose: Purpose) -> bytes | None:
        with self._database.reading() as connection:
            return self._find(connection, purpose)

    def _make(self, purpose: Purpose) -> bytes:
        """A secret of our own, unless another process was faster."""
        with self._database.writing() as connection:
            made = secrets.token_bytes(_BYTES).hex()
            connection.run(self._insert, [purpose, made, moment_text(self._clock())])
            found = self._find(connection, purpose)
        if found is None:
            raise RuntimeError(f"the secret for {purpose} is gone in the transaction that keeps it")
        return found

    def _find(self, connection: Connection, purpose: Purpose) -> bytes | None:
        found = connection.rows(self._select, [purpose])
        return bytes.fromhex(found[0][0]) if found else None
