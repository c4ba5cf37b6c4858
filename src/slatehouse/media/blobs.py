"""What a blob store promises, whatever keeps the bytes: names by content, whole or not at all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from msgspec import Struct

__all__ = [
    "BLOCK_SIZE",
    "MOST_PARTS",
    "SMALLEST_PART",
    "BadParts",
    "Blob",
    "BlobError",
    "BlobStore",
    "Blocks",
    "Kept",
    "NoSuchBlob",
    "PartsOf",
    "StoreFull",
    "TooLarge",
    "Truncated",
    "key_of",
]

BLOCK_SIZE = 256 * 1024
"""Bytes per block when a blob is read: enough to keep a link busy, few enough to hold by the hundred."""

SMALLEST_PART = 5 * 1024**2
"""Bytes that every part of an upload has, the last one excepted (contract media §2)."""

MOST_PARTS = 10_000
"""The highest number that a part can have; S3 has the same."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Blob(Struct, frozen=True):
    """Bytes in a store: `sha256` names them, `md5` is what an upload answers as ETag; both in hex.

    Of bytes that came in parts, `md5` is S3's for them: that of the parts' MD5s, a dash, and their number.
    """

    sha256: str
    md5: str
    size: int


class Kept(Struct, frozen=True):
    """A blob as a store lists it: its name, its length, and when it was last kept, in Unix seconds."""

    name: str
    size: int
    since: float


class PartsOf(Struct, frozen=True):
    """The upload whose parts are meant: `token` as for `receive`, `upload_id` as `open_parts` gave it."""

    token: str
    upload_id: str


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


class BadParts(BlobError):
    """The parts are not those that were named, or cannot be joined; they stay as they are."""


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

    def open_parts(self, token: str) -> str:
        """Open an upload in parts; the id that the store knows it by beside its token."""

    def receive_part(
        self,
        upload: PartsOf,
        number: int,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> str:
        """Set one part aside, in place of what came with that number before; its MD5 in hex.

        Parts may come in any order and at the same time. `max_bytes` is the limit of all parts together.
        Raises what `receive` raises.
        """

    def join_parts(self, upload: PartsOf, md5s: Sequence[str], *, max_bytes: int | None = None) -> Blob:
        """Keep the parts, whose MD5s in the order of their numbers are these, as one blob.

        The parts stay until they are dropped: joining them again gives the same answer. Raises `BadParts`
        unless these are all the parts that came, and each but the last is large enough; `StoreFull`.
        """

    def drop_parts(self, upload: PartsOf) -> None:
        """Forget the parts of an upload that was joined or given up; no error if there are none."""

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

    def forget(self, sha256: str, untouched_for: float = 3_600) -> bool:
        """Forget the blob unless the same bytes were kept anew within that many seconds; whether it did."""

    def kept(self) -> Iterator[Kept]:
        """Every blob that is kept, in no order. What comes or goes meanwhile may be told or not."""

    def is_intact(self, name: str) -> bool:
        """Whether the bytes are still those that were kept under the name; reads them all.

        Raises `NoSuchBlob`.
        """

    def set_aside(self, name: str) -> bool:
        """Take a damaged blob out of use, and keep what is left of it where a person finds it.

        False where its bytes are intact by now, or where there is none: it may have been kept anew.
        """

    def adopt(self, name: str, chunks: Iterable[bytes]) -> Blob:
        """Keep bytes under the name that they have in another store, once; durable when this returns.

        Nearly always that is their SHA-256. It is for the caller to look that they came whole.
        """

    def sweep(self, older_than: float = 86_400) -> int:
        """Remove what was not claimed or fully written within `older_than` seconds; the number of files.

        The parts of an upload go together, once none has come for that long.
        """


def key_of(sha256: str) -> str:
    """The place of a blob in a store, `ab/cd/abcd…`: no folder grows beyond what tools can list."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in lower-case hex: {sha256!r}")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
