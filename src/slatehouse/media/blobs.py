"""What a blob store promises, whatever keeps the bytes: they are there whole or not at all, and once."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
    "ClientAddresses",
    "Kept",
    "NoSuchBlob",
    "PartsOf",
    "StoreAway",
    "StoreFull",
    "TooLarge",
    "Truncated",
    "joint_md5",
    "key_of",
    "raise_unless_name",
    "raise_unless_token",
    "raise_unless_whole",
]

BLOCK_SIZE = 256 * 1024
"""Bytes per block when a blob is read: enough to keep a link busy, few enough to hold by the hundred."""

SMALLEST_PART = 5 * 1024**2
"""Bytes that every part of an upload has, the last one excepted (contract media §2)."""

MOST_PARTS = 10_000
"""The highest number that a part can have; S3 has the same."""

_NAME = re.compile(r"[0-9a-f]{64}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")


# Receipts of uploads that are under way call it so.
class Blob(Struct, frozen=True, rename={"name": "sha256"}):
    """Bytes in a store: `name` is what rows know them by, `md5` what an upload answers as ETag; both in hex.

    A name is the SHA-256 of the bytes. Of an upload that went past us, straight into the store, nobody has
    read the bytes when it is claimed: its name is its token, for ever.

    Of bytes that came in parts, `md5` is S3's for them: that of the parts' MD5s, a dash, and their number.
    """

    name: str
    md5: str
    size: int
    settles_in: float | None = None
    """Seconds after which bytes that nobody has read change no more; None where their hash is known."""


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


class StoreAway(BlobError):
    """The service that keeps the bytes does not answer, or refuses us; what was asked may be asked again."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the media store is away: {reason}")


class NoSuchBlob(BlobError):
    """The store holds no bytes of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no blob {name}")
        self.name = name


class Blocks(Iterator[bytes], Protocol):
    """Blocks of an open blob. Whoever stops before the end calls `close`."""

    def close(self) -> None:
        """Let go of the file or connection behind the blocks; may be called again."""


class ClientAddresses(Protocol):
    """Signed addresses by which clients reach a store themselves. Times are Unix seconds."""

    @property
    def signed_as(self) -> str:
        """Differs when another key signs than before."""

    @property
    def origin(self) -> str:
        """What all of them begin with, as browsers' policies spell it: `https://media.s3.example.com`."""

    def places(self, names: Iterable[str]) -> Mapping[str, str]:
        """Where those of the names are that the store knows."""

    def to_read(self, place: str, content_type: str, disposition: str, start: float) -> str:
        """An address that shows what is in a place as such a file, good from `start` on."""

    def to_put(self, token: str, now: float) -> str:
        """An address that takes the bytes of an announced upload."""

    def to_put_part(self, upload: PartsOf, number: int, now: float) -> str:
        """An address that takes one part of an upload."""


class BlobStore(Protocol):
    """A place for bytes. Every method may be called from any thread or process, and raise `StoreAway`."""

    @property
    def addresses(self) -> ClientAddresses | None:
        """How clients reach it themselves; None where they go by way of the site."""

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

    def hold(self, token: str, blob: Blob) -> None:
        """Let `claim(token)` give a blob that is kept already, as if its bytes had been received."""

    def claim(self, token: str, *, max_bytes: int | None = None) -> Blob | None:
        """Keep what was received under `token`; None if nothing was. Claiming again gives the same answer.

        Raises `TooLarge` where a client put more than `max_bytes` straight into the store; they are gone.
        """

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

    def open(self, name: str, start: int = 0, end: int | None = None) -> Blocks:
        """Read the bytes from `start` up to, not including, `end`. Raises `NoSuchBlob` before any is read."""

    def as_file(self, name: str) -> AbstractContextManager[Path]:
        """A local file of these bytes, to be read only, for tools that need a path. Raises `NoSuchBlob`."""

    def exists(self, name: str) -> bool:
        """Whether the store holds this blob."""

    def size(self, name: str) -> int:
        """Length in bytes. Raises `NoSuchBlob`."""

    def delete(self, name: str) -> None:
        """Forget the blob; no error if it is not there."""

    def forget(self, name: str, untouched_for: float = 3_600) -> bool:
        """Forget the blob unless the same bytes were kept anew within that many seconds; whether it did."""

    def content_of(self, name: str) -> str | None:
        """The SHA-256 of a blob's bytes; None where nobody has read them."""

    def settle(self, name: str, *, max_bytes: int | None = None) -> str | None:
        """Find out the SHA-256 of bytes that nobody has read, so that equal ones are kept once.

        The place that is free then, where the same bytes were kept already: addresses may still lead there.
        Raises `NoSuchBlob`; and `TooLarge` where others took their place since they were claimed, which are
        gone.
        """

    def release(self, place: str) -> None:
        """Clear a place that `settle` found to be free, once no address leads there any more."""

    def namesakes(self, names: Collection[str]) -> Mapping[str, set[str]]:
        """The other names by which bytes of these names are kept: what nobody read had a name of its own
        before its hash was known."""

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
    """The place of a blob in a folder, `ab/cd/abcd…`: none grows beyond what tools can list."""
    raise_unless_name(sha256)
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def raise_unless_name(name: str) -> None:
    """Raise `ValueError` for what cannot be the name of a blob."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a SHA-256 in lower-case hex: {name!r}")


def raise_unless_token(token: str) -> None:
    """Raise `ValueError` for a token that could lead elsewhere."""
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"not an upload token: {token!r}")


def joint_md5(md5s: Sequence[str]) -> str:
    """What S3 answers as ETag of bytes that came in parts with these MD5s."""
    joint = hashlib.md5(b"".join(map(bytes.fromhex, md5s)), usedforsecurity=False)
    return f"{joint.hexdigest()}-{len(md5s)}"


def raise_unless_whole(sizes: Mapping[int, int], count: int, smallest: int) -> None:
    """Raise `BadParts` unless parts of these sizes, by their numbers, can be joined as the `count` named."""
    if not count or sorted(sizes) != list(range(1, count + 1)):
        raise BadParts(f"{count} parts are named, and these came: {sorted(sizes)}")
    for number in range(1, count):
        if sizes[number] < smallest:
            raise BadParts(f"part {number} has fewer than {smallest} bytes")
