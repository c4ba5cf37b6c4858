"""Programs that ask to be let in from a browser, where somebody signs in and says yes (contract site §7).

Whoever knows a request's id can fetch the token, once; the site keeps a hash of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, select, update

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import app_session_requests
from slatehouse.store.statement import compile_statement, slot

__all__ = ["AppSessionRequest", "AppSessionRequests"]

LIFETIME = timedelta(seconds=300)
"""How long a program waits."""

_BYTES = 24
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class AppSessionRequest:
    """A program that waits: what it calls itself and its machine, and the person who let it in, if any."""

    app: str
    machine: str
    approved_by: int | None


class AppSessionRequests:
    """The programs that wait. Safe to share between threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        columns, dialect = app_session_requests.c, database.dialect
        is_open = (columns.hash == slot(0), columns.expires_at > slot(1))
        self._insert = compile_statement(
            insert(app_session_requests).values(
                hash=slot(0), app=slot(1), machine=slot(2), expires_at=slot(3), person_id=None
            ),
            dialect,
        )
        self._sweep = compile_statement(
            delete(app_session_requests).where(columns.expires_at <= slot(0)), dialect
        )
        self._find = compile_statement(
            select(columns.app, columns.machine, columns.person_id).where(*is_open), dialect
        )
        self._approve = compile_statement(
            update(app_session_requests)
            .where(*is_open, columns.person_id.is_(None))
            .values(person_id=slot(2)),
            dialect,
        )
        self._remove = compile_statement(delete(app_session_requests).where(*is_open), dialect)

    def begin(self, app: str, machine: str) -> str:
        """A new request; its id."""
        request, now = secrets.token_urlsafe(_BYTES), self._clock()
        with self._database.writing() as connection:
            connection.run(self._sweep, [moment_text(now)])
            told = [_plain(app), _plain(machine)]
            connection.run(self._insert, [_hash(request), *told, moment_text(now + LIFETIME)])
        return request

    def find(self, request: str) -> AppSessionRequest | None:
        """The request of this id; None where it is unknown, over, or came too late."""
        with self._database.reading() as connection:
            found = connection.rows(self._find, self._now(request))
        return AppSessionRequest(*found[0]) if found else None

    def approve(self, connection: Connection, request: str, person: int) -> bool:
        """Let the program in as the person; False where it does not wait any more."""
        return connection.run(self._approve, [*self._now(request), person]) > 0

    def remove(self, connection: Connection, request: str) -> bool:
        """Let the program wait no longer; False where it does not."""
        return connection.run(self._remove, self._now(request)) > 0

    def _now(self, request: str) -> list[object]:
        return [_hash(request), moment_text(self._clock())]


def _plain(told: str) -> str:
    """What a program says of itself, as far as it can be shown to somebody."""
    return "".join(each for each in told if each.isprintable())[:_LONGEST]


def _hash(request: str) -> str:
    # The id is random and long, so a plain hash gives nothing away. Clients may send any text.
    return sha256(request.encode(errors="surrogatepass")).hexdigest()
