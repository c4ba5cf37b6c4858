"""Links with which people choose a password by themselves: invitations, and resets of a forgotten one.

The site keeps nothing of a link but a hash. A person has one at most: a new one takes the place of the last.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database
from slatehouse.store.product_tables import password_links
from slatehouse.store.statement import compile_statement, slot

__all__ = ["IssuedLink", "PasswordLinks"]

_RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """What a link is made of: shown once, to whoever asked for it. The moment as it is stored.

    An invitation is for a person who has no password yet.
    """

    token: str
    expires_at: str
    is_invitation: bool


class PasswordLinks:
    """Issues links and redeems each once, until it expires; `invitation` and `reset` are their lifetimes."""

    def __init__(
        self, database: Database, clock: Callable[[], datetime], invitation: timedelta, reset: timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._invitation, self._reset = invitation, reset
        columns, dialect = password_links.c, database.dialect
        added = (postgresql.insert if dialect.name == "postgresql" else sqlite.insert)(password_links)
        self._put = compile_statement(
            added.values(person_id=slot(0), hash=slot(1), expires_at=slot(2)).on_conflict_do_update(
                index_elements=[columns.person_id],
                set_={"hash": added.excluded.hash, "expires_at": added.excluded.expires_at},
            ),
            dialect,
        )
        good = (columns.hash == slot(0), columns.expires_at > slot(1))
        self._find = compile_statement(select(columns.person_id).where(*good), dialect)
        self._use = compile_statement(delete(password_links).where(*good), dialect)
        self._withdraw = compile_statement(
            delete(password_links).where(columns.person_id == slot(0)), dialect
        )

    def issue(self, connection: Connection, person_id: int, *, is_invitation: bool) -> IssuedLink:
        """A new link for the person; any before it is no good any more."""
        expires = self._clock() + (self._invitation if is_invitation else self._reset)
        link = IssuedLink(secrets.token_urlsafe(_RANDOM_BYTES), moment_text(expires), is_invitation)
        connection.run(self._put, [person_id, _hash(link.token), link.expires_at])
        return link

    def owner(self, token: str) -> int | None:
        """The person whom the link is for, as long as it is good."""
        with self._database.reading() as connection:
            found = connection.rows(self._find, [_hash(token), moment_text(self._clock())])
        return int(found[0][0]) if found else None

    def use(self, connection: Connection, token: str) -> bool:
        """Use the link up; False where it is not, or no longer, good."""
        return connection.run(self._use, [_hash(token), moment_text(self._clock())]) > 0

    def withdraw(self, connection: Connection, person_id: int) -> None:
        """No link of the person is good from now on."""
        connection.run(self._withdraw, [person_id])


def _hash(token: str) -> str:
    # The token is random and long, so a plain hash gives nothing away. Clients may send any text.
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
