"""Ctrl-C: a command that is stopped ends with one line, which says what there is of its work."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

__all__ = [
    "EXIT_CODE",
    "GOES_ON",
    "NOTHING_CHANGED",
    "PERHAPS_DONE",
    "Interrupted",
    "exit_interrupted",
    "leaving",
]

EXIT_CODE = 130
NOTHING_CHANGED = "nothing was changed"
GOES_ON = "what was written stays, and the same command does the rest"
PERHAPS_DONE = "it may have been done all the same; look before you repeat it"


class Interrupted(Exception):
    """Somebody stopped the command; the message says what is left of its work, and how to go on."""


@contextmanager
def leaving(words: str | Callable[[], str]) -> Iterator[None]:
    """A block that leaves behind what the words say, if somebody stops it. Raises `Interrupted` then."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise Interrupted(words if isinstance(words, str) else words()) from stop


def exit_interrupted(error: Interrupted) -> NoReturn:
    """End the process."""
    with suppress(OSError):
        sys.stdout.flush()
    words = " ".join(str(error).split())
    sys.stderr.write(f"slatehouse: interrupted{': ' if words else ''}{words}\n")
    sys.stderr.flush()
    # The interpreter would wait for threads that wait for a site.
    os._exit(EXIT_CODE)
