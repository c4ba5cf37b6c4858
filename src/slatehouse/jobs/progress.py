"""Telling how much of a film is made, while a child process makes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from slatehouse.media.movies.progress import percent_told
from slatehouse.store.connection import StoreError

__all__ = ["told_of"]

_SECONDS_BETWEEN = 1.0


@contextmanager
def told_of(path: Path, tell: Callable[[int], None]) -> Iterator[None]:
    """During the block tell of each percentage that the file says, no more than one in a second."""
    is_over = threading.Event()

    def watch() -> None:
        latest = 0
        while not is_over.wait(_SECONDS_BETWEEN):
            percent = percent_told(path)
            if percent is not None and percent > latest:
                latest = percent
                _tell(tell, percent)

    watcher = threading.Thread(target=watch, name="progress of a film", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _tell(tell: Callable[[int], None], percent: int) -> None:
    try:
        tell(percent)
    except StoreError:
        # A busy database is told the next one.
        return
