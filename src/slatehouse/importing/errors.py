"""What cannot be imported."""

from __future__ import annotations

__all__ = ["ImportRefused"]


class ImportRefused(Exception):
    """The file, or what was said of it, cannot be imported as it is; the message says what to do."""
