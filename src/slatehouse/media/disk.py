"""What the system is asked beyond reading and writing: to make things durable, and why a write failed."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from obstore.exceptions import BaseError

from slatehouse.media.blobs import StoreFull

__all__ = ["make_durable", "make_name_durable", "noticing_full_disk"]

# EFBIG: the file system takes no file of this size, or the process may not write one.
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_OS_ERROR = re.compile(r"\(os error (\d+)\)")


def make_durable(path: Path) -> None:
    """Return once the content of this file or folder would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_name_durable(path: Path, root: Path) -> None:
    """Return once the name of `path`, and of every folder from `root` down to it, would survive one."""
    for folder in path.parents:
        make_durable(folder)
        if folder == root:
            return


@contextmanager
def noticing_full_disk() -> Iterator[None]:
    """Raise `StoreFull` for what the system and obstore raise when no room is left; let the rest through."""
    try:
        yield
    except (OSError, BaseError) as error:
        if _system_errors(error) & _FULL:
            raise StoreFull from error
        raise


def _system_errors(error: OSError | BaseError) -> frozenset[int]:
    # obstore hands the system's error number on as text alone, in Rust's wording of an I/O error.
    if isinstance(error, OSError):
        return frozenset({error.errno or 0})
    return frozenset(int(number) for number in _OS_ERROR.findall(str(error)))
