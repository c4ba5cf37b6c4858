"""The `Range` header: which bytes of a file a client wants (RFC 9110 §14)."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["NOT_SATISFIABLE", "Slice", "asked_slice"]

_ONE_RANGE = re.compile(r"\s*bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Slice:
    """The bytes from `start` up to, not including, `end`, of `size` altogether."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def content_range(self) -> str:
        """The slice as the `Content-Range` header spells it."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


NOT_SATISFIABLE = Slice(0, 0, -1)
"""Stands for a range that lies beyond the end."""


def asked_slice(header: str | None, size: int) -> Slice | None:
    """The part of a file of `size` bytes that the header asks for; None for all of it.

    Several ranges at once, other units and malformed headers are ignored, as they may be.
    """
    found = _ONE_RANGE.fullmatch(header) if header else None
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        return Slice(size - length, size, size) if length else NOT_SATISFIABLE
    start = int(found[1])
    end = min(int(found[2]) + 1, size) if found[2] else size
    if found[2] and int(found[2]) < start:
        return None
    return Slice(start, end, size) if start < size else NOT_SATISFIABLE
