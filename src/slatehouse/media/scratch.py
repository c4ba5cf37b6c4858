"""Folders for what is being made, which a killed process leaves to whoever comes next."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, gettempdir
from time import time

__all__ = ["scratch", "sweep_scratch"]

_PREFIX = "slatehouse-scratch-"
_GRACE = 60.0
"""Seconds in which a folder may have no lock yet."""


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder of the machine's temporary ones for as long as the block lasts, and this process lives."""
    with TemporaryDirectory(prefix=_PREFIX) as name, _held(Path(name)):
        yield Path(name)


def sweep_scratch(now: float | None = None) -> int:
    """Remove the folders whose processes were killed; returns how many. `now`: seconds since the epoch."""
    removed = 0
    for folder in Path(gettempdir()).glob(f"{_PREFIX}*"):
        # It may end in between, or be another user's.
        with suppress(OSError):
            if folder.stat().st_mtime > (time() if now is None else now) - _GRACE:
                continue
            with _held(folder):
                rmtree(folder)
            removed += 1
    return removed


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The lock of a folder, which ends with its process; raises BlockingIOError where another has it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)
