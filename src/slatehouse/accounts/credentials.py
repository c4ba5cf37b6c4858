"""Passwords of people and keys of scripts, kept as argon2id hashes."""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.accounts.fingerprints import Fingerprints
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import passwords, script_keys
from slatehouse.store.statement import compile_statement, slot

__all__ = ["FOR_PASSWORDS", "FOR_SCRIPT_KEYS", "Cost", "Credentials", "passwords_of", "script_keys_of"]

_HASH_BYTES = 32
_SALT_BYTES = 16
_MOST_REMEMBERED = 10_000

# A hash fills its memory while it is made: unbounded, a burst of sign-ins would fill the machine's.
_hashing = threading.BoundedSemaphore(4)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one argon2id hash costs: passes over the memory, KiB of memory, and threads."""

    passes: int
    kibibytes: int
    threads: int

    def hasher(self) -> PasswordHasher:
        return PasswordHasher(self.passes, self.kibibytes, self.threads, _HASH_BYTES, _SALT_BYTES)


FOR_PASSWORDS = Cost(passes=3, kibibytes=65_536, threads=4)
"""RFC 9106's choice for limited memory, the library's default: people choose guessable passwords."""

FOR_SCRIPT_KEYS = Cost(passes=2, kibibytes=19_456, threads=1)
"""OWASP's least: farms sign in by the thousand, and the keys that a site makes cannot be guessed anyway."""


class Credentials:
    """The secret texts of the rows of one kind; each row has at most one. `owner` is the row's id.

    A row without a secret cannot be authenticated, and takes as long to refuse as a wrong secret.
    """

    def __init__(
        self, database: Database, table: Table, owner: str, cost: Cost, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._clock = clock
        self._hasher = cost.hasher()
        self._decoy = _decoy(cost)
        self._fingerprints = Fingerprints()
        self._verified: dict[int, bytes] = {}
        column = table.c[owner]
        insert = (postgresql.insert if database.dialect.name == "postgresql" else sqlite.insert)(table)
        self._select = compile_statement(select(table.c.hash).where(column == slot(0)), database.dialect)
        self._delete = compile_statement(delete(table).where(column == slot(0)), database.dialect)
        self._put = compile_statement(
            insert.values({owner: slot(0), "hash": slot(1), "created_at": slot(2)}).on_conflict_do_update(
                index_elements=[column],
                set_={"hash": insert.excluded.hash, "created_at": insert.excluded.created_at},
            ),
            database.dialect,
        )
        # Only over the hash that was verified: a secret that was changed meanwhile stays changed.
        self._renew = compile_statement(
            update(table).where(column == slot(0), table.c.hash == slot(1)).values(hash=slot(2)),
            database.dialect,
        )

    def hashed(self, text: str) -> str:
        """The text in the form in which `put` keeps it. Slow, so done before a transaction begins."""
        with _hashing:
            return self._hasher.hash(_bytes(text))

    def put(self, connection: Connection, owner: int, hashed: str) -> None:
        """Keep the row's secret in place of any before."""
        connection.run(self._put, [owner, hashed, moment_text(self._clock())])

    def remove(self, connection: Connection, owner: int) -> None:
        """Nobody can be authenticated as the row from now on."""
        connection.run(self._delete, [owner])

    def matches(self, owner: int | None, text: str) -> bool:
        """Whether the text is the row's secret; None stands for a row that was looked for in vain.

        A secret that was verified before costs one read while the row keeps it.
        """
        kept = self._kept(owner)
        if owner is not None and kept is not None and self._is_remembered(owner, kept, text):
            return True
        is_right = self._verify(kept or self._decoy, text)
        if owner is None or kept is None or not is_right:
            return False
        if self._hasher.check_needs_rehash(kept):
            self._rehash(owner, kept, text)
        self._remember(owner, self._fingerprints.of(kept, text))
        return True

    def _kept(self, owner: int | None) -> str | None:
        if owner is None:
            return None
        with self._database.reading() as connection:
            found = connection.rows(self._select, [owner])
        return str(found[0][0]) if found else None

    def _verify(self, kept: str, text: str) -> bool:
        try:
            with _hashing:
                return self._hasher.verify(kept, _bytes(text))
        except (VerificationError, InvalidHashError):
            return False

    def _is_remembered(self, owner: int, kept: str, text: str) -> bool:
        verified = self._verified.get(owner)
        return verified is not None and hmac.compare_digest(verified, self._fingerprints.of(kept, text))

    def _remember(self, owner: int, verified: bytes) -> None:
        if owner not in self._verified and len(self._verified) >= _MOST_REMEMBERED:
            self._verified = {}
        self._verified[owner] = verified

    def _rehash(self, owner: int, kept: str, text: str) -> None:
        renewed = self.hashed(text)
        with self._database.writing() as connection:
            connection.run(self._renew, [owner, kept, renewed])


def passwords_of(
    database: Database, clock: Callable[[], datetime], cost: Cost = FOR_PASSWORDS
) -> Credentials:
    """The passwords of people, by the id of their HumanUser row."""
    return Credentials(database, passwords, "person_id", cost, clock)


def script_keys_of(
    database: Database, clock: Callable[[], datetime], cost: Cost = FOR_SCRIPT_KEYS
) -> Credentials:
    """The application keys of scripts, by the id of their ApiUser row."""
    return Credentials(database, script_keys, "script_id", cost, clock)


def _bytes(text: str) -> bytes:
    """Any text at all: a client may send what no encoding holds."""
    return text.encode(errors="surrogatepass")


def _decoy(cost: Cost) -> str:
    """A hash of nothing, which takes as long to verify as a real one."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
        for size in (_SALT_BYTES, _HASH_BYTES)
    )
    return f"$argon2id$v=19$m={cost.kibibytes},t={cost.passes},p={cost.threads}${salt}${digest}"
