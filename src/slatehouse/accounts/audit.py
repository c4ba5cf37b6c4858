"""The audit trail: who came in or was refused, and who changed what others may do. It never holds a secret.

What changes something is recorded in the transaction of the change, so that neither is there without the
other. What can be done by the thousand is counted: one entry stands for all that is alike within an hour, and
refusals that would still be too many different ones share an entry.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from threading import Lock

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.schema.link import Link
from slatehouse.store.audit import EVERYTHING, AuditRow, AuditRows, Sought
from slatehouse.store.connection import Connection, Database

__all__ = ["AuditTrail", "Deed", "Detail", "Entry"]

Detail = str | int | bool | None
"""What may be told beside who, what and when. Never a secret, and nothing that somebody merely typed."""

_LONGEST = 200
_MOST_REFUSED = 200
_HOUR = len("2026-03-14T09")


class Deed(StrEnum):
    """What there is to record."""

    SIGN_IN = "sign_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SUDO = "sudo"
    SUDO_REFUSED = "sudo_refused"
    SIGN_OUT = "sign_out"
    SESSION_REVOKED = "session_revoked"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_RETIRED = "account_retired"
    ACCOUNT_REVIVED = "account_revived"
    SCRIPT_KEY_CHANGED = "script_key_changed"
    PASSWORD_CHANGED = "password_changed"
    SECOND_FACTOR_CHANGED = "second_factor_changed"
    LINK_ISSUED = "link_issued"
    PERMISSION_CHANGED = "permission_changed"
    RULES_CHANGED = "rules_changed"
    SCHEMA_CHANGED = "schema_changed"
    EXPORT = "export"
    SIGNING_KEYS_CHANGED = "signing_keys_changed"
    SECRET_KEY_CHANGED = "secret_key_changed"
    WEBHOOK_ADDED = "webhook_added"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_REMOVED = "webhook_removed"
    ROWS_ERASED = "rows_erased"
    EVENTS_REMOVED = "events_removed"
    MEDIA_REPAIRED = "media_repaired"
    MEDIA_MOVED = "media_moved"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry as it is shown. `times` is how often it happened, from `at` to `last_at`."""

    at: str
    last_at: str
    times: int
    deed: str
    who: Link | str | None
    about: Link | str | None
    address: str
    details: dict[str, Detail]


