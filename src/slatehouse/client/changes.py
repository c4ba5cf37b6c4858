"""Following what happens to rows, as conversations: every change once, in order, on from a cursor.

A Slatehouse site tells of changes at `/changes`, and lets its clients wait there. Other sites have the event
log alone, which is read by its ids.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from slatehouse.client.asks import Ask
from slatehouse.client.errors import (
    BrokenAnswer,
    CertificateRefused,
    ClientError,
    NotFound,
    SiteFailed,
    TooBusy,
    Unreachable,
)
from slatehouse.client.questions import Question
from slatehouse.client.rows import Link, Row, rows_in
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Pause, Talk

__all__ = ["Change", "Following", "heard", "waiting_for"]

_LOG = "EventLogEntry"
_LOG_FIELDS = (
    *("event_type", "created_at", "entity", "project", "user"),
    *("attribute_name", "meta", "session_uuid"),
)
_OPERATIONS: Mapping[str, str] = {
    "New": "create",
    "Change": "update",
    "Retirement": "delete",
    "Revival": "revive",
}
_AT_ONCE = 500
_LONGEST_WAIT = 30
_POLL = 2.0
_SETTLED = 60.0
"""Seconds after which an id that is not in the log counts as one that will not come."""


class Change(msgspec.Struct, frozen=True):
    """What happened to a row. `operation` is what was done to it as a whole: `create`, `update`, `delete` or
    `revive`; None of what is a part of that, or was written into the log by a program."""

    id: int
    event_type: str | None = None
    operation: str | None = None
    created_at: datetime | None = None
    entity: Link | None = None
    project: Link | None = None
    user: Link | None = None
    attribute_name: str | None = None
    meta: Any = None
    session_uuid: str | None = None

    @property
    def cursor(self) -> str:
        """To go on behind this change."""
        return str(self.id)


class _Page(msgspec.Struct):
    data: list[Change]
    cursor: str


class Following:
    """How far somebody has come in the changes of a site.

    `cursor` is what to begin with another time; without one it begins now. `wait`: the seconds for which a
    site is asked to wait where there is nothing.
    """

    def __init__(
        self,
        since: str | int | None,
        types: Iterable[str],
        wait: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.cursor = None if since is None else str(since)
        self.types = frozenset((types,) if isinstance(types, str) else types)
        self.wait = wait
        self.clock = clock
        self.log: _Log | None = None
        self.has_heard = False
        self._reached: str | None = self.cursor

    def come(self, changes: Sequence[Change], reached: str | None) -> Sequence[Change]:
        """What came in one answer, and how far it reaches."""
        self.has_heard = True
        self._reached = reached
        if not changes:
            self.cursor = reached
        return changes

    def told(self, change: Change, is_last: bool) -> Change:
        """The change is handed on: whoever stops there goes on behind it."""
        self.cursor = self._reached if is_last else change.cursor
        return change


def waiting_for(timeout: float) -> int:
    """For how long a site is asked to wait by who does not hear longer than `timeout` of silence."""
    return max(1, min(_LONGEST_WAIT, int(timeout / 2)))


def heard(line: Line, following: Following) -> Talk[Sequence[Change]]:
    """The changes that come next, once there are some; or none, and the cursor may have gone on.

    A site that was there and cannot be reached is asked again until it is there.
    """
    while True:
        try:
            if following.log is None:
                changes = yield from _of_the_feed(line, following)
            else:
                changes = yield from following.log.heard(line, following)
            return changes
        except CertificateRefused:
            raise
        except (Unreachable, TooBusy, SiteFailed):
            if not following.has_heard:
                raise
            yield Pause(line.patience.longest)


def _of_the_feed(line: Line, following: Following) -> Talk[Sequence[Change]]:
    asked: dict[str, Any] = {"limit": _AT_ONCE, "wait": following.wait}
    if following.types:
        asked["types"] = ",".join(sorted(following.types))
    if following.cursor is not None:
        asked["after"] = following.cursor
    ask = Ask("GET", f"/changes?{urlencode(asked)}", is_safe=True)
    try:
        answer = yield from line.asked(ask)
    except NotFound as error:
        if error.refusal.status != 404:
            # What followed the cursor is not kept any more.
            raise
        following.log = _Log(following.clock)
        return ()
    try:
        page = msgspec.json.decode(answer.body, type=_Page)
    except msgspec.DecodeError as error:
        raise BrokenAnswer(ask.what, f"it has no changes in it ({error})") from error
    return following.come(page.data, page.cursor)


class _Log:
    """The event log, read by its ids.

    Ids are given out in blocks, and come late (contract behaviour/pages-and-events §8): what is behind a gap
    waits until the gap is closed, or has been there for so long that it stays.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[int, float] = {}
        self._newest: datetime | None = None

    def heard(self, line: Line, following: Following) -> Talk[Sequence[Change]]:
        if self._newest is None:
            yield from self._begin(line, following)
        after = _id_of(following.cursor)
        ask = Question(_LOG, (["id", "greater_than", after],), _LOG_FIELDS).page(1, _AT_ONCE)
        answer = yield from line.asked(ask)
        rows = rows_in(ask, answer.body)
        there = self._settled(rows, after)
        wanted = [
            change
            for change in map(_change, there)
            if not following.types or (change.entity and change.entity.type in following.types)
        ]
        if not there:
            yield Pause(_POLL)
        return following.come(wanted, str(there[-1].id if there else after))

    def _begin(self, line: Line, following: Following) -> Talk[None]:
        ask = Question(_LOG, (), ("created_at",), ("-id",)).page(1, 1)
        answer = yield from line.asked(ask)
        newest = next(iter(rows_in(ask, answer.body)), None)
        self._newest = datetime.min.replace(tzinfo=UTC) if newest is None else _moment(newest)
        if following.cursor is None:
            following.cursor = str(newest.id if newest else 0)

    def _settled(self, rows: Sequence[Row], after: int) -> list[Row]:
        """The first of the rows, up to the first gap in which something may still appear."""
        now = self._clock()
        self._seen = {row.id: self._seen.get(row.id, now) for row in rows}
        found: list[Row] = []
        for row in rows:
            if row.id != after + 1 and not self._is_old(row, now):
                break
            found.append(row)
            after = row.id
        return found

    def _is_old(self, row: Row, now: float) -> bool:
        """By our clock since it was first seen; or by the site's, when the log went on so much longer."""
        assert self._newest is not None
        return now - self._seen[row.id] >= _SETTLED or (
            (self._newest - _moment(row)).total_seconds() >= _SETTLED
        )


