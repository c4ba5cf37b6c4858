"""Sessions: every sign-in of a person or a script, to be looked at and to be ended.

A session is over when it is ended, and when all the tokens that were issued in it have expired.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, and_, case, delete, exists, insert, or_, select, update

from slatehouse.accounts.caller import CallerType
from slatehouse.accounts.errors import Unauthorized
from slatehouse.accounts.identity import Identity
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database, StoreError
from slatehouse.store.product_tables import grants, script_keys, sessions
from slatehouse.store.statement import Statement, compile_statement, slot

__all__ = ["OpenSession", "Origin", "Sessions", "is_by_a_good_key"]

NOTED_EVERY = timedelta(seconds=300)
"""How exactly it is known when a session was last used."""

_SWEPT_EVERY = timedelta(hours=1)
_ID_BYTES = 16
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from: the client's address in the network, and what it calls itself."""

    address: str = ""
    client: str = ""

    @property
    def plain_client(self) -> str:
        """The client's name as far as it can be kept and shown."""
        return "".join(each for each in self.client if each.isprintable())[:_LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that is not over. Times are texts as they are stored; `used_at` is exact to minutes.

    `address` and `client` are those of the sign-in, or of the last renewal of its access token.
    """

    id: str
    auth_type: str
    sudo_as_login: str | None
    address: str
    client: str
    begun_at: str
    used_at: str
    expires_at: str


class Sessions:
    """The sessions of a site. What was issued in one is no good from the moment in which it ends."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._next_sweep: datetime | None = None
        columns = sessions.c
        is_callers = and_(columns.caller_type == slot(0), columns.caller_id == slot(1))
        of_others = and_(is_callers, columns.id != slot(2))
        one = and_(is_callers, columns.id == slot(2))
        self._insert = self._compile(
            insert(sessions).values({column.name: slot(n) for n, column in enumerate(columns)})
        )
        self._renew = self._compile(
            update(sessions).where(columns.id == slot(0)).values(address=slot(1), client=slot(2))
        )
        # A token that is issued later and lasts less does not shorten its session.
        longest = case((columns.expires_at < slot(2), slot(2)), else_=columns.expires_at)
        self._extend = self._compile(
            update(sessions).where(columns.id == slot(0)).values(used_at=slot(1), expires_at=longest)
        )
        self._used_at = self._compile(
            select(columns.used_at).where(columns.id == slot(0), is_by_a_good_key(slot(1)))
        )
        self._auth_type = self._compile(select(columns.auth_type).where(columns.id == slot(0)))
        self._note = self._compile(update(sessions).where(columns.id == slot(0)).values(used_at=slot(1)))
        shown = [columns[name] for name in OpenSession.__dataclass_fields__]
        self._of = self._compile(
            select(*shown)
            .where(is_callers, columns.expires_at > slot(2), is_by_a_good_key(slot(2)))
            .order_by(columns.begun_at.desc(), columns.id)
        )
        self._end = [self._compile(each) for each in _ending(select(columns.id).where(one))]
        self._end_others = [self._compile(each) for each in _ending(select(columns.id).where(of_others))]
        self._sweep = [
            self._compile(delete(table).where(table.c.expires_at <= slot(0))) for table in (grants, sessions)
        ]

    def enter(
        self, connection: Connection, identity: Identity, origin: Origin, lifetime: timedelta
    ) -> Identity:
        """The identity in its session, which lasts for this lifetime at least; in a new one, if it has none.

        Raises `Unauthorized` where the session has been ended meanwhile.
        """
        now = self._clock()
        told = [origin.address, origin.plain_client]
        if identity.session is not None:
            if not connection.run(self._renew, [identity.session, *told]):
                raise Unauthorized
            self.extend(connection, identity, now + lifetime)
            return identity
        self._sweep_sometimes(connection, now)
        session, began, expires = secrets.token_hex(_ID_BYTES), moment_text(now), moment_text(now + lifetime)
        whom = [identity.type, identity.id, identity.sudo_as_login, identity.auth_type]
        times = [began, began, expires]
        connection.run(self._insert, [session, *whom, *told, *times, identity.script_key])
        return replace(identity, session=session)

    def extend(self, connection: Connection, identity: Identity, expires: datetime) -> None:
        """Let the identity's session, which is in use, last until then at least."""
        used = moment_text(self._clock())
        connection.run(self._extend, [identity.session, used, moment_text(expires)])

    def check(self, session: str | None) -> None:
        """Raises `Unauthorized` where the session is over. Notes now and then that it was used."""
        if session is None:
            raise Unauthorized
        with self._database.reading() as connection:
            found = connection.rows(self._used_at, [session, moment_text(self._clock())])
        if not found:
            raise Unauthorized
        now = self._clock()
        if now - datetime.fromisoformat(found[0][0]) >= NOTED_EVERY:
            # No request has to fail because nobody could write down that there was one.
            with suppress(StoreError), self._database.writing() as connection:
                connection.run(self._note, [session, moment_text(now)])

    def began_with(self, session: str) -> str | None:
        """How whoever is in the session came in: by a `password`, a `session_token`, an `api_key`."""
        with self._database.reading() as connection:
            found = connection.rows(self._auth_type, [session])
        return str(found[0][0]) if found else None

    def of(self, caller_type: CallerType, row_id: int) -> list[OpenSession]:
        """The sessions of a person or script, the newest first."""
        with self._database.reading() as connection:
            found = connection.rows(self._of, [caller_type, row_id, moment_text(self._clock())])
        return [OpenSession(*row) for row in found]

    def end(self, connection: Connection, caller_type: CallerType, row_id: int, session: str) -> bool:
        """End one session of the row; False where it has none such."""
        return self._run(connection, self._end, caller_type, row_id, session) > 0

    def end_all(
        self, connection: Connection, caller_type: CallerType, row_id: int, keeping: str | None = None
    ) -> int:
        """End the row's sessions, but for one that is to be kept; how many there were."""
        return self._run(connection, self._end_others, caller_type, row_id, keeping or "")

    def _run(
        self,
        connection: Connection,
        statements: list[Statement],
        caller_type: CallerType,
        row_id: int,
        session: str,
    ) -> int:
        _, ended = (connection.run(each, [caller_type, row_id, session]) for each in statements)
        return ended

    def _sweep_sometimes(self, connection: Connection, now: datetime) -> None:
        if self._next_sweep is None or now >= self._next_sweep:
            for each in self._sweep:
                connection.run(each, [moment_text(now)])
            self._next_sweep = now + _SWEPT_EVERY

    def _compile(self, query: Any) -> Statement:
        return compile_statement(query, self._database.dialect)


def is_by_a_good_key(now: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the script's key that a session was begun with, if it was one, has not ended: what a key let in
    ends with it."""
    key = sessions.c.script_key
    ends_at = script_keys.c.ends_at
    is_good = exists().where(script_keys.c.id == key, or_(ends_at.is_(None), ends_at > now))
    return or_(key.is_(None), is_good)


def _ending(chosen: Select[Any]) -> tuple[Delete, Delete]:
    """What takes the chosen sessions away, with all that was issued in them."""
    return (
        delete(grants).where(grants.c.session.in_(chosen)),
        delete(sessions).where(sessions.c.id.in_(chosen)),
    )
