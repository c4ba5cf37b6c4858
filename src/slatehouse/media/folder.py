"""Blobs in a folder on this machine or on a shared file system.

`ab/cd/<sha256>` holds what is kept, `incoming/<token>/` what was received and not claimed yet, `parts/` what
comes in parts, `partial/` what is being written, `damaged/` what a check set aside. All lie on one file
system, so that bytes move between them by renaming.
"""

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from slatehouse.media.blobs import (
    BLOCK_SIZE,
    SMALLEST_PART,
    Blob,
    Blocks,
    Kept,
    NoSuchBlob,
    PartsOf,
    key_of,
    raise_unless_token,
)
from slatehouse.media.folder_inventory import FolderInventory
from slatehouse.media.folder_parts import FolderParts
from slatehouse.media.meter import Meter
from slatehouse.media.staging import Staging

__all__ = ["FolderBlobs"]

_RECEIPT = "receipt"


class FolderBlobs:
    """A `BlobStore` in the folder `root`, which is made if it is missing.

    `smallest_part` is how many bytes each part of an upload has at least, the last one excepted.

    >>> store = FolderBlobs(Path("media"))
    >>> blob = store.write([b"a frame"])
    >>> b"".join(store.open(blob.name))
    b'a frame'
    """

    def __init__(self, root: Path, smallest_part: int = SMALLEST_PART) -> None:
        self._root = root
        self._staging = Staging(root)
        self._parts = FolderParts(root, self._staging, smallest_part)
        self._inventory = FolderInventory(root)

    @property
    def addresses(self) -> None:
        """See `BlobStore.addresses`."""
        return None

    def write(
        self, chunks: Iterable[bytes], *, max_bytes: int | None = None, expected: int | None = None
    ) -> Blob:
        """See `BlobStore.write`."""
        meter = Meter(chunks, max_bytes=max_bytes, expected=expected)
        with self._staging.written(meter) as partial:
            self._staging.rename(partial, key_of(meter.blob.name))
        return meter.blob

    def receive(
        self,
        token: str,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> Blob:
        """See `BlobStore.receive`. The receipt is written last: without it there is nothing to claim."""
        area = _incoming(token)
        meter = Meter(chunks, max_bytes=max_bytes, expected=expected)
        with self._staging.written(meter) as partial:
            self._staging.rename(partial, f"{area}/{meter.blob.name}")
        self._write_receipt(area, meter.blob)
        return meter.blob

    def hold(self, token: str, blob: Blob) -> None:
        """See `BlobStore.hold`. A receipt is enough: what it tells of is in its place."""
        self._write_receipt(_incoming(token), blob)

    def claim(self, token: str, *, max_bytes: int | None = None) -> Blob | None:
        """See `BlobStore.claim`. The receipt stays until swept: a repeated call finds its answer."""
        area = _incoming(token)
        try:
            receipt = (self._root / area / _RECEIPT).read_bytes()
        except FileNotFoundError:
            return None
        blob = msgspec.json.decode(receipt, type=Blob)
        try:
            self._staging.rename(f"{area}/{blob.name}", key_of(blob.name))
        except FileNotFoundError:
            return blob if self.exists(blob.name) else None
        return blob

    def open_parts(self, token: str) -> str:
        """See `BlobStore.open_parts`. Here an upload takes room only once a part comes."""
        return self._parts.new_id()

    def receive_part(
        self,
        upload: PartsOf,
        number: int,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> str:
        """See `BlobStore.receive_part`."""
        return self._parts.receive(upload, number, chunks, max_bytes=max_bytes, expected=expected)

    def join_parts(self, upload: PartsOf, md5s: Sequence[str], *, max_bytes: int | None = None) -> Blob:
        """See `BlobStore.join_parts`."""
        return self._parts.join(upload, md5s, max_bytes=max_bytes)

    def drop_parts(self, upload: PartsOf) -> None:
        """See `BlobStore.drop_parts`."""
        self._parts.drop(upload)

    def open(self, name: str, start: int = 0, end: int | None = None) -> Blocks:
        """See `BlobStore.open`."""
        return _FileBlocks(self._path(name), start, end)

    @contextmanager
    def as_file(self, name: str) -> Iterator[Path]:
        """See `BlobStore.as_file`; here it is the blob's own file."""
        if not self.exists(name):
            raise NoSuchBlob(name)
        yield self._path(name)

    def exists(self, name: str) -> bool:
        """See `BlobStore.exists`."""
        return self._path(name).is_file()

    def size(self, name: str) -> int:
        """See `BlobStore.size`."""
        try:
            return self._path(name).stat().st_size
        except FileNotFoundError:
            raise NoSuchBlob(name) from None

    def delete(self, name: str) -> None:
        """See `BlobStore.delete`."""
        self._path(name).unlink(missing_ok=True)

    def forget(self, name: str, untouched_for: float = 3_600) -> bool:
        """See `BlobStore.forget`. What is kept anew comes by renaming, which no other file can look like."""
        path = self._path(name)
        aside = self._root / "partial" / f"forgotten-{name}"
        try:
            found = path.stat()
            if found.st_ctime > time.time() - untouched_for:
                return False
            aside.parent.mkdir(parents=True, exist_ok=True)
            path.rename(aside)
        except FileNotFoundError:
            return False
        if aside.stat().st_ino != found.st_ino:
            # It was kept anew since it was looked at.
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def content_of(self, name: str) -> str | None:
        """See `BlobStore.content_of`. Here it is the name."""
        return name

    def settle(self, name: str, *, max_bytes: int | None = None) -> None:
        """See `BlobStore.settle`. All that is here was hashed on its way."""
        if not self.exists(name):
            raise NoSuchBlob(name)

    def release(self, place: str) -> None:
        """See `BlobStore.release`. Two names of the same bytes are one file: no place gets free."""

    def namesakes(self, names: Collection[str]) -> Mapping[str, set[str]]:
        """See `BlobStore.namesakes`. A file of two names goes with the last of them by itself."""
        return {}

    def kept(self) -> Iterator[Kept]:
        """See `BlobStore.kept`."""
        return self._inventory.kept()

    def is_intact(self, name: str) -> bool:
        """See `BlobStore.is_intact`."""
        return self._inventory.is_intact(name)

    def set_aside(self, name: str) -> bool:
        """See `BlobStore.set_aside`. It goes to `damaged/`, under its name and a number of its own."""
        return self._inventory.set_aside(name)

    def adopt(self, name: str, chunks: Iterable[bytes]) -> Blob:
        """See `BlobStore.adopt`. A name that is not the SHA-256 becomes a second one of the same file."""
        blob = self.write(chunks)
        if blob.name != name:
            self._inventory.name_also(blob.name, name)
        return blob

    def sweep(self, older_than: float = 86_400) -> int:
        """See `BlobStore.sweep`."""
        deadline = time.time() - older_than
        leftovers = [*self._root.glob("partial/*"), *self._root.glob("incoming/*/*")]
        removed = sum(_remove_if_older(path, deadline) for path in leftovers)
        for area in self._root.glob("incoming/*"):
            # Another upload may just be landing here: then the folder is not empty, and stays.
            with suppress(OSError):
                area.rmdir()
        return removed + self._parts.sweep(deadline)

    def _write_receipt(self, area: str, blob: Blob) -> None:
        with self._staging.written([msgspec.json.encode(blob)]) as partial:
            self._staging.rename(partial, f"{area}/{_RECEIPT}")

    def _path(self, name: str) -> Path:
        return self._root / key_of(name)


class _FileBlocks:
    """The blocks of one file from `start` to `end`; it is open until the last block has been read."""

    def __init__(self, path: Path, start: int, end: int | None) -> None:
        if start < 0 or (end is not None and end < start):
            raise ValueError(f"no range of bytes: {start} to {end}")
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise NoSuchBlob(path.name) from None
        if start:
            self._file.seek(start)
        self._left = None if end is None else end - start

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        wanted = BLOCK_SIZE if self._left is None else min(BLOCK_SIZE, self._left)
        block = b"" if self._file.closed or not wanted else self._file.read(wanted)
        if not block:
            self.close()
            raise StopIteration
        if self._left is not None:
            self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()


def _incoming(token: str) -> str:
    raise_unless_token(token)
    return f"incoming/{token}"


def _remove_if_older(path: Path, deadline: float) -> bool:
    # Claimed or finished by another process since it was listed: nothing to do.
    with suppress(FileNotFoundError):
        if path.stat().st_mtime < deadline:
            path.unlink()
            return True
    return False
