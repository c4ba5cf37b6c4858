"""Timing our work beside the same work by hand, in turn, and where both databases are found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.fixtures.cluster import Cluster, programs

from benchmarks.figures import Figure

ROUNDS = 5
Work = Callable[[], object]


@contextmanager
def postgresql(folder: Path) -> Iterator[str | None]:
    """The address of an empty database; None where PostgreSQL is not installed."""
    found = programs()
    if found is None:
        yield None
        return
    cluster = Cluster(folder / "cluster", found)
    cluster.start()
    try:
        yield cluster.create_database("bench")
    finally:
        cluster.stop()


def beside(what: str, ours: Work, theirs: Work, aim: str = "-") -> Figure:
    """The times of both; the ratio is the median of the rounds' ratios."""
    ours()
    theirs()
    mine, others = [], []
    for _ in range(ROUNDS):
        mine.append(_seconds(ours))
        others.append(_seconds(theirs))
    ratio = median(a / b for a, b in zip(mine, others, strict=True))
    return Figure(what, _told(median(mine)), _told(median(others)), f"{ratio:.2f}x", aim)


def _seconds(work: Work) -> float:
    """The time of one run; short works are run until they have taken a twentieth of a second."""
    runs, started = 0, perf_counter()
    while True:
        work()
        runs += 1
        taken = perf_counter() - started
        if taken > 0.05:
            return taken / runs


def _told(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms"
