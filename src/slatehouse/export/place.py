"""The folder of an export: there whole, or not at all."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["CannotExport", "made"]


class CannotExport(Exception):
    """Nothing can be written there; the message says why."""


@contextmanager
def made(target: Path) -> Iterator[Path]:
    """A folder to write into, which gets its name once all is in it.

    What an export that was killed has left is begun anew; one that still writes is not disturbed.
    """
    if os.path.lexists(target):
        raise CannotExport(f"{target} is there already; choose another folder, or move it away")
    partial = target.parent / f".{target.name}.part"
    partial.mkdir(exist_ok=True, mode=0o700)
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotExport(f"another export is being written to {target}") from None
        _clear(partial)
        try:
            yield partial
            os.rename(partial, target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    finally:
        os.close(descriptor)


def _clear(folder: Path) -> None:
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
