"""Refresh tokens and session tokens: random texts of which the site keeps nothing but a hash."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import delete, insert, select, update

from slatehouse.accounts.caller import CallerType
from slatehouse.accounts.identity import Identity
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database, Row
from slatehouse.store.product_tables import grants
from slatehouse.store.statement import compile_statement, slot

__all__ = ["SESSION_LIFETIME", "Grants"]

_Kind = Literal["refresh", "session"]

SESSION_LIFETIME = timedelta(hours=24)
"""How long a session token is good for after it was last used (behaviour/site §7)."""

_EXTENDED_AT_MOST_EVERY = timedelta(seconds=300)
_SWEPT_EVERY = timedelta(hours=1)
_RANDOM_BYTES = 48


@dataclass(frozen=True, slots=True)
class _Grant:
    hash: str
    identity: Identity
    expires: datetime


class Grants:
    """Issues and redeems the tokens that stand for a sign-in; both kinds serve again until they expire."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], refresh_lifetime: timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._refresh_lifetime = refresh_lifetime
        self._next_sweep: datetime | None = None
        dialect, columns = database.dialect, [column.name for column in grants.columns]
        self._insert = compile_statement(
            insert(grants).values({name: slot(n) for n, name in enumerate(columns)}), dialect
        )
        self._select = compile_statement(
            select(grants).where(
                grants.c.hash == slot(0), grants.c.kind == slot(1), grants.c.expires_at > slot(2)
            ),
            dialect,
        )
        self._extend = compile_statement(
            update(grants).where(grants.c.hash == slot(0)).values(expires_at=slot(1)), dialect
        )
        self._sweep = compile_statement(delete(grants).where(grants.c.expires_at <= slot(0)), dialect)
        self._withdraw = compile_statement(
            delete(grants).where(grants.c.caller_type == slot(0), grants.c.caller_id == slot(1)), dialect
        )

    def issue_refresh(self, identity: Identity) -> str:
        """A new refresh token."""
        return self._issue("refresh", identity, self._refresh_lifetime)

    def issue_session(self, identity: Identity) -> str:
        """A new session token."""
        return self._issue("session", identity, SESSION_LIFETIME)

    def redeem_refresh(self, token: str) -> Identity | None:
        """Whom the refresh token was issued to; None where it is unknown or expired."""
        found = self._find("refresh", token)
        return found.identity if found else None

    def redeem_session(self, token: str) -> Identity | None:
        """Whom the session token was issued to; None where it is unknown or expired. Its time begins anew."""
        found = self._find("session", token)
        if found is None:
            return None
        expires = self._clock() + SESSION_LIFETIME
        if expires - found.expires >= _EXTENDED_AT_MOST_EVERY:
            with self._database.writing() as connection:
                connection.run(self._extend, [found.hash, moment_text(expires)])
        return found.identity

    def withdraw(self, connection: Connection, caller_type: CallerType, row_id: int) -> None:
        """Nothing that was issued to the row can be redeemed from now on."""
        connection.run(self._withdraw, [caller_type, row_id])

    def _issue(self, kind: _Kind, identity: Identity, lifetime: timedelta) -> str:
        token, now = secrets.token_urlsafe(_RANDOM_BYTES), self._clock()
        row = {
            "hash": _hash(token),
            "kind": kind,
            "caller_type": identity.type,
            "caller_id": identity.id,
            "sudo_as_login": identity.sudo_as_login,
            "auth_type": identity.auth_type,
            "expires_at": moment_text(now + lifetime),
        }
        with self._database.writing() as connection:
            self._sweep_sometimes(connection, now)
            connection.run(self._insert, [row[column.name] for column in grants.columns])
        return token

    def _sweep_sometimes(self, connection: Connection, now: datetime) -> None:
        if self._next_sweep is None or now >= self._next_sweep:
            connection.run(self._sweep, [moment_text(now)])
            self._next_sweep = now + _SWEPT_EVERY

    def _find(self, kind: _Kind, token: str) -> _Grant | None:
        with self._database.reading() as connection:
            found = connection.rows(self._select, [_hash(token), kind, moment_text(self._clock())])
        return _grant(found[0]) if found else None


def _grant(row: Row) -> _Grant:
    hashed, _, caller_type, caller_id, sudo_as_login, auth_type, expires_at = row
    identity = Identity(caller_type, caller_id, auth_type, sudo_as_login)
    return _Grant(hashed, identity, datetime.fromisoformat(expires_at))


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash gives nothing away. Clients may send any text.
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
