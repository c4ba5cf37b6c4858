"""What a cell says that cannot be read."""

from __future__ import annotations

__all__ = ["Unreadable"]


class Unreadable(Exception):
    """A cell is no value of its field; the message says why, in a line that the place goes before."""
