"""How much of a film is made, told by the process that makes it to the one that waits for it.

The first may have been taken over by what it decodes: what it says is read as a number and nothing else.
"""

import time
from pathlib import Path

__all__ = ["Teller", "percent_told"]

_SECONDS_BETWEEN = 0.5
_MOST_DIGITS = 3
_ALL = 100


class Teller:
    """Counts frames, and writes down now and then how much of `total` they are; None: nobody knows."""

    def __init__(self, path: Path, total: int | None) -> None:
        self._path = path
        self._total = total
        self._count = 0
        self._next = 0.0

    def count(self) -> None:
        """One more is made."""
        self._count += 1
        now = time.monotonic()
        if self._total and now >= self._next:
            self._next = now + _SECONDS_BETWEEN
            self._path.write_text(str(min(_ALL, self._count * _ALL // self._total)))


def percent_told(path: Path) -> int | None:
    """What was last written down; None where that is nothing, or no percentage."""
    try:
        with path.open("rb") as file:
            digits = file.read(_MOST_DIGITS + 1)
    except OSError:
        return None
    return int(digits) if digits.isdigit() and len(digits) <= _MOST_DIGITS and int(digits) <= _ALL else None