def _id_of(cursor: str | None) -> int:
    if cursor is None or not (cursor.isascii() and cursor.isdigit()):
        raise ClientError(f"{cursor!r} is no cursor of this site, whose cursors are ids of its event log.")
    return int(cursor)


def _moment(row: Row) -> datetime:
    return datetime.fromisoformat(str(row["created_at"]))


def _change(row: Row) -> Change:
    meta = row.get("meta")
    told = meta if isinstance(meta, Mapping) else {}
    entity = row.get("entity")
    if entity is None and isinstance(told.get("entity_type"), str) and isinstance(told.get("entity_id"), int):
        # Of a row that is retired only the entry itself still knows.
        entity = Link(told["entity_type"], told["entity_id"])
    return Change(
        row.id,
        row.get("event_type"),
        _operation(row, told),
        _moment(row),
        entity,
        row.get("project"),
        row.get("user"),
        row.get("attribute_name"),
        meta,
        row.get("session_uuid"),
    )


def _operation(row: Row, meta: Mapping[str, Any]) -> str | None:
    event_type = row.get("event_type") or ""
    is_part = row.get("attribute_name") == "retirement_date" or meta.get("in_create") is True
    if is_part or not event_type.startswith("Shotgun_"):
        return None
    return _OPERATIONS.get(event_type.rpartition("_")[2])
