"""Blobs in a bucket of an S3-compatible service. Nothing in it is ever renamed or copied.

`kept/ab/<random>` holds what passed through us, hashed on its way; `incoming/<token>` what a client put there
itself, at an address that was signed for it, or in parts. A table of the site's database leads from names of
blobs to these keys (`media.keys`): an object that no name leads to is nobody's, and is swept.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from slatehouse.media.blobs import (
    SMALLEST_PART,
    Blob,
    Blocks,
    Kept,
    NoSuchBlob,
    PartsOf,
    TooLarge,
    raise_unless_name,
)
from slatehouse.media.keys import Keys, aside_of, receipt_of
from slatehouse.media.meter import Meter
from slatehouse.media.s3.addresses import Addresses
from slatehouse.media.s3.bucket import Bucket
from slatehouse.media.s3.multipart import Multipart
from slatehouse.media.s3.parts import S3Parts
from slatehouse.media.s3.places import INCOMING, KEPT, OUR_KEY, SWEPT_AS, incoming, new_key
from slatehouse.media.s3.service import Service
from slatehouse.media.scratch import scratch
from slatehouse.media.signing import UPLOAD_LIFETIME
from slatehouse.store.media_keys import MediaKey

__all__ = ["S3Blobs"]

_EVER = float("inf")


class S3Blobs:
    """A `BlobStore` in the bucket of a service, whose keys stand in `keys`.

    `smallest_part` is how many bytes each part of an upload has at least, the last one excepted.
    """

    def __init__(
        self,
        service: Service,
        keys: Keys,
        smallest_part: int = SMALLEST_PART,
        *,
        is_reached_by_clients: bool = True,
    ) -> None:
        self._keys = keys
        self._addresses = Addresses(service, keys) if is_reached_by_clients else None
        self._bucket = Bucket(service)
        self._parts = S3Parts(Multipart(service), self._bucket, keys, smallest_part)

    @property
    def addresses(self) -> Addresses | None:
        """See `BlobStore.addresses`."""
        return self._addresses

    def write(
        self, chunks: Iterable[bytes], *, max_bytes: int | None = None, expected: int | None = None
    ) -> Blob:
        """See `BlobStore.write`. Where the content is there already, what was just written goes."""
        key, blob = self._written(chunks, max_bytes, expected)
        kept = self._keys.add(blob.name, key, blob, blob.name)
        if kept.key != key:
            if self._bucket.head(kept.key) is None:
                # Somebody removed it from the bucket behind our back.
                self._release(self._keys.put(blob.name, key, blob, blob.name))
            else:
                self._bucket.delete(key)
        return blob

    def receive(
        self,
        token: str,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> Blob:
        """See `BlobStore.receive`."""
        incoming(token)
        key, blob = self._written(chunks, max_bytes, expected)
        self._release(self._keys.put(receipt_of(token), key, blob, blob.name))
        return blob

    def hold(self, token: str, blob: Blob) -> None:
        """See `BlobStore.hold`."""
        self._release(self._keys.put(receipt_of(token), self._place(blob.name).key, blob, blob.name))

    def claim(self, token: str, *, max_bytes: int | None = None) -> Blob | None:
        """See `BlobStore.claim`."""
        receipt = self._keys.of(receipt_of(token))
        return self._claimed_directly(token, max_bytes) if receipt is None else self._claimed(receipt)

    def open_parts(self, token: str) -> str:
        """See `BlobStore.open_parts`."""
        return self._parts.open(token)

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
        if start < 0 or (end is not None and end < start):
            raise ValueError(f"no range of bytes: {start} to {end}")
        place = self._place(name)
        end = place.size if end is None else min(end, place.size)
        try:
            return _Blocks(self._bucket.get(place.key, start, end) if start < end else iter(()))
        except FileNotFoundError:
            raise NoSuchBlob(name) from None

    @contextmanager
    def as_file(self, name: str) -> Iterator[Path]:
        """See `BlobStore.as_file`; here it is a copy, for as long as the block lasts."""
        blocks = self.open(name)
        with scratch() as folder:
            with (path := folder / "blob").open("wb") as file:
                file.writelines(blocks)
            yield path

    def exists(self, name: str) -> bool:
        """See `BlobStore.exists`."""
        raise_unless_name(name)
        place = self._keys.of(name)
        return place is not None and self._bucket.head(place.key) is not None

    def size(self, name: str) -> int:
        """See `BlobStore.size`; the bucket is not asked."""
        return self._place(name).size

    def delete(self, name: str) -> None:
        """See `BlobStore.delete`."""
        self.forget(name, untouched_for=-_EVER)

    def forget(self, name: str, untouched_for: float = 3_600) -> bool:
        """See `BlobStore.forget`."""
        raise_unless_name(name)
        was_there, free = self._keys.remove(name, untouched_for)
        self._release(free)
        return was_there

    def content_of(self, name: str) -> str | None:
        """See `BlobStore.content_of`."""
        place = self._keys.of(name)
        return place and place.sha256

    def settle(self, name: str, *, max_bytes: int | None = None) -> str | None:
        """See `BlobStore.settle`."""
        place = self._place(name)
        if place.sha256 is not None:
            return None
        found = self._bucket.head(place.key)
        if found is None:
            raise NoSuchBlob(name)
        if max_bytes is not None and found.size > max_bytes:
            self.delete(name)
            raise TooLarge(max_bytes)
        digest = hashlib.sha256()
        for block in self._bucket.get(place.key, 0, found.size) if found.size else ():
            digest.update(block)
        sha256 = digest.hexdigest()
        _, free = self._keys.lead(name, MediaKey(sha256, place.key, sha256, found.etag, found.size))
        return free

    def release(self, place: str) -> None:
        """See `BlobStore.release`."""
        if not self._keys.known([place]):
            self._bucket.delete(place)

    def namesakes(self, names: Collection[str]) -> Mapping[str, set[str]]:
        """See `BlobStore.namesakes`."""
        return self._keys.namesakes(names)

    def kept(self) -> Iterator[Kept]:
        """See `BlobStore.kept`."""
        return self._keys.kept()

    def is_intact(self, name: str) -> bool:
        """See `BlobStore.is_intact`. Of what nobody has read yet, the length is all that can be compared."""
        place = self._place(name)
        digest, size = hashlib.sha256(), 0
        for block in self.open(name):
            digest.update(block)
            size += len(block)
        return size == place.size and place.sha256 in (None, digest.hexdigest())

    def set_aside(self, name: str) -> bool:
        """See `BlobStore.set_aside`. The object stays where it is, under a name that no row knows."""
        place = self._keys.of(name)
        if place is None or self._is_whole(name):
            return False
        return self._keys.rename(place, aside_of(name))

    def adopt(self, name: str, chunks: Iterable[bytes]) -> Blob:
        """See `BlobStore.adopt`. A name that is not the SHA-256 becomes a second one of the same object."""
        raise_unless_name(name)
        blob = self.write(chunks)
        if blob.name != name:
            self._release(self._keys.put(name, self._place(blob.name).key, blob, blob.name))
        return blob

    def sweep(self, older_than: float = 86_400) -> int:
        """See `BlobStore.sweep`. What others keep there stays, and all where another site sweeps."""
        if not self._swept_last():
            return 0
        deadline = time.time() - older_than
        receipts = self._keys.remove_receipts(older_than)
        for key in receipts:
            self._bucket.delete(key)
        nobodys = sum(self._swept(area, deadline) for area in (KEPT, INCOMING))
        return len(receipts) + nobodys + self._parts.sweep(deadline)

    def _is_whole(self, name: str) -> bool:
        try:
            return self.is_intact(name)
        except NoSuchBlob:
            return False

    def _written(
        self, chunks: Iterable[bytes], max_bytes: int | None, expected: int | None
    ) -> tuple[str, Blob]:
        """The key of a new object, and what is in it."""
        key, meter = new_key(), Meter(chunks, max_bytes=max_bytes, expected=expected)
        self._bucket.put(key, meter, expected or max_bytes)
        return key, meter.blob

    def _claimed(self, receipt: MediaKey) -> Blob:
        """Give what was received its name, or a name that was there already what it has."""
        assert receipt.sha256, "a receipt tells the name that it is for"
        kept, free = self._keys.lead(receipt.name, receipt._replace(name=receipt.sha256))
        self._release(free)
        return _blob(kept, receipt.md5, settles_in=0)

    def _claimed_directly(self, token: str, max_bytes: int | None) -> Blob | None:
        key = incoming(token)
        kept = self._keys.of(token)
        if kept is None:
            found = self._bucket.head(key)
            if found is None:
                return None
            if max_bytes is not None and found.size > max_bytes:
                self._bucket.delete(key)
                raise TooLarge(max_bytes)
            kept = self._keys.add(token, key, Blob(token, found.etag, found.size), None)
        return _blob(kept, kept.md5, settles_in=UPLOAD_LIFETIME)

    def _place(self, name: str) -> MediaKey:
        raise_unless_name(name)
        place = self._keys.of(name)
        if place is None:
            raise NoSuchBlob(name)
        return place

    def _release(self, free: str | None) -> None:
        """Remove the object of a key that no name leads to, once that is certain."""
        if free is not None:
            self._keys.when_committed(lambda: self._bucket.delete(free))

    def _swept_last(self) -> bool:
        """Whether this database was the last to sweep here, or nobody was; it is the last from now on.

        A copy of it, made to try things out or restored, knows nothing of what came here since. Of two that
        take turns, neither ever removes anything.
        """
        found, ours = self._bucket.text(SWEPT_AS), self._keys.swept_as
        now = secrets.token_hex(16)
        self._keys.record_sweep(now)
        self._bucket.put(SWEPT_AS, [now.encode()])
        return found == ours

    def _swept(self, area: str, deadline: float) -> int:
        removed = 0
        for page in self._bucket.listed(area):
            old = {each.key for each in page if each.modified.timestamp() < deadline}
            free = {key for key in old - self._keys.known(old) if OUR_KEY.fullmatch(key)}
            # What a token led to before it was hashed is released by a job.
            tokens = self._keys.of_many(key.rpartition("/")[2] for key in free)
            nobodys = {key for key in free if key.rpartition("/")[2] not in tokens}
            for key in nobodys:
                self._bucket.delete(key)
            removed += len(nobodys)
        return removed


class _Blocks:
    """Blocks that come until somebody has had enough of them."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._blocks)

    def close(self) -> None:
        # What is let go of is closed.
        self._blocks = iter(())


def _blob(kept: MediaKey, md5: str, settles_in: float) -> Blob:
    return Blob(kept.name, md5, kept.size, None if kept.sha256 else settles_in)
