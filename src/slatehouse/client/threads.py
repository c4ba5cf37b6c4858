"""Threads that work beside whoever waits for them, and are not waited for by who is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

__all__ = ["side_by_side"]


@contextmanager
def side_by_side(most: int, name: str) -> Iterator[ThreadPoolExecutor]:
    """So many threads until the end of the block, which waits for them.

    Ctrl-C does not: a thread may wait for minutes for a site that is away.
    """
    pool = ThreadPoolExecutor(most, name)
    try:
        yield pool
    except (KeyboardInterrupt, GeneratorExit):
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    except BaseException:
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()
