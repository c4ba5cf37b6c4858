"""The key by which text is compared and sorted, computed here so that every database agrees."""

from __future__ import annotations

import unicodedata


def text_key(text: str) -> str:
    """The text without regard to case or to how its accents are composed; compared in byte order."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
