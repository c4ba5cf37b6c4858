"""Blobs in a folder on this machine or on a shared file system.

`ab/cd/<sha256>` holds what is kept, `incoming/<token>/` what was received and not claimed yet, `partial/`
what is being written. All three lie on one file system, so that bytes move between them by renaming.
"""

import re
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import obstore
from obstore.store import LocalStore

from slatehouse.media.blobs import BLOCK_SIZE, Blob, Blocks, NoSuchBlob, key_of
from slatehouse.media.disk import make_durable, make_name_durable, noticing_full_disk
from slatehouse.media.meter import Meter

__all__ = ["FolderBlobs"]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,200}")
_RECEIPT = "receipt"
_CHUNK_SIZE = 1024 * 1024


class FolderBlobs:
    """A `BlobStore` in the folder `root`, which is made if it is missing.

    >>> store = FolderBlobs(Path("media"))
    >>> blob = store.write([b"a frame"])
    >>> b"".join(store.open(blob.sha256))
    b'a frame'
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._store = LocalStore(root, mkdir=True)

    def write(
        self, chunks: Iterable[bytes], *, max_bytes: int | None = None, expected: int | None = None
    ) -> Blob:
        """See `BlobStore.write`."""
        meter = Meter(chunks, max_bytes=max_bytes, expected=expected)
        with self._written(meter) as partial:
            self._rename(partial, key_of(meter.blob.sha256))
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
        with self._written(meter) as partial:
            self._rename(partial, f"{area}/{meter.blob.sha256}")
        with self._written([msgspec.json.encode(meter.blob)]) as partial:
            self._rename(partial, f"{area}/{_RECEIPT}")
        return meter.blob

    def claim(self, token: str) -> Blob | None:
        """See `BlobStore.claim`. The receipt stays until swept: a repeated call finds its answer."""
        area = _incoming(token)
        try:
            receipt = (self._root / area / _RECEIPT).read_bytes()
        except FileNotFoundError:
            return None
        blob = msgspec.json.decode(receipt, type=Blob)
        try:
            self._rename(f"{area}/{blob.sha256}", key_of(blob.sha256))
        except FileNotFoundError:
            return blob if self.exists(blob.sha256) else None
        return blob

    def open(self, sha256: str, start: int = 0, end: int | None = None) -> Blocks:
        """See `BlobStore.open`."""
        return _FileBlocks(self._path(sha256), start, end)

    @contextmanager
    def as_file(self, sha256: str) -> Iterator[Path]:
        """See `BlobStore.as_file`; here it is the blob's own file."""
        if not self.exists(sha256):
            raise NoSuchBlob(sha256)
        yield self._path(sha256)

    def exists(self, sha256: str) -> bool:
        """See `BlobStore.exists`."""
        return self._path(sha256).is_file()

    def size(self, sha256: str) -> int:
        """See `BlobStore.size`."""
        try:
            return self._path(sha256).stat().st_size
        except FileNotFoundError:
            raise NoSuchBlob(sha256) from None

    def delete(self, sha256: str) -> None:
        """See `BlobStore.delete`."""
        self._path(sha256).unlink(missing_ok=True)

    def sweep(self, older_than: float = 86_400) -> int:
        """See `BlobStore.sweep`."""
        deadline = time.time() - older_than
        leftovers = [*self._root.glob("partial/*"), *self._root.glob("incoming/*/*")]
        removed = sum(_remove_if_older(path, deadline) for path in leftovers)
        for area in self._root.glob("incoming/*"):
            # Another upload may just be landing here: then the folder is not empty, and stays.
            with suppress(OSError):
                area.rmdir()
        return removed

    def _path(self, sha256: str) -> Path:
        return self._root / key_of(sha256)

    @contextmanager
    def _written(self, chunks: Iterable[bytes]) -> Iterator[str]:
        """Write `chunks` durably under a passing name, for the block to rename; gone after it in any case."""
        partial = f"partial/{uuid.uuid4().hex}"
        try:
            with noticing_full_disk():
                obstore.put(self._store, partial, iter(chunks), chunk_size=_CHUNK_SIZE, max_concurrency=1)
                make_durable(self._root / partial)
            yield partial
        finally:
            # obstore stages as "name#1", and after a failure removes that in its own good time.
            for leftover in self._root.glob(f"{partial}*"):
                leftover.unlink(missing_ok=True)

    @noticing_full_disk()
    def _rename(self, source: str, target: str) -> None:
        """Move within the store. Same content replaces same content: readers go on, and its age is new."""
        obstore.rename(self._store, source, target)
        make_name_durable(self._root / target, self._root)


class _FileBlocks:
    """The blocks of one file from `start` to `end`; it is open until the last block has been read."""

    def __init__(self, path: Path, start: int, end: int | None) -> None:
        if start < 0 or (end is not None and end < start):
            raise ValueError(f"no range of bytes: {start} to {end}")
        try:
            self._file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise NoSuchBlob(path.name) from None
        self._file.seek(start)
        self._left = None if end is None else end - start

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        wanted = BLOCK_SIZE if self._left is None else min(BLOCK_SIZE, self._left)
        block = b"" if self._file.closed else self._file.read(wanted)
        if not block:
            self.close()
            raise StopIteration
        if self._left is not None:
            self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()


def _incoming(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"not an upload token: {token!r}")
    return f"incoming/{token}"


def _remove_if_older(path: Path, deadline: float) -> bool:
    # Claimed or finished by another process since it was listed: nothing to do.
    with suppress(FileNotFoundError):
        if path.stat().st_mtime < deadline:
            path.unlink()
            return True
    return False
