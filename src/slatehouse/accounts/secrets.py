"""The keys with which a site signs: several at once for a purpose, while a new one takes an old one's place.

The newest signs. The others still tell what they have signed from forgeries, until all of that has ended.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.accounts.sealing import Sealer
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import signing_keys
from slatehouse.store.statement import compile_statement, slot

__all__ = ["LIFETIMES", "Purpose", "SigningKey", "SigningSecrets"]


class Purpose(StrEnum):
    """What there is to sign: access tokens, addresses of media, and names of uploads under way; and to seal:
    how far somebody has read the changes of the site."""

    TOKENS = "tokens"
    MEDIA = "media"
    UPLOADS = "uploads"
    CURSORS = "cursors"


LIFETIMES = {
    Purpose.MEDIA: timedelta(hours=2),
    Purpose.UPLOADS: timedelta(days=8),
    Purpose.CURSORS: timedelta(days=3_653),
}
"""Longer than anything is good for that was signed for the purpose; tokens are good for as long as is set."""

_BYTES = 32
_LEASE = 0.5
"""Seconds for which a process need not ask again which keys there are."""
_SIGNS_AFTER = 1.0
"""Seconds after which a key signs: by then every process knows it."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key: which of its purpose, when it was made, and until when it verifies; both in Unix seconds."""

    number: int
    purpose: Purpose
    made_at: float
    ends_at: float | None


@dataclass(frozen=True, slots=True)
class _Ring:
    """The secrets of a purpose, the one that signs first, as they were found when they were read."""

    secrets: tuple[bytes, ...]
    read_at: float


class SigningSecrets:
    """Hands out a site's secrets. The first process to ask makes them, and all find the same within a second.

    Safe to share between threads.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], sealer: Sealer, token_lifetime: int
    ) -> None:
        self._database = database
        self._clock = clock
        self._sealer = sealer
        self._lifetimes = {Purpose.TOKENS: timedelta(seconds=token_lifetime + 60), **LIFETIMES}
        self._known: dict[Purpose, _Ring] = {}
        dialect, keys = database.dialect, signing_keys.c
        make = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        # The first key of a purpose has a number that only one process can give it.
        self._insert_first = compile_statement(
            make(signing_keys)
            .values(purpose=slot(0), number=1, secret=slot(1), made_at=slot(2))
            .on_conflict_do_nothing(index_elements=[keys.purpose, keys.number]),
            dialect,
        )
        self._insert = compile_statement(
            insert(signing_keys).values(purpose=slot(0), number=slot(1), secret=slot(2), made_at=slot(3)),
            dialect,
        )
        columns = (keys.id, keys.number, keys.secret, keys.made_at, keys.ends_at)
        of_purpose = select(*columns).where(keys.purpose == slot(0)).order_by(keys.number.desc())
        self._select = compile_statement(of_purpose, dialect)
        self._end = compile_statement(
            update(signing_keys).where(keys.id == slot(0)).values(ends_at=slot(1)), dialect
        )
        self._remove = compile_statement(delete(signing_keys).where(keys.purpose == slot(0)), dialect)
        self._forget = compile_statement(delete(signing_keys).where(keys.ends_at <= slot(0)), dialect)

    def secrets(self, purpose: Purpose) -> tuple[bytes, ...]:
        """The secrets of 32 bytes, alike in every process of the site: the first signs, and all verify.

        While none is rotated, it is one and the same tuple.
        """
        known = self.known(purpose)
        if known is not None:
            return known
        ring = self._known[purpose] = self._ring(purpose, self._known.get(purpose), self._now())
        return ring.secrets

    def known(self, purpose: Purpose) -> tuple[bytes, ...] | None:
        """The secrets, where it takes no look at the database to tell them."""
        ring = self._known.get(purpose)
        return ring.secrets if ring is not None and 0 <= self._now() - ring.read_at < _LEASE else None

    def rotate(self, connection: Connection, purpose: Purpose, *, at_once: bool = False) -> int:
        """Make a new key; the old ones end when what they signed has, or now. Returns its number."""
        now = self._now()
        rows = connection.rows(self._select, [purpose.value])
        number = 1 + max((row[1] for row in rows), default=0)
        if at_once:
            connection.run(self._remove, [purpose.value])
            rows = []
        until = now + _SIGNS_AFTER + self._lifetimes[purpose].total_seconds()
        for key_id, *_, ends_at in rows:
            connection.run(self._end, [key_id, min(until, ends_at or until)])
        made = self._sealer.seal(secrets.token_bytes(_BYTES), purpose)
        connection.run(self._insert, [purpose.value, number, made, now])
        return number

    def forget_ended(self, connection: Connection) -> int:
        """Remove the keys that verify nothing any more; how many there were."""
        return connection.run(self._forget, [self._now()])

    def every(self) -> list[SigningKey]:
        """What there is to know of all keys but the secrets, the newest of each purpose first."""
        with self._database.reading() as connection:
            return [
                SigningKey(number, purpose, made_at, ends_at)
                for purpose in Purpose
                for _, number, _, made_at, ends_at in connection.rows(self._select, [purpose.value])
            ]

    def _now(self) -> float:
        return self._clock().timestamp()

    def _ring(self, purpose: Purpose, known: _Ring | None, now: float) -> _Ring:
        with self._database.reading() as connection:
            found = self._find(connection, purpose, now)
        found = found or self._make(purpose, now)
        return _Ring(known.secrets if known and known.secrets == found else found, now)

    def _make(self, purpose: Purpose, now: float) -> tuple[bytes, ...]:
        """A secret of our own, unless another process was faster."""
        with self._database.writing() as connection:
            made = self._sealer.seal(secrets.token_bytes(_BYTES), purpose)
            connection.run(self._insert_first, [purpose.value, made, now])
            found = self._find(connection, purpose, now)
        if not found:
            raise RuntimeError(f"the secret for {purpose} is gone in the transaction that keeps it")
        return found

    def _find(self, connection: Connection, purpose: Purpose, now: float) -> tuple[bytes, ...]:
        """Those that are good, in the order in which they count."""
        rows = connection.rows(self._select, [purpose.value])
        live = [row for row in rows if row[4] is None or row[4] > now]
        # One that not everybody knows yet verifies, and does not sign while there is another.
        live.sort(key=lambda row: (now - row[3] >= _SIGNS_AFTER, row[1]), reverse=True)
        return tuple(self._sealer.open(row[2], purpose) for row in live)
