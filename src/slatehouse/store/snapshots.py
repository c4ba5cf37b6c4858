"""The connections through which threads read a database as it was at one moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from slatehouse.store.connection import Connection

__all__ = ["Snapshots"]

C = TypeVar("C", bound=Connection)


class Snapshots(Generic[C]):
    """One for each thread that is in such a block."""

    def __init__(self) -> None:
        self._threads = threading.local()

    @property
    def current(self) -> C | None:
        """The connection of this thread's block."""
        return getattr(self._threads, "connection", None)

    @contextmanager
    def held(self, connection: C) -> Iterator[None]:
        """All that the thread reads in the block, it reads through the connection."""
        if self.current is not None:
            raise RuntimeError("the thread is in such a block already")
        self._threads.connection = connection
        try:
            yield
        finally:
            self._threads.connection = None
