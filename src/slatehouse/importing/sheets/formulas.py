"""Texts that spreadsheets would run: written with a mark in front of them, and read without it."""

from __future__ import annotations

import re

__all__ = ["guarded", "unguarded"]

_MARK = "'"
# A text that begins with the mark itself gets one more, so that what was written is read as it was.
_RUN = re.compile(r"'*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as a sheet may have it: what begins like a formula is run by who opens the file."""
    return f"{_MARK}{text}" if _RUN.match(text) and not _is_number(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith(_MARK) and _RUN.match(text, 1) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
