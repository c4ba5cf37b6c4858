"""What the bytes of a file field come to, without keeping them, as a conversation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from slatehouse.client import verbs
from slatehouse.client.asks import Answer, Ask
from slatehouse.client.rows import Link, Row
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Talk

__all__ = ["Digest", "digested"]

_ALGORITHMS = {64: "sha256", 32: "md5"}
_HEX = re.compile(r'"([0-9a-f]+)"')
_SOON_READ = 256 * 1024


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of a file's bytes. `is_told`: the site told it, and nobody has read the bytes."""

    algorithm: str
    value: str
    is_told: bool


def digested(line: Line, row: Row | Link, field: str, *, reads_all: bool) -> Talk[Digest]:
    """The digest of what a file field holds, as it was uploaded. Raises `NotFound` where it holds nothing.

    Where the entity tag of a larger file is one, as those of Slatehouse and of S3 are, it is taken for it,
    unless all is to be read.
    """
    hashing = _Hashing(reads_all)
    path = f"{verbs.place(row.type, row.id)}/{quote(field, safe='')}?alt=original"
    try:
        yield from line.asked(Ask("GET", path, is_safe=True, sink=hashing))
    except _Told as told:
        return told.digest
    return Digest("sha256", hashing.hexdigest(), is_told=False)


class _Told(Exception):
    """The site said what we would have found out."""

    def __init__(self, digest: Digest) -> None:
        super().__init__()
        self.digest = digest


class _Hashing:
    """Where bytes go that are only looked at."""

    def __init__(self, reads_all: bool) -> None:
        self._reads_all = reads_all
        self._sha256: Any = hashlib.sha256()

    def headers(self) -> Mapping[str, str]:
        """Ask for the bytes as they are."""
        return {"Accept": "*/*", "Accept-Encoding": "identity"}

    def begin(self, head: Answer) -> None:
        """Begin anew, unless the head tells all."""
        self._sha256 = hashlib.sha256()
        size, tag = head.headers.get("content-length", ""), _HEX.fullmatch(head.headers.get("etag", ""))
        algorithm = _ALGORITHMS.get(len(tag[1])) if tag else None
        # To break off costs the connection, which is more than what is little.
        is_little = size.isdecimal() and int(size) <= _SOON_READ
        if tag and algorithm and not self._reads_all and not is_little:
            raise _Told(Digest(algorithm, tag[1], is_told=True))

    def write(self, block: bytes) -> None:
        """Look at the next bytes."""
        self._sha256.update(block)

    def hexdigest(self) -> str:
        """The SHA-256 of all that came."""
        value: str = self._sha256.hexdigest()
        return value
