"""Those who wait for changes in one process, and the one thread that reads the log for all of them.

It reads what is new once for all who may read the same, and hands it over. Who waits has no connection to the
database. What cannot be handed over whole, because it is much or somebody is slow, they read for themselves.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import msgspec

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import Unauthorized
from slatehouse.query.visibility import Asker
from slatehouse.site.feed.changes import LOG, MOST, MOST_BYTES, Change, Part, Wanted, changes_after
from slatehouse.store.watching import Watch

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Follower", "Followers", "News"]

_BETWEEN_LOOKS = 0.9
"""Seconds after which it is looked who somebody is now, where anything was written since the last time."""
_BETWEEN_LOOKS_AT_ALL = 10.0
_AFTER_FAILURE = 0.2


class News(msgspec.Struct, frozen=True, eq=False):
    """What a follower is told: changes, and all of those up to `reached`.

    `is_behind`: what follows has to be read. `is_over`: the process ends, and nobody is told anything more.
    """

    changes: list[Change]
    reached: int
    is_behind: bool
    is_over: bool


@dataclass(eq=False)
class Follower:
    """Somebody who waits for changes; follows in a block. What it holds is changed under one lock for all."""

    bearer: str
    caller: Caller
    wanted: Wanted
    reached: int
    _followers: Followers
    _called: threading.Event = field(default_factory=threading.Event)
    _changes: list[Change] = field(default_factory=list)
    _bytes: int = 0
    _is_behind: bool = False
    _is_over: bool = False
    _refusal: Unauthorized | None = None

    def wait(self, seconds: float) -> News:
        """What is new, once anything is, or nothing after so many seconds; raises `Unauthorized` where they
        may not come in any more."""
        self._called.wait(max(0.0, seconds))
        return self._followers.take(self)

    def go_on_from(self, reached: int) -> None:
        """They have read for themselves up to here."""
        self._followers.move(self, reached)

    def hear(self, part: Part | None, after: int, newest: int) -> None:
        """Take what was read for them of the entries from one to another; None: nobody did."""
        if self.reached >= newest:
            return
        news = (
            self._of(part) if part is not None and self.reached >= after and part.reached >= newest else None
        )
        if news is None:
            self._is_behind = True
        else:
            self._changes += news
            self._bytes += sum(len(each.told) for each in news)
            self.reached = newest
        self._call()

    def _of(self, part: Part) -> list[Change] | None:
        """What of it is new to them; None where that is more than they can hold."""
        news = [each for each in self.wanted.among(part.changes) if each.id > self.reached]
        is_much = len(news) + len(self._changes) > MOST or self._bytes > MOST_BYTES
        return None if is_much or self._is_behind else news

    def take(self) -> News:
        """What they have heard since the last time."""
        if self._refusal is not None:
            raise self._refusal
        news = News(self._changes, self.reached, self._is_behind, self._is_over)
        self._changes, self._bytes = [], 0
        self._call()
        return news

    def go_on(self, reached: int, read_to: int) -> None:
        """They have read up to here, and others up to there."""
        self.reached, self._is_behind = reached, reached < read_to
        self._call()

    def know(self, caller: Caller | Unauthorized) -> None:
        """Who they are now."""
        if isinstance(caller, Unauthorized):
            self._refusal = caller
        else:
            self.caller = caller
        self._call()

    def fall_behind(self) -> None:
        """Nobody could read for them."""
        self._is_behind = True
        self._call()

    def let_go(self) -> None:
        """The process ends."""
        self._is_over = True
        self._call()

    def _call(self) -> None:
        """Let them come, if they have to know of anything."""
        if self._changes or self._is_behind or self._is_over or self._refusal is not None:
            self._called.set()
        else:
            self._called.clear()

    def __enter__(self) -> Self:
        self._followers.add(self)
        return self

    def __exit__(self, *raised: object) -> None:
        self._followers.remove(self)


class Followers:
    """Those who wait in this process. Safe to share between threads; the reader begins with the first one."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._changing = threading.Condition()
        self._all: set[Follower] = set()
        self._read_to = 0
        self._is_over = False
        self._reader: threading.Thread | None = None
        self._watch: Watch | None = None

    def follower(self, bearer: str, caller: Caller, wanted: Wanted, reached: int) -> Follower:
        """Somebody who has read up to here, and will wait for what follows."""
        return Follower(bearer, caller, wanted, reached, self)

    def end(self) -> None:
        """Let everyone go who waits, now and from now on."""
        with self._changing:
            self._is_over = True
            for each in self._all:
                each.let_go()
            self._changing.notify_all()
            watch, reader = self._watch, self._reader
        if watch is not None:
            watch.wake()
        if reader is not None:
            reader.join(_BETWEEN_LOOKS)

    def add(self, follower: Follower) -> None:
        with self._changing:
            if not self._all:
                self._read_to = follower.reached
            self._all.add(follower)
            follower.go_on(follower.reached, self._read_to)
            if self._is_over:
                follower.let_go()
            elif self._reader is None:
                self._reader = threading.Thread(target=self._read, name="changes", daemon=True)
                self._reader.start()
            self._changing.notify_all()

    def remove(self, follower: Follower) -> None:
        with self._changing:
            self._all.discard(follower)

    def take(self, follower: Follower) -> News:
        with self._changing:
            return follower.take()

    def move(self, follower: Follower, reached: int) -> None:
        with self._changing:
            follower.go_on(reached, self._read_to)

    def _read(self) -> None:
        """What the reader does until the process ends."""
        self._watch = watch = self._site.database.watch()
        recognition = _Recognition(self._site, watch)
        try:
            while self._somebody_waits():
                try:
                    self._hand_over()
                    self._recognise(recognition)
                except Exception:
                    # They meet the error when they read for themselves, each in a request that tells of it.
                    self._leave_to_themselves()
                    time.sleep(_AFTER_FAILURE)
                watch.wait(_BETWEEN_LOOKS)
        finally:
            watch.close()

    def _somebody_waits(self) -> bool:
        with self._changing:
            self._changing.wait_for(lambda: self._all or self._is_over)
            return not self._is_over

    def _hand_over(self) -> None:
        """Read what is new, once for each asker, and let everyone hear of it."""
        with self._changing:
            everyone, after = [*self._all], self._read_to
        parts: dict[Asker, Part] = {}
        for_whom: dict[Follower, Part] = {}
        with self._site.database.reading() as connection:
            newest = self._site.edition.rows.first_and_last_id(connection, LOG)[1]
            if newest <= after:
                return
            for follower in everyone:
                session = self._site.session(follower.caller)
                asker = session.caller.asker
                if asker not in parts:
                    parts[asker] = changes_after(session, connection, after, newest)
                for_whom[follower] = parts[asker]
        with self._changing:
            for follower in self._all:
                follower.hear(for_whom.get(follower), after, newest)
            self._read_to = newest

    def _recognise(self, recognition: _Recognition) -> None:
        with self._changing:
            everyone = [*self._all]
        known = recognition.of({each.bearer for each in everyone})
        with self._changing:
            for each in everyone:
                if each.bearer in known:
                    each.know(known[each.bearer])

    def _leave_to_themselves(self) -> None:
        with self._changing:
            for each in self._all:
                each.fall_behind()


class _Recognition:
    """Looks who somebody is now, as often as they may have become another."""

    def __init__(self, site: Site, watch: Watch) -> None:
        self._site, self._watch = site, watch
        self._looked = self._looked_at_all = 0.0
        self._stamp: object = None

    def of(self, bearers: set[str]) -> dict[str, Caller | Unauthorized]:
        """Whose bearers they are; of none of them, while nobody can have become another."""
        now = time.monotonic()
        if now - self._looked < _BETWEEN_LOOKS:
            return {}
        self._looked, before = now, self._stamp
        self._stamp = self._watch.stamp()
        if self._stamp == before and now - self._looked_at_all < _BETWEEN_LOOKS_AT_ALL:
            bearers = {each for each in bearers if self._site.accounts.is_spent(each)}
        else:
            self._looked_at_all = now
        return {each: self._caller(each) for each in bearers}

    def _caller(self, bearer: str) -> Caller | Unauthorized:
        try:
            return self._site.accounts.caller_now(bearer)
        except Unauthorized as error:
            return error
