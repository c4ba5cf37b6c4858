"""The application keys of scripts: two at a time while one takes the other's place, and each may end."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, insert, or_, select, update

from slatehouse.accounts.credentials import FOR_SCRIPT_KEYS, Cost, SecretHasher
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.store.connection import Connection, Database, Row
from slatehouse.store.product_tables import script_keys
from slatehouse.store.statement import compile_statement, slot

__all__ = ["KeptKey", "NewKey", "ScriptKeys"]

_KEY_BYTES = 32
_MOST = 2
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that nobody has yet: its text, which is shown this once, and the hash that is kept of it."""

    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key as it is kept. It is good until `ends_at`; moments are as they are stored, None for never."""

    id: int
    script: int
    hash: str
    created_at: str
    ends_at: str | None
    used_at: str | None


class ScriptKeys:
    """The keys of scripts, by the id of their row.

    A script without a key cannot be authenticated, and takes as long to refuse as a wrong key.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], cost: Cost = FOR_SCRIPT_KEYS
    ) -> None:
        self._database = database
        self._clock = clock
        self._hasher = SecretHasher(cost, _MOST)
        dialect, keys = database.dialect, script_keys.c
        is_live = or_(keys.ends_at.is_(None), keys.ends_at > slot(1))
        self._live = compile_statement(_newest_first().where(keys.script_id == slot(0), is_live), dialect)
        self._every = compile_statement(_newest_first(), dialect)
        self._insert = compile_statement(
            insert(script_keys).values(script_id=slot(0), hash=slot(1), created_at=slot(2), ends_at=slot(3)),
            dialect,
        )
        self._remove = compile_statement(delete(script_keys).where(keys.script_id == slot(0)), dialect)
        self._remove_others = compile_statement(
            delete(script_keys).where(keys.script_id == slot(0), keys.id != slot(1)), dialect
        )
        self._end = compile_statement(
            update(script_keys).where(keys.id == slot(0)).values(ends_at=slot(1)), dialect
        )
        # Only over the hash that was verified: another process may have renewed it meanwhile.
        self._renew = compile_statement(
            update(script_keys).where(keys.id == slot(0), keys.hash == slot(1)).values(hash=slot(2)), dialect
        )
        is_stale = or_(keys.used_at.is_(None), keys.used_at <= slot(1))
        self._note = compile_statement(
            update(script_keys).where(keys.id == slot(0), is_stale).values(used_at=slot(2)), dialect
        )

    def new(self, text: str | None = None) -> NewKey:
        """A key of this text, or a random one. Slow, so made before a transaction begins."""
        text = secrets.token_hex(_KEY_BYTES) if text is None else text
        return NewKey(text, self._hasher.hashed(text))

    def put(self, connection: Connection, script: int, key: NewKey, ends_at: datetime | None) -> None:
        """Give the script the key in place of all that it has."""
        self.remove(connection, script)
        self._add(connection, script, key, moment_text(ends_at) if ends_at else None)

    def rotate(
        self, connection: Connection, script: int, key: NewKey, old_until: datetime, ends_at: datetime | None
    ) -> KeptKey | None:
        """Give the script the key; the newest of those that it has goes on until a moment, and ends then.

        Without an end of its own the new key ends when the old one was to. Returns the old one as it is now;
        None where the script has none.
        """
        now = self._clock()
        old = next(iter(self._kept(connection, script)), None)
        if old is None or old_until <= now:
            self.remove(connection, script)
        else:
            until = min(moment_text(old_until), old.ends_at or "9999")
            connection.run(self._remove_others, [script, old.id])
            connection.run(self._end, [old.id, until])
        end = moment_text(ends_at) if ends_at else old.ends_at if old else None
        self._add(connection, script, key, end)
        return next((each for each in self._kept(connection, script) if old and each.id == old.id), None)

    def remove(self, connection: Connection, script: int) -> None:
        """Nobody can be authenticated as the script from now on."""
        connection.run(self._remove, [script])

    def matching(self, script: int | None, text: str) -> KeptKey | None:
        """Which of the script's keys the text is; None stands for a script that was looked for in vain.

        When it was last used is noted at most once a minute.
        """
        kept = self._read(script)
        found = self._hasher.matching([each.hash for each in kept], text)
        key = next((each for each in kept if each.hash == found), None)
        if key is None:
            return None
        if self._hasher.is_outdated(key.hash):
            renewed = self._hasher.hashed(text)
            with self._database.writing() as connection:
                connection.run(self._renew, [key.id, key.hash, renewed])
        self.note_use(key.id, key.used_at)
        return key

    def note_use(self, key: int, used_at: str | None) -> None:
        """Keep that the key is in use now, unless that was noted less than a minute before, at `used_at`."""
        now = self._clock()
        last = moment_text(now - _NOTED_EVERY)
        if used_at is None or used_at <= last:
            with self._database.writing() as connection:
                connection.run(self._note, [key, last, moment_text(now)])

    def every(self) -> list[KeptKey]:
        """The keys of all scripts, the newest first; those that have ended, too, until others take their
        place."""
        with self._database.reading() as connection:
            return [KeptKey(*row) for row in connection.rows(self._every)]

    def _add(self, connection: Connection, script: int, key: NewKey, ends_at: str | None) -> None:
        connection.run(self._insert, [script, key.hash, moment_text(self._clock()), ends_at])

    def _read(self, script: int | None) -> list[KeptKey]:
        if script is None:
            return []
        with self._database.reading() as connection:
            return self._kept(connection, script)

    def _kept(self, connection: Connection, script: int) -> list[KeptKey]:
        """The keys of the script that are still good, the newest first."""
        found: list[Row] = connection.rows(self._live, [script, moment_text(self._clock())])
        return [KeptKey(*row) for row in found]


def _newest_first() -> Select[int, int, str, str, str | None, str | None]:
    keys = script_keys.c
    columns = (keys.id, keys.script_id, keys.hash, keys.created_at, keys.ends_at, keys.used_at)
    return select(*columns).order_by(keys.id.desc())
