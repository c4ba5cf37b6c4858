"""Several steps of one thread, made one transaction.

Each verb of a site writes in a transaction of its own. Whoever has to keep something in the very transaction
of a verb, and knows nothing of what the verb does, opens a block around it: all that the thread writes in the
block is one transaction then, and what it reads meanwhile sees what was written.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Generic, TypeVar

from slatehouse.store.connection import Connection

__all__ = ["Joint", "Joints"]

C = TypeVar("C", bound=Connection)


class Joint(Generic[C]):
    """The block of one thread. Its transaction begins with the first write: until then nobody waits for it.

    `connection` is None before that. `afterwards` is to be done when it is committed.
    """

    def __init__(
        self,
        begin: Callable[[], AbstractContextManager[C]],
        first: Callable[[Connection], None],
        stack: ExitStack,
    ) -> None:
        self._begin = begin
        self._first = first
        self._stack = stack
        self._has_failed = False
        self.afterwards: list[Callable[[], object]] = []
        self.connection: C | None = None

    def begun(self) -> C:
        """The connection, with the transaction begun."""
        if self.connection is None:
            self.connection = self._stack.enter_context(self._begin())
            self._first(self.connection)
        return self.connection

    @contextmanager
    def part(self) -> Iterator[C]:
        """One of the writes. Where one fails, all do."""
        try:
            yield self.begun()
        except BaseException:
            self._has_failed = True
            raise

    def raise_if_failed(self) -> None:
        """A write that failed must not be passed over: what it had done so far would be kept."""
        if self._has_failed:
            raise RuntimeError("a write failed, and whoever asked for it went on")


class Joints(Generic[C]):
    """The blocks of all threads on one database, whose transactions `begin` begins."""

    def __init__(self, begin: Callable[[], AbstractContextManager[C]]) -> None:
        self._begin = begin
        self._threads = threading.local()

    @property
    def current(self) -> Joint[C] | None:
        """The block that the thread is in."""
        return getattr(self._threads, "joint", None)

    def when_committed(self, do: Callable[[], object]) -> None:
        """See `Database.when_committed`."""
        joint = self.current
        if joint is None:
            do()
        else:
            joint.afterwards.append(do)

    @contextmanager
    def joined(self, first: Callable[[Connection], None]) -> Iterator[Joint[C]]:
        """See `Database.joined`."""
        if self.current is not None:
            raise RuntimeError("the thread is in such a block already")
        with ExitStack() as stack:
            joint = self._threads.joint = Joint(self._begin, first, stack)
            try:
                yield joint
                joint.raise_if_failed()
            finally:
                self._threads.joint = None
        for do in joint.afterwards:
            do()
