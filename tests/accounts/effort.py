"""What something takes of a processor: the least of many times, in which others have no part."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf

ROUNDS, LEAST_ROUNDS = 300, 3


class Effort:
    """Something that is done again and again, and the seconds of the processor that it takes at best."""

    def __init__(self, act: Callable[[], bool]) -> None:
        self._act = act
        self.least = inf

    def again(self) -> None:
        """Do it; it has to come true."""
        start = time.thread_time()
        assert self._act()
        self.least = min(self.least, time.thread_time() - start)


def comes_true(claim: Callable[[], bool], *efforts: Effort) -> bool:
    """Whether the claim is true of what the efforts take at best, made in turns as often as that needs."""
    for number in range(ROUNDS):
        for each in efforts:
            each.again()
        if number + 1 >= LEAST_ROUNDS and claim():
            return True
    return False
