"""Refresh tokens and session tokens: random texts of which the site keeps nothing but a hash."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from sqlalchemy import insert, select, update

from slatehouse.accounts.identity import Identity
from slatehouse.accounts.sessions import Sessions, is_by_a_good_key
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database, Row
from slatehouse.store.product_tables import grants
from slatehouse.store.product_tables import sessions as session_rows
from slatehouse.store.statement import compile_statement, slot

__all__ = ["SESSION_LIFETIME", "Grants"]

_Kind = Literal["refresh", "session"]

SESSION_LIFETIME = timedelta(hours=24)
"""How long a session token is good for after it was last used (behaviour/site §7)."""

_EXTENDED_AT_MOST_EVERY = timedelta(seconds=300)
_RANDOM_BYTES = 48


@dataclass(frozen=True, slots=True)
class _Grant:
    hash: str
    identity: Identity
    expires: datetime


class Grants:
    """Issues and redeems the tokens that stand for a sign-in; both kinds serve again until they expire, or
    until their session is ended."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        clock: Callable[[], datetime],
        refresh_lifetime: timedelta,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._clock = clock
        self.refresh_lifetime = refresh_lifetime
        dialect, columns = database.dialect, [column.name for column in grants.columns]
        self._insert = compile_statement(
            insert(grants).values({name: slot(n) for n, name in enumerate(columns)}), dialect
        )
        self._select = compile_statement(
            select(
                *(grants.c.hash, session_rows.c.caller_type, session_rows.c.caller_id, grants.c.auth_type),
                *(session_rows.c.sudo_as_login, session_rows.c.id, grants.c.expires_at),
            )
            .join_from(grants, session_rows, session_rows.c.id == grants.c.session)
            .where(
                grants.c.hash == slot(0),
                grants.c.kind == slot(1),
                grants.c.expires_at > slot(2),
                is_by_a_good_key(slot(2)),
            ),
            dialect,
        )
        self._extend = compile_statement(
            update(grants).where(grants.c.hash == slot(0)).values(expires_at=slot(1)), dialect
        )

    def issue_refresh(self, connection: Connection, identity: Identity) -> str:
        """A new refresh token of the identity's session."""
        return self._issue(connection, "refresh", identity, self.refresh_lifetime)

    def issue_session(self, connection: Connection, identity: Identity) -> str:
        """A new session token of the identity's session."""
        return self._issue(connection, "session", identity, SESSION_LIFETIME)

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
                self._sessions.extend(connection, found.identity, expires)
        return found.identity

    def _issue(self, connection: Connection, kind: _Kind, identity: Identity, lifetime: timedelta) -> str:
        token = secrets.token_urlsafe(_RANDOM_BYTES)
        expires = moment_text(self._clock() + lifetime)
        connection.run(self._insert, [_hash(token), kind, identity.session, identity.auth_type, expires])
        return token

    def _find(self, kind: _Kind, token: str) -> _Grant | None:
        with self._database.reading() as connection:
            found = connection.rows(self._select, [_hash(token), kind, moment_text(self._clock())])
        return _grant(found[0]) if found else None


def _grant(row: Row) -> _Grant:
    hashed, *identity, expires_at = row
    return _Grant(hashed, Identity(*identity), datetime.fromisoformat(expires_at))


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash gives nothing away. Clients may send any text.
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
