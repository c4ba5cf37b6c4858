"""Reading the rows of many types at once, page by page, ahead of whoever writes them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slatehouse.client import Row
from slatehouse.client.threads import side_by_side
from slatehouse.mirror.source import PAGE_SIZE, Source
from slatehouse.site.copies.plans import TypePlan

__all__ = ["PageRead", "Walk", "pages_of"]

_AHEAD = 2
_LOOK_UP = 0.2


@dataclass(frozen=True, slots=True)
class Walk:
    """The rows of a type that are to be read: live ones or retired ones, behind an id."""

    plan: TypePlan
    retired: bool
    after: int

    @property
    def fields(self) -> tuple[str, ...]:
        """What is read of each."""
        return self.plan.fields_of_retired if self.retired else self.plan.fields


@dataclass(frozen=True, slots=True)
class PageRead:
    """The rows that came next of a walk, which may be over with them; or the `error` that ended it."""

    walk: Walk
    rows: Sequence[Row]
    is_last: bool
    error: Exception | None = None

    @property
    def reached(self) -> int:
        """The id to go on behind."""
        return self.rows[-1].id if self.rows else self.walk.after


def pages_of(source: Source, walks: Sequence[Walk], jobs: int) -> Iterator[PageRead]:
    """The pages of all walks, those of each in their order; so many are read at the same time."""
    stopped = threading.Event()
    read: queue.Queue[PageRead] = queue.Queue(jobs * _AHEAD)

    def put(page: PageRead) -> None:
        while not stopped.is_set():
            try:
                read.put(page, timeout=_LOOK_UP)
                return
            except queue.Full:
                continue

    def follow(walk: Walk) -> None:
        after = walk.after
        try:
            while not stopped.is_set():
                rows = source.page(walk.plan.name, walk.fields, after=after, retired=walk.retired)
                is_last = len(rows) < PAGE_SIZE
                put(PageRead(Walk(walk.plan, walk.retired, after), rows, is_last))
                if is_last:
                    return
                after = rows[-1].id
        except Exception as error:
            put(PageRead(walk, (), is_last=True, error=error))

    with side_by_side(jobs, "mirror") as pool:
        try:
            for walk in walks:
                pool.submit(follow, walk)
            left = len(walks)
            while left:
                page = read.get()
                left -= page.is_last
                yield page
        finally:
            stopped.set()
