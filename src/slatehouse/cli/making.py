"""A new site appears whole or not at all, whatever ends the command that makes it."""

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slatehouse.config import FILE_NAME, SECRET_FILE
from slatehouse.serving import locked
from slatehouse.site.errors import AlreadyASite, NotASite

__all__ = ["DEMO_FILE", "is_unfinished", "making", "raise_if_unfinished"]

DEMO_FILE = "demo.json"
"""In a demo site, what there is to try on it."""

_MARK = "unfinished"
_PARTS = (FILE_NAME, SECRET_FILE, "site.db", "site.db-wal", "site.db-shm", "media", DEMO_FILE)


@contextmanager
def making(directory: Path) -> Iterator[None]:
    """A block that makes a site in the folder: holds its lock, and removes what was made where it fails.

    What an attempt left that could not clean up after itself, because it was killed, is removed first. What
    else is in the folder is left alone. Raises `AlreadyASite`.
    """
    is_new = not directory.exists()
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with locked(directory), _marked(directory):
            yield
    except BaseException:
        if is_new:
            shutil.rmtree(directory, ignore_errors=True)
        raise


def is_unfinished(directory: Path) -> bool:
    """Whether a site is being made in the folder, or its making was cut off."""
    return (directory / _MARK).exists()


def raise_if_unfinished(directory: Path) -> None:
    """Refuse the folder of a site that is not complete."""
    if is_unfinished(directory):
        raise NotASite(
            f"{directory} is not finished; if nobody is making it any more, repeat the command that made it"
        )


@contextmanager
def _marked(directory: Path) -> Iterator[None]:
    mark = directory / _MARK
    if mark.exists():
        _clear(directory)
    _raise_unless_free(directory)
    mark.touch()
    try:
        yield
    except BaseException:
        _clear(directory)
        raise
    mark.unlink()


def _raise_unless_free(directory: Path) -> None:
    if (directory / FILE_NAME).exists():
        start = f"slatehouse serve --site {shlex.quote(str(directory))}"
        raise AlreadyASite(f"{directory} holds a site already; choose another folder, or start it: {start}")
    for part in _PARTS:
        if (directory / part).exists():
            raise AlreadyASite(f"{directory} holds {part} already; choose another folder")


def _clear(directory: Path) -> None:
    for part in _PARTS:
        path = directory / part
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    # Last: as long as anything is left, so is the mark.
    (directory / _MARK).unlink(missing_ok=True)
