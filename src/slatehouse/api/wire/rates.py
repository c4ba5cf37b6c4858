"""How often somebody may do something: a rate, and what each of many has left of it.

Each process counts for itself, in memory of a fixed size. What is counted as `30/hour` may be done thirty
times at once, and comes back evenly, one every two minutes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass

__all__ = ["Budgets", "Rate", "rate_of"]

_SPANS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}
# By which part of an interval sums may be wrong.
_ARITHMETIC = 1e-3


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds."""

    times: int
    seconds: float

    @property
    def interval(self) -> float:
        """Seconds after which one more comes back."""
        return self.seconds / self.times


def rate_of(setting: str) -> Rate | None:
    """The rate that a setting spells, `30/hour`; None where it is `unlimited`."""
    if setting == "unlimited":
        return None
    times, _, span = setting.partition("/")
    return Rate(int(times), _SPANS[span])


class Budgets:
    """A budget for each key, of those `capacity` keys that spent last; the others are full. Safe to share.

    `clock` gives seconds. Kept is only when a budget will be full again (the generic cell rate algorithm).

    >>> budgets = Budgets(Rate(2, 60), clock=lambda: 0.0)
    >>> [budgets.take("ada") for _ in range(3)]
    [0.0, 0.0, 30.0]
    """

    def __init__(self, rate: Rate | None, clock: Callable[[], float], capacity: int = 20_000) -> None:
        self._rate = rate
        # Counted from here, seconds have digits enough behind the point.
        start = clock()
        self._clock: Callable[[], float] = lambda: clock() - start
        self._capacity = capacity
        self._full_again: dict[Hashable, float] = {}
        self._changing = threading.Lock()

    def wait(self, key: Hashable) -> float:
        """Seconds until the key may spend; 0 for now."""
        if self._rate is None or key not in self._full_again:
            return 0.0
        return self._wait(key, self._rate, self._clock())

    def spend(self, key: Hashable) -> None:
        """Take one from the key's budget, which may have none left."""
        if self._rate is not None:
            with self._changing:
                self._spend(key, self._rate, self._clock())

    def take(self, key: Hashable) -> float:
        """Take one from the key's budget; where none is left, take nothing and tell the seconds to wait."""
        if self._rate is None:
            return 0.0
        with self._changing:
            now = self._clock()
            wait = self._wait(key, self._rate, now)
            if not wait:
                self._spend(key, self._rate, now)
            return wait

    def _debt(self, key: Hashable, rate: Rate, now: float) -> float:
        """Seconds until the budget is full; never more than the span, though the clock may be set back."""
        return min(max(self._full_again.get(key, now) - now, 0.0), rate.seconds)

    def _wait(self, key: Hashable, rate: Rate, now: float) -> float:
        wait = self._debt(key, rate, now) + rate.interval - rate.seconds
        return wait if wait > rate.interval * _ARITHMETIC else 0.0

    def _spend(self, key: Hashable, rate: Rate, now: float) -> None:
        full_again = now + min(self._debt(key, rate, now) + rate.interval, rate.seconds)
        # Those who spent last stand last.
        self._full_again.pop(key, None)
        if len(self._full_again) >= self._capacity:
            del self._full_again[next(iter(self._full_again))]
        self._full_again[key] = full_again
