"""Keeping a lease alive while a job is under way, however long it takes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from slatehouse.jobs.queue import Job, Queue
from slatehouse.store.connection import StoreError

__all__ = ["kept_lease"]

_EXTENSIONS_PER_LEASE = 3


@contextmanager
def kept_lease(queue: Queue, job: Job, lease_seconds: float, clock: Callable[[], float]) -> Iterator[None]:
    """Prolong the lease during the block. It ends with this process, whatever ended that."""
    is_over = threading.Event()

    def keep() -> None:
        is_held = True
        while is_held and not is_over.wait(lease_seconds / _EXTENSIONS_PER_LEASE):
            is_held = _extended(queue, job, clock() + lease_seconds)

    keeper = threading.Thread(target=keep, name=f"lease of job {job.id}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        is_over.set()
        keeper.join()


def _extended(queue: Queue, job: Job, until: float) -> bool:
    try:
        return queue.extend(job, until)
    except StoreError:
        # A busy database is tried again, while the lease still runs.
        return True
