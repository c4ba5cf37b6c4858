"""An error as text: for people who look at a failed job, and for those who waited for what it was to make."""

from __future__ import annotations

import re
import traceback
from pathlib import PurePath

__all__ = ["failure_in_words", "reason_in_words"]

_LONGEST_REASON = 1_000
_NAME_AND_PASSWORD = re.compile(r"(\b\w+://)[^/\s@]+@")
_SIGNATURE = re.compile(r"(\b\w+://[^\s?]+\?)[^\s'\")]+")


def reason_in_words(error: BaseException) -> str:
    """What the error says, in characters that every database takes: it may quote halves of them, and NULs.

    Addresses are told without what opens them: names, passwords and signatures.
    """
    text = str(error).encode(errors="backslashreplace").decode().replace("\0", "\\0")
    text = _SIGNATURE.sub(r"\1…", _NAME_AND_PASSWORD.sub(r"\1…@", text))
    return text[:_LONGEST_REASON] or type(error).__name__


def failure_in_words(error: BaseException) -> str:
    """What happened, and where: `KeyError: 'image' (uploads.py:88)`."""
    name, reason = type(error).__name__, reason_in_words(error)
    words = name if reason == name else f"{name}: {reason}"
    frames = traceback.extract_tb(error.__traceback__)
    return f"{words} ({PurePath(frames[-1].filename).name}:{frames[-1].lineno})" if frames else words
