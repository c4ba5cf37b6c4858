"""Entity tags: how they are made, and how headers name them (RFC 9110 §8.8.3, §13.1)."""

from __future__ import annotations

import re
from hashlib import sha1

__all__ = ["ANY", "digest_of", "entity_tags", "etag_matches", "etag_of"]

ANY = ("*",)
"""What a header names that is satisfied with anything; no tag is spelled so."""

# One element of a list: a tag or nothing, and the comma after it.
_ELEMENT = re.compile(r'[ \t]*(?:(?:W/)?"([!\x23-\x7e\x80-\xff]*)")?[ \t]*(?:,|$)')


def digest_of(body: bytes) -> str:
    """What tells a body from any other."""
    return sha1(body, usedforsecurity=False).hexdigest()


def etag_of(body: bytes) -> str:
    """A validator of the body, or of what tells bodies apart."""
    return f'W/"{digest_of(body)}"'


def etag_matches(header: str, etag: str) -> bool:
    """Whether an `If-None-Match` header names the validator; weak and strong ones compare alike here."""
    tags = entity_tags(header)
    return tags is not None and (tags is ANY or etag.removeprefix("W/")[1:-1] in tags)


def entity_tags(header: str) -> tuple[str, ...] | None:
    """The tags that a header lists, without quotes and whether they are weak; None where it is no such list.

    >>> entity_tags('"a", W/"b"')
    ('a', 'b')
    """
    if header.strip(" \t") == "*":
        return ANY
    tags: list[str] = []
    place = 0
    while place < len(header):
        element = _ELEMENT.match(header, place)
        if element is None:
            return None
        if element[1] is not None:
            tags.append(element[1])
        place = element.end()
    return tuple(tags) or None
