"""Where the time of a request goes: each thread that answers one counts the seconds of its stages.

Every request is measured, so that measuring has to cost next to nothing: a stage reads the clock where it
begins and where it ends, and adds what was between. Outside of requests nobody looks at the sums.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from time import perf_counter

import msgspec

__all__ = [
    "DATABASE",
    "PLANNING",
    "RECOGNISING",
    "RENDERING",
    "Spent",
    "add",
    "begin",
    "end",
    "note_scan",
    "recognised",
    "scanned_types",
    "so_far",
]

RECOGNISING, PLANNING, DATABASE, RENDERING, _BEGAN, _IS_TOLD = range(6)
"""Finding out who asks; making SQL of a question; waiting for the database; making bytes of an answer."""


class Spent(msgspec.Struct, frozen=True):
    """The seconds of a request's stages, and altogether: what is left went into reading it, into rights and
    into rules. `is_told`: whoever asked is known, and may hear of the stages."""

    recognising: float
    planning: float
    database: float
    rendering: float
    total: float
    is_told: bool


class _OfThread(threading.local):
    scanned: frozenset[str] = frozenset()
    sums: list[float] = [0.0] * 6  # of threads without a request: nobody's


_here = _OfThread()


def begin() -> None:
    """A request begins in this thread."""
    _here.sums = [0.0, 0.0, 0.0, 0.0, perf_counter(), 0.0]
    _here.scanned = frozenset()


def add(stage: int, seconds: float) -> None:
    """The request under way spent these seconds in a stage."""
    _here.sums[stage] += seconds


def so_far(stage: int) -> float:
    """The seconds that the request under way has spent in a stage."""
    return _here.sums[stage]


def recognised(seconds: float) -> None:
    """It took so long to find out who asks; whoever it is, they may be told of the stages."""
    sums = _here.sums
    sums[RECOGNISING] += seconds
    sums[_IS_TOLD] = 1.0


def note_scan(types: Iterable[str]) -> None:
    """The request under way reads rows of these types one after another; whoever asks may know."""
    _here.scanned = _here.scanned.union(types)


def scanned_types() -> frozenset[str]:
    """The types of which the request under way reads rows one after another."""
    return _here.scanned


def end() -> Spent:
    """The request of this thread ends."""
    sums = _here.sums
    recognising, planning, database, rendering, began, is_told = sums
    return Spent(recognising, planning, database, rendering, perf_counter() - began, is_told != 0)
