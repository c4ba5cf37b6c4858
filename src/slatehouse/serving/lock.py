"""One server per site folder: a lock that the kernel takes back when its process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slatehouse.serving.errors import ServingError, SiteLocked

__all__ = ["LOCK_NAME", "locked", "locked_since"]

LOCK_NAME = "serve.lock"


@contextmanager
def locked(folder: Path, name: str = LOCK_NAME) -> Iterator[None]:
    """Hold the site's lock, or another of that name; `SiteLocked` names the process that holds it already.

    The file stays when the lock goes: were it removed, two processes could lock two files of that name.
    """
    descriptor = _opened(folder, name)
    try:
        _lock(descriptor, folder)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def locked_since(folder: Path) -> float | None:
    """When the process began that holds the site's lock, in Unix seconds; None where nobody holds it."""
    descriptor = _opened(folder)
    try:
        _lock(descriptor, folder)
    except SiteLocked:
        return os.fstat(descriptor).st_mtime
    finally:
        os.close(descriptor)
    return None


def _opened(folder: Path, name: str = LOCK_NAME) -> int:
    try:
        return os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ServingError(f"cannot lock {folder}: {os.strerror(error.errno or 0)}") from error


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip() or "that has just started"
        raise SiteLocked(f"{folder} is in use by process {holder}; stop that process first") from None
