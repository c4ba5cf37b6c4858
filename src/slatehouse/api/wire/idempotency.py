"""`Idempotency-Key`: a name that a client gives to a write, so that it is done once however often it is sent.

Both doors take it in a header (docs/manual/safe-writes.md).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

import msgspec
from falcon import Request

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal

__all__ = [
    "HEADER",
    "KEY",
    "REPEATED",
    "BadKey",
    "KeyNotTaken",
    "Keyless",
    "RequestHash",
    "key_of",
    "rows_in",
]

HEADER = "Idempotency-Key"
KEY = "[!-~]{1,255}"
"""What a key looks like, as a regular expression."""
REPEATED = "idempotent-replayed"
"""What the answer that is given once more has in its headers: `true`."""

_IN_ENV = "HTTP_IDEMPOTENCY_KEY"
_KEY = re.compile(KEY)


class Keyless(Enum):
    """Why a write takes no key; the words complete `… is not taken by this call: `."""

    SECRETS = "what is sent or answered is a secret, and no secret is kept"
    ANNOUNCES = "an announcement can be made again, and is forgotten if nobody follows it"
    BYTES = "the same bytes may be sent as often as need be"
    JOINS = "parts are joined beside the database; ask for the upload to be linked, which can be repeated"


@dataclass(eq=False)
class BadKey(Refusal):
    """No key, or one that is too long or cannot be seen."""


@dataclass(eq=False)
class KeyNotTaken(Refusal):
    """A key for a call that takes none. None: it does nothing that would have to be repeated."""

    why: Keyless | None


def key_of(request: Request) -> str | None:
    """The key of a request; None where it has none. Raises `BadKey`."""
    sent: str | None = request.env.get(_IN_ENV)
    if sent is not None and not _KEY.fullmatch(sent):
        raise BadKey
    return sent


class RequestHash:
    """Tells requests apart. The length of each part counts, so that no two lists of parts are alike."""

    def __init__(self, *parts: str | bytes) -> None:
        self._sha256 = sha256()
        for part in parts:
            self.add(part)

    def add(self, part: str | bytes) -> None:
        """One part more."""
        plain = part if isinstance(part, bytes) else part.encode(errors="surrogatepass")
        self._sha256.update(len(plain).to_bytes(8, "big"))
        self._sha256.update(plain)

    def passing(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The blocks of a part, which is added as they pass."""
        of_part, size = sha256(), 0
        for block in blocks:
            of_part.update(block)
            size += len(block)
            yield block
        self.add(of_part.digest() + size.to_bytes(8, "big"))

    def digest(self) -> bytes:
        """The hash of all that was added."""
        return self._sha256.digest()


def rows_in(body: bytes) -> Collection[Target]:
    """The rows that a JSON body names, wherever it does."""
    found: set[Target] = set()
    waiting: list[object] = [msgspec.json.decode(body)] if body.strip() else []
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            type_, row_id = value.get("type"), value.get("id")
            if isinstance(type_, str) and isinstance(row_id, int):
                found.add(Target(type_, row_id))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    return found
