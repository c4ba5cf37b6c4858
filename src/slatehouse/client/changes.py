"""Following what happens to rows, as conversations: every change once, in order, on from a cursor.

A Slatehouse site tells of changes at `/changes`, and lets its clients wait there. Other sites have the event
log alone (`event_logs`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from slatehouse.client.asks import Ask
from slatehouse.client.errors import (
    BrokenAnswer,
    CertificateRefused,
    NotFound,
    SiteFailed,
    TooBusy,
    Unreachable,
)
from slatehouse.client.event_logs import AT_ONCE, EventLog, LogAsItComes, LogInOrder
from slatehouse.client.log_entries import Change
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Pause, Talk

__all__ = ["Following", "heard", "waiting_for"]

_LONGEST_WAIT = 30


class _Page(msgspec.Struct):
    data: list[Change]
    cursor: str


class Following:
    """How far somebody has come in the changes of a site.

    `cursor` is what to begin with another time; without one it begins now. `wait`: the seconds for which a
    site is asked to wait where there is nothing. `in_order`: an entry that comes late to a log is waited for,
    for a minute; else it is told when it comes, up to an hour later, and `cursor`, of whole answers
    alone, stays before it.
    `is_known`: the site was there before, so that it is waited for.
    """

    def __init__(
        self,
        since: str | int | None,
        types: Iterable[str],
        wait: int,
        clock: Callable[[], float] = time.monotonic,
        *,
        in_order: bool = True,
        is_known: bool = False,
    ) -> None:
        self.cursor = None if since is None else str(since)
        self.types = frozenset((types,) if isinstance(types, str) else types)
        self.wait = wait
        self.clock = clock
        self.in_order = in_order
        self.log: EventLog | None = None
        self.has_heard = is_known
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
                changes = yield from _of_the_log(following.log, line, following)
            return changes
        except CertificateRefused:
            raise
        except (Unreachable, TooBusy, SiteFailed):
            if not following.has_heard:
                raise
            yield Pause(line.patience.longest)


def _of_the_feed(line: Line, following: Following) -> Talk[Sequence[Change]]:
    asked: dict[str, Any] = {"limit": AT_ONCE, "wait": following.wait}
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
        following.log = (LogInOrder if following.in_order else LogAsItComes)(following.clock)
        return ()
    try:
        page = msgspec.json.decode(answer.body, type=_Page)
    except msgspec.DecodeError as error:
        raise BrokenAnswer(ask.what, f"it has no changes in it ({error})") from error
    return following.come(page.data, page.cursor)


def _of_the_log(log: EventLog, line: Line, following: Following) -> Talk[Sequence[Change]]:
    if following.cursor is None:
        following.cursor = yield from log.begun(line)
    changes, cursor = yield from log.heard(line, following.cursor)
    types = following.types
    wanted = [each for each in changes if not types or (each.entity and each.entity.type in types)]
    return following.come(wanted, cursor)