class AuditTrail:
    """Records deeds and shows them. Safe to share between threads."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._rows = AuditRows(database.dialect)
        self._lock = Lock()
        self._hour = ""
        self._refused: set[str] = set()
        self._counted: set[str] = set()

    def record(
        self,
        connection: Connection,
        deed: Deed,
        by: Caller | Link | None,
        about: Link | str | None = None,
        *,
        address: str = "",
        **details: Detail,
    ) -> None:
        """Record in the transaction of what was done; `by` is None where the product itself did it.

        `about` is the row, or the name of the thing, that it was done to; `address` is where
        somebody did it who is no caller.

        >>> audit.record(writes.connection, Deed.PASSWORD_CHANGED, caller, Link(7, "mara", "HumanUser"))
        """
        self._rows.add(connection, self._row(deed, by, about, address, details), None)

    def count(
        self,
        connection: Connection,
        deed: Deed,
        by: Caller | Link | None,
        about: Link | str | None = None,
        *,
        address: str = "",
        **details: Detail,
    ) -> None:
        """Record what clients do over and over: what is alike within an hour is one entry."""
        row = self._row(deed, by, about, address, details)
        self._rows.add(connection, row, _bundle(row))

    def count_once(
        self, deed: Deed, by: Link, about: Link | None = None, *, address: str, **details: Detail
    ) -> None:
        """Record what clients do with every call, in a transaction of its own: this process's first in an
        hour, so that the count is of processes and not of calls."""
        row = self._row(deed, by, about, address, details)
        bundle = _bundle(row)
        with self._lock:
            self._turn(row.at)
            if bundle in self._counted:
                return
            self._counted.add(bundle)
        with self._database.writing() as connection:
            self._rows.add(connection, row, bundle)

    def count_refused(
        self, deed: Deed, by: Link | None, *, address: str, about: Link | None = None, **details: Detail
    ) -> None:
        """Record a refusal, in a transaction of its own. Strangers can make up addresses without end: the
        refusals that one process sees in an hour have at most 200 entries, and one for all others."""
        row = self._row(deed, by, about, address, details)
        bundle = _bundle(row)
        with self._lock:
            self._turn(row.at)
            is_one_too_many = bundle not in self._refused and len(self._refused) >= _MOST_REFUSED
            if not is_one_too_many:
                self._refused.add(bundle)
        if is_one_too_many:
            row = self._row(deed, None, None, "", {"why": "one of many"})
            bundle = _bundle(row)
        with self._database.writing() as connection:
            self._rows.add(connection, row, bundle)

    def newest(self, sought: Sought = EVERYTHING, most: int = 1000) -> list[Entry]:
        """The newest entries of those sought, the very newest first."""
        if sought.who is not None and _short(sought.who) != sought.who:
            # No entry has such a name, and databases do not take every text even in a question.
            return []
        with self._database.reading() as connection:
            return [_entry(row) for row in self._rows.newest(connection, sought, most)]

    def forget(self, before: datetime) -> int:
        """Remove what was last done before this moment; the number of entries."""
        with self._database.writing() as connection:
            return self._rows.forget(connection, moment_text(before))

    def _turn(self, at: str) -> None:
        """Forget what was told in an hour that is over."""
        hour = at[:_HOUR]
        if hour != self._hour:
            self._hour, self._refused, self._counted = hour, set(), set()

    def _row(
        self,
        deed: Deed,
        by: Caller | Link | None,
        about: Link | str | None,
        address: str,
        details: dict[str, Detail],
    ) -> AuditRow:
        now = moment_text(self._clock())
        if isinstance(by, Caller):
            address = address or by.address
            if by.script_id is not None and by.type != "ApiUser":
                details = {"script": by.script_id, **details}
        who = _named(by)
        return AuditRow(
            deed=deed.value,
            at=now,
            last_at=now,
            times=1,
            who_type=_type(who),
            who_id=_id(who),
            who=_short(_name(who)),
            about_type=_type(about),
            about_id=_id(about),
            about=_short(_name(about)),
            address=_short(address),
            details=msgspec.json.encode(details).decode(),
        )


def _named(by: Caller | Link | None) -> Link | str | None:
    """Who did it, by the name with which they sign in; for the product, the account that gave a command."""
    if not isinstance(by, Caller):
        return by
    return by.login_or_script if by.is_system else Link(by.id, by.login_or_script, by.type)


def _type(named: Link | str | None) -> str | None:
    return named.type if isinstance(named, Link) else None


def _id(named: Link | str | None) -> int | None:
    return named.id if isinstance(named, Link) else None


def _name(named: Link | str | None) -> str:
    return named.name if isinstance(named, Link) else named or ""


def _read(type_: str | None, row_id: int | None, name: str) -> Link | str | None:
    """A row, a name, or nobody, as it was recorded."""
    return name or None if type_ is None or row_id is None else Link(row_id, name, type_)


def _short(text: str) -> str:
    """At most 200 characters that a database holds and a terminal shows as they are."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:_LONGEST])


def _bundle(row: AuditRow) -> str:
    """What the entry shares with all that are alike in its hour."""
    alike = row._replace(at=row.at[:_HOUR], last_at="", times=0)
    return blake2b(msgspec.json.encode(alike), digest_size=16).hexdigest()


def _entry(row: AuditRow) -> Entry:
    return Entry(
        at=row.at,
        last_at=row.last_at,
        times=row.times,
        deed=row.deed,
        who=_read(row.who_type, row.who_id, row.who),
        about=_read(row.about_type, row.about_id, row.about),
        address=row.address,
        details=msgspec.json.decode(row.details, type=dict[str, Detail]),
    )
