"""How often a source is asked: no more often than its administrators want it to be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["Pace"]


class Pace:
    """So many calls in a second at most, whichever threads make them; None: as many as there are."""

    def __init__(
        self,
        per_second: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 0.0 if per_second is None else 1.0 / per_second
        self._clock = clock
        self._sleep = sleep
        self._free_at = 0.0
        self._taking = threading.Lock()

    def wait(self) -> None:
        """Wait until it is this call's turn."""
        if not self._gap:
            return
        with self._taking:
            now = self._clock()
            turn = max(now, self._free_at)
            self._free_at = turn + self._gap
        if turn > now:
            self._sleep(turn - now)
