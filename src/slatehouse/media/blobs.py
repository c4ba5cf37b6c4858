"""What a blob store promises, whatever keeps the bytes: names by content, whole or not at all."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

__all__ = [
    "BLOCK_SIZE",
    "Blob",
    "BlobError",
    "BlobStore",
    "Blocks",
    "NoSuchBlob",
    "StoreFull",
    "TooLarge",
    "Truncated",
    "key_of",
]

BLOCK_SIZE = 256 * 1024
"""Bytes per block when a blob is read: enough to keep a link busy, few enough to hold by the hundred."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes in a store: `sha256` names them, `md5` is what an upload answers as ETag; both in hex."""

    sha256: str
    md5: str
    size: int


class BlobError(Exception):
    """The store could not keep or find what it was asked for; nothing half written stays behind."""


class TooLarge(BlobError):
    """The source holds more than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class Truncated(BlobError):
    """The source ended after `received` of the `expected` bytes that it had declared."""

    def __init__(self, expected: int, received: int) -> None:
        super().__init__(f"{received} of {expected} bytes arrived")
        self.expected = expected
        self.received = received


class StoreFull(BlobError):
    """No room is left: a full disk, a quota, or a file size that the file system cannot hold."""

    def __init__(self) -> None:
        super().__init__("no room is left in the media store")


class NoSuchBlob(BlobError):
    """The store holds no bytes of this name."""

    def __init__(self, sha256: str) -> None:
        super().__init__(f"no blob {sha256}")
        self.sha256 = sha256


class Blocks(Iterator[bytes], Protocol):
    """Blocks of an open blob. Whoever stops before the end calls `close`."""

    def close(self) -> None:
        """Let go of the file or connection behind the blocks; may be called again."""


class BlobStore(Protocol):
    """A place for bytes, named by their SHA-256. Every method may be called from any thread or process."""

    def write(
        self, chunks: Iterable[bytes], *, max_bytes: int | None = None, expected: int | None = None
    ) -> Blob:
        """Keep the bytes of `chunks`, once, in constant memory; they are durable when this returns.

        `expected` is the length that the source declared. Raises `TooLarge`, `Truncated`, `StoreFull`, and
        whatever `chunks` raises.
        """

    def receive(
        self,
        token: str,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> Blob:
        """Like `write`, but set the bytes aside until `claim(token)`; a second receipt replaces the first."""

    def claim(self, token: str) -> Blob | None:
        """Keep what was received under `token`; None if nothing was. Claiming again gives the same answer."""

    def open(self, sha256: str, start: int = 0, end: int | None = None) -> Blocks:
        """Read the bytes from `start` up to, not including, `end`. Raises `NoSuchBlob` before any is read."""

    def as_file(self, sha256: str) -> AbstractContextManager[Path]:
        """A local file of these bytes, to be read only, for tools that need a path. Raises `NoSuchBlob`."""

    def exists(self, sha256: str) -> bool:
        """Whether the store holds this blob."""

    def size(self, sha256: str) -> int:
        """Length in bytes. Raises `NoSuchBlob`."""

    def delete(self, sha256: str) -> None:
        """Forget the blob; no error if it is not there."""

    def sweep(self, older_than: float = 86_400) -> int:
        """Remove what was not claimed or fully written within `older_than` seconds; the number of files."""


def key_of(sha256: str) -> str:
    """The place of a blob in a store, `ab/cd/abcd…`: no folder grows beyond what tools can list."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in lower-case hex: {sha256!r}")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
