"""Secrets that somebody shows, kept as argon2id hashes; and the passwords of people."""

from __future__ import annotations

import base64
import hmac
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.accounts.fingerprints import Fingerprints
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import passwords
from slatehouse.store.statement import compile_statement, slot

__all__ = ["FOR_PASSWORDS", "FOR_SCRIPT_KEYS", "Cost", "Passwords", "SecretHasher"]

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


class SecretHasher:
    """Hashes secrets, and finds out which hash a text belongs to. Safe to share between threads.

    To refuse a text takes as long as to try `most` hashes, however few there are: for a row that was looked
    for in vain there are none.
    """

    def __init__(self, cost: Cost, most: int = 1) -> None:
        self._hasher = cost.hasher()
        self._most = most
        self._decoy = _decoy(cost)
        self._fingerprints = Fingerprints()
        self._verified: dict[str, bytes] = {}

    def hashed(self, text: str) -> str:
        """The text in the form in which it is kept. Slow, so done before a transaction begins."""
        with _hashing:
            return self._hasher.hash(_bytes(text))

    def matching(self, kept: Sequence[str], text: str) -> str | None:
        """The hash that is the text's. One that was verified before is known again at once."""
        for each in kept:
            if self._is_remembered(each, text):
                return each
        for each in kept:
            if self._verify(each, text):
                self._remember(each, text)
                return each
        for _ in range(self._most - len(kept)):
            self._verify(self._decoy, text)
        return None

    def is_outdated(self, kept: str) -> bool:
        """Whether the hash was made at another cost than it would be now."""
        return self._hasher.check_needs_rehash(kept)

    def _verify(self, kept: str, text: str) -> bool:
        try:
            with _hashing:
                return self._hasher.verify(kept, _bytes(text))
        except (VerificationError, InvalidHashError):
            return False

    def _is_remembered(self, kept: str, text: str) -> bool:
        verified = self._verified.get(kept)
        return verified is not None and hmac.compare_digest(verified, self._fingerprints.of(kept, text))

    def _remember(self, kept: str, text: str) -> None:
        if len(self._verified) >= _MOST_REMEMBERED:
            self._verified = {}
        self._verified[kept] = self._fingerprints.of(kept, text)


class Passwords:
    """The passwords of people, by the id of their row; each has at most one.

    Someone without a password cannot be authenticated, and takes as long to refuse as a wrong one.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime], cost: Cost = FOR_PASSWORDS) -> None:
        self._database = database
        self._clock = clock
        self._hasher = SecretHasher(cost)
        self.hashed = self._hasher.hashed
        column = passwords.c.person_id
        insert = (postgresql.insert if database.dialect.name == "postgresql" else sqlite.insert)(passwords)
        self._select = compile_statement(select(passwords.c.hash).where(column == slot(0)), database.dialect)
        self._delete = compile_statement(delete(passwords).where(column == slot(0)), database.dialect)
        self._put = compile_statement(
            insert.values(person_id=slot(0), hash=slot(1), created_at=slot(2)).on_conflict_do_update(
                index_elements=[column],
                set_={"hash": insert.excluded.hash, "created_at": insert.excluded.created_at},
            ),
            database.dialect,
        )
        # Only over the hash that was verified: a password that was changed meanwhile stays changed.
        self._renew = compile_statement(
            update(passwords).where(column == slot(0), passwords.c.hash == slot(1)).values(hash=slot(2)),
            database.dialect,
        )

    def put(self, connection: Connection, person: int, hashed: str) -> None:
        """Keep the person's password in place of any before."""
        connection.run(self._put, [person, hashed, moment_text(self._clock())])

    def has(self, connection: Connection, person: int) -> bool:
        """Whether the person has a password."""
        return bool(connection.rows(self._select, [person]))

    def remove(self, connection: Connection, person: int) -> None:
        """Nobody can be authenticated as the person from now on."""
        connection.run(self._delete, [person])

    def matches(self, person: int | None, text: str) -> bool:
        """Whether the text is the person's password; None stands for one who was looked for in vain."""
        kept = self._kept(person)
        found = self._hasher.matching(kept, text)
        if person is None or found is None:
            return False
        if self._hasher.is_outdated(found):
            self._rehash(person, found, text)
        return True

    def _kept(self, person: int | None) -> list[str]:
        if person is None:
            return []
        with self._database.reading() as connection:
            return [str(row[0]) for row in connection.rows(self._select, [person])]

    def _rehash(self, person: int, kept: str, text: str) -> None:
        renewed = self.hashed(text)
        with self._database.writing() as connection:
            connection.run(self._renew, [person, kept, renewed])


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
