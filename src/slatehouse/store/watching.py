"""Waiting for commits: what follows the event log sleeps until there may be something to read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from slatehouse.store.statement import Statement

if TYPE_CHECKING:
    from sqlalchemy import Dialect

    from slatehouse.store.connection import Connection

__all__ = ["CHANNEL", "CommitsOfFile", "Watch", "announce"]

CHANNEL = "slatehouse_events"
"""What transactions on PostgreSQL notify that others wait for; the server passes it on at the commit."""

_BETWEEN_LOOKS = 0.01
_NOTIFY = Statement("SELECT pg_notify(%s, '')", ((CHANNEL,),))


class Watch(Protocol):
    """One watch on a database; one thread waits, any may wake or close it.

    It tells of all commits, by whatever process or machine, that appended to the event log. It may also say
    yes where nothing is new: whoever waits reads, and waits again.
    """

    def wait(self, timeout: float) -> bool:
        """Whether something was committed since the last call, or since the watch began, once it is; False
        where nothing was within `timeout` seconds, and at once where the watch is closed."""
        ...

    def stamp(self) -> object:
        """What is another one after each commit, whatever it wrote; asked by the thread that waits."""
        ...

    def wake(self) -> None:
        """Let a wait that is under way, or the next one, say yes."""
        ...

    def close(self) -> None:
        """End the watch, and a wait that is under way."""
        ...


def announce(connection: Connection, dialect: Dialect) -> None:
    """Let those who watch hear of this transaction when it is committed, though it appends nothing to the
    log. In a file every commit is seen."""
    if dialect.name == "postgresql":
        connection.rows(_NOTIFY)


class CommitsOfFile:
    """Watches a database in a file: the process's own commits `wake` it, and those of others are seen by
    `version`, which is looked at every few milliseconds while somebody waits.

    `give_back` is called when nobody looks any more.
    """

    def __init__(self, version: Callable[[], object], give_back: Callable[[], None]) -> None:
        self._version = version
        self._give_back = give_back
        self._seen = version()
        self._woken = threading.Event()
        self._waiting = threading.Lock()
        self._is_closed = False

    def wait(self, timeout: float) -> bool:
        until = time.monotonic() + timeout
        with self._waiting:
            while not self._is_closed:
                left = until - time.monotonic()
                is_woken = self._woken.wait(max(0.0, min(left, _BETWEEN_LOOKS)))
                self._woken.clear()
                # Looked at even where a commit told of itself, so that it is not told of twice.
                if self._is_newer() or is_woken:
                    return not self._is_closed
                if left <= 0:
                    break
        return False

    def _is_newer(self) -> bool:
        seen, self._seen = self._seen, self._version()
        return self._seen != seen

    def stamp(self) -> object:
        return self._version()

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._is_closed = True
        self.wake()
        with self._waiting:
            self._give_back()
