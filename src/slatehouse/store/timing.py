"""The time that statements take: the database's share of a request, and a line in the log for the slow."""

from __future__ import annotations

from time import perf_counter

from slatehouse.observe.events import QuerySlow, report
from slatehouse.observe.stages import DATABASE, add

__all__ = ["SLOW", "Timer", "waited"]

SLOW = 1.0
"""Seconds from which on a statement is slow, where nothing else is configured."""


class Timer:
    """Takes down what statements take; `slow` is the number of seconds from which on the log tells of one."""

    __slots__ = ("_slow",)

    def __init__(self, slow: float) -> None:
        self._slow = slow

    def took(self, text: str, began: float) -> None:
        """A statement that began at a moment of `perf_counter` has ended, one way or another."""
        seconds = perf_counter() - began
        add(DATABASE, seconds)
        if seconds >= self._slow:
            report(QuerySlow(text, seconds))


def waited(began: float) -> None:
    """Something else of the database took the time since a moment of `perf_counter`."""
    add(DATABASE, perf_counter() - began)
