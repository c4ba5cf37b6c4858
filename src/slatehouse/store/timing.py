"""The time that statements take: the database's share of a request, and a line in the log for the slow."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from slatehouse.observe.events import QuerySlow, report
from slatehouse.observe.stages import DATABASE, add
from slatehouse.store.statement import Statement

__all__ = ["SLOW", "Asked", "Timer", "taken_down", "waited"]

SLOW = 1.0
"""Seconds from which on a statement is slow, where nothing else is configured."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that was asked for rows, with its values, and the seconds that it took."""

    statement: Statement
    values: tuple[object, ...]
    seconds: float


class _OfThread(threading.local):
    asked: list[Asked] | None = None


_here = _OfThread()


@contextmanager
def taken_down() -> Iterator[list[Asked]]:
    """All that this thread asks of a database within the block, in its order."""
    before, _here.asked = _here.asked, []
    try:
        yield _here.asked
    finally:
        _here.asked = before


class Timer:
    """Takes down what statements take; `slow` is the number of seconds from which on the log tells of one."""

    __slots__ = ("_slow",)

    def __init__(self, slow: float) -> None:
        self._slow = slow

    def asked(self, statement: Statement, values: Sequence[object], began: float) -> None:
        """A statement that was asked for rows has ended."""
        if _here.asked is not None:
            _here.asked.append(Asked(statement, tuple(values), perf_counter() - began))
        self.took(statement.text, began)

    def took(self, text: str, began: float) -> None:
        """A statement that began at a moment of `perf_counter` has ended, one way or another."""
        seconds = perf_counter() - began
        add(DATABASE, seconds)
        if seconds >= self._slow:
            report(QuerySlow(text, seconds))


def waited(began: float) -> None:
    """Something else of the database took the time since a moment of `perf_counter`."""
    add(DATABASE, perf_counter() - began)
