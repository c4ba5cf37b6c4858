"""A bounded number of threads that carry for a courier: each takes one hook's turn after the other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ["Porters"]


class Porters:
    """Threads that are started as they are needed, and kept: each has database connections of its own."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._changing = threading.Lock()

    @property
    def free(self) -> int:
        """How many could begin at once."""
        return self._most - self._busy

    def carry(self, task: Callable[[], None]) -> None:
        """Let a thread do this, which must not raise."""
        with self._changing:
            self._busy += 1
            if self._busy > len(self._threads):
                self._start()
        self._tasks.put(task)

    def stop(self, patience: float) -> None:
        """Let them finish, but wait no longer than that; what goes on after it ends with the process."""
        until = time.monotonic() + patience
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _start(self) -> None:
        thread = threading.Thread(target=self._work, name=f"porter {len(self._threads)}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            finally:
                with self._changing:
                    self._busy -= 1
