"""The event log of a site that has no feed, read by its ids.

Ids are given out in blocks, and come late (contract behaviour/pages-and-events §8): near its end a log has
gaps, and what closes them has a lower id than what has been seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from slatehouse.client.errors import ClientError
from slatehouse.client.log_entries import LOG, LOG_FIELDS, Change, change_of, moment_of
from slatehouse.client.questions import Question
from slatehouse.client.rows import Row, rows_in
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Pause, Talk
from slatehouse.client.words import Condition, grouped

__all__ = ["AT_ONCE", "EventLog", "LogAsItComes", "LogInOrder"]

AT_ONCE = 500
_POLL = 2.0
_SETTLED = 60.0
"""Seconds after which an id that is not in the log counts as one that will not come."""

_LATEST = timedelta(hours=1)
"""How late an entry may come to be told where order does not matter."""

_EARLY_GAPS = timedelta(minutes=1)
_BETWEEN_LOOKS = 30.0
"""Seconds between looks into gaps that are older than that."""

_GAPS_AT_ONCE = 100


class EventLog(Protocol):
    """A log on its way to its end. Cursors are ids: all before one has been told."""

    def begun(self, line: Line) -> Talk[str]:
        """The cursor of who wants to hear from now on."""

    def heard(self, line: Line, cursor: str) -> Talk[tuple[list[Change], str]]:
        """What comes next, after a pause where there is nothing, and where to go on."""


class LogInOrder:
    """A log that is told in order: what is behind a gap waits until the gap is closed, or has been there for
    so long that it stays."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[int, float] = {}
        self._newest: datetime | None = None

    def begun(self, line: Line) -> Talk[str]:
        newest = yield from _newest(line)
        return str(newest.id if newest else 0)

    def heard(self, line: Line, cursor: str) -> Talk[tuple[list[Change], str]]:
        after = _id_of(cursor)
        if self._newest is None:
            self._newest = yield from _moment_of_newest(line)
        rows = yield from _page(line, ["id", "greater_than", after])
        there = self._settled(rows, after)
        if not there:
            if rows:
                # The log may have gone on for so long that the gap stays.
                self._newest = yield from _moment_of_newest(line)
            yield Pause(_POLL)
        return [change_of(row) for row in there], str(there[-1].id if there else after)

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
            (self._newest - moment_of(row)).total_seconds() >= _SETTLED
        )


class _Gap(NamedTuple):
    """Ids that were left out, from the first to the last of them, before an entry of that moment."""

    first: int
    last: int
    moment: datetime


class LogAsItComes:
    """A log of which each entry is told as soon as it is there, and once more to who goes on from a cursor:
    for who reads rows anew, whatever happened to them first.

    Gaps are looked into for an hour. The cursor stays before the first one.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._highest = -1
        self._gaps: list[_Gap] = []
        # What came and was not told yet: a line may break between two questions.
        self._found: list[Row] = []
        self._now = datetime.fromtimestamp(0, UTC)
        self._now_at = clock()
        self._looked_at = clock()

    def begun(self, line: Line) -> Talk[str]:
        newest = yield from _newest(line)
        if newest is None:
            return "0"
        self._goes_to(moment_of(newest))
        # What is missing now may still come, and tell of something that happens later.
        before = (self._now - _LATEST).strftime("%Y-%m-%dT%H:%M:%SZ")
        ask = Question(LOG, (["created_at", "less_than", before],), ("created_at",), ("-id",)).page(1, 1)
        answer = yield from line.asked(ask)
        self._highest = next((row.id for row in rows_in(ask, answer.body)), 0)
        while (yield from self._new(line)):
            self._found.clear()
        return self._cursor

    def heard(self, line: Line, cursor: str) -> Talk[tuple[list[Change], str]]:
        if self._highest < 0:
            self._highest = _id_of(cursor)
            self._goes_to((yield from _moment_of_newest(line)))
        if (yield from self._new(line)) < AT_ONCE:
            yield from self._late(line)
        if not self._found:
            yield Pause(_POLL)
        found, self._found = sorted(self._found, key=lambda row: row.id), []
        return [change_of(row) for row in found], self._cursor

    @property
    def _cursor(self) -> str:
        return str(self._gaps[0].first - 1 if self._gaps else self._highest)

    def _goes_to(self, moment: datetime) -> None:
        if moment > self._now:
            self._now, self._now_at = moment, self._clock()

    @property
    def _site_now(self) -> datetime:
        """The site's time, as far as its log tells."""
        return self._now + timedelta(seconds=self._clock() - self._now_at)

    def _new(self, line: Line) -> Talk[int]:
        """How much there is behind all that was seen; what it leaves out are gaps."""
        rows = yield from _page(line, ["id", "greater_than", self._highest])
        for row in rows:
            moment = moment_of(row)
            self._goes_to(moment)
            if row.id > self._highest + 1:
                self._gaps.append(_Gap(self._highest + 1, row.id - 1, moment))
            self._highest = row.id
        self._found += rows
        oldest = self._site_now - _LATEST
        self._gaps = [gap for gap in self._gaps if gap.moment > oldest]
        return len(rows)

    def _late(self, line: Line) -> Talk[None]:
        """What came into gaps: into young ones it comes often, and into others now and then."""
        youngest, now = self._site_now - _EARLY_GAPS, self._clock()
        is_time = now - self._looked_at >= _BETWEEN_LOOKS
        gaps = [gap for gap in self._gaps if is_time or gap.moment > youngest]
        if is_time:
            self._looked_at = now
        for start in range(0, len(gaps), _GAPS_AT_ONCE):
            ranges: list[Condition] = [
                ["id", "between", [gap.first, gap.last]] for gap in gaps[start : start + _GAPS_AT_ONCE]
            ]
            rows = yield from _page(line, grouped("or", ranges))
            self._found += rows
            came = {row.id for row in rows}
            self._gaps = [left for gap in self._gaps for left in _without(gap, came)]


def _without(gap: _Gap, came: set[int]) -> Iterator[_Gap]:
    """What is left of a gap in which something came."""
    first = gap.first
    for each in sorted(each for each in came if gap.first <= each <= gap.last):
        if each > first:
            yield _Gap(first, each - 1, gap.moment)
        first = each + 1
    if first <= gap.last:
        yield _Gap(first, gap.last, gap.moment)


def _page(line: Line, condition: Condition) -> Talk[list[Row]]:
    ask = Question(LOG, (condition,), LOG_FIELDS).page(1, AT_ONCE)
    answer = yield from line.asked(ask)
    return rows_in(ask, answer.body)


def _newest(line: Line) -> Talk[Row | None]:
    ask = Question(LOG, (), ("created_at",), ("-id",)).page(1, 1)
    answer = yield from line.asked(ask)
    return next(iter(rows_in(ask, answer.body)), None)


def _moment_of_newest(line: Line) -> Talk[datetime]:
    newest = yield from _newest(line)
    return datetime.min.replace(tzinfo=UTC) if newest is None else moment_of(newest)


def _id_of(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit()):
        raise ClientError(f"{cursor!r} is no cursor of this site, whose cursors are ids of its event log.")
    return int(cursor)
