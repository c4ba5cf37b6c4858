"""A store that another one's blobs are being moved to: what is not here yet is read where it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from slatehouse.media.apart import read_apart
from slatehouse.media.blobs import BadParts, Blob, BlobStore, Blocks, Kept, NoSuchBlob, PartsOf

__all__ = ["MovedBlobs"]

R = TypeVar("R")


class MovedBlobs:
    """A `BlobStore` that writes to `new`, and reads from `old` what is not there.

    An upload that came to the old store before may still be completed; where its parts are spread over both,
    it is refused, and the client sends it anew.
    """

    def __init__(self, new: BlobStore, old: BlobStore) -> None:
        self._new, self._old = new, old

    @property
    def addresses(self) -> None:
        """See `BlobStore.addresses`. As long as files are in two places, the way to them is the site's."""
        return None

    def write(
        self, chunks: Iterable[bytes], *, max_bytes: int | None = None, expected: int | None = None
    ) -> Blob:
        """See `BlobStore.write`."""
        return self._new.write(chunks, max_bytes=max_bytes, expected=expected)

    def receive(
        self,
        token: str,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> Blob:
        """See `BlobStore.receive`."""
        return self._new.receive(token, chunks, max_bytes=max_bytes, expected=expected)

    def hold(self, token: str, blob: Blob) -> None:
        """See `BlobStore.hold`."""
        self._new.hold(token, blob)

    def claim(self, token: str, *, max_bytes: int | None = None) -> Blob | None:
        """See `BlobStore.claim`."""
        claimed = self._new.claim(token, max_bytes=max_bytes)
        return claimed or self._brought(self._old.claim(token, max_bytes=max_bytes))

    def open_parts(self, token: str) -> str:
        """See `BlobStore.open_parts`."""
        return self._new.open_parts(token)

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
        return self._new.receive_part(upload, number, chunks, max_bytes=max_bytes, expected=expected)

    def join_parts(self, upload: PartsOf, md5s: Sequence[str], *, max_bytes: int | None = None) -> Blob:
        """See `BlobStore.join_parts`."""
        try:
            return self._new.join_parts(upload, md5s, max_bytes=max_bytes)
        except BadParts:
            joined = self._brought(self._old.join_parts(upload, md5s, max_bytes=max_bytes))
            assert joined is not None
            return joined

    def drop_parts(self, upload: PartsOf) -> None:
        """See `BlobStore.drop_parts`."""
        self._new.drop_parts(upload)
        self._old.drop_parts(upload)

    def open(self, name: str, start: int = 0, end: int | None = None) -> Blocks:
        """See `BlobStore.open`."""
        return self._where_it_is(name, lambda store: store.open(name, start, end))

    def as_file(self, name: str) -> AbstractContextManager[Path]:
        """See `BlobStore.as_file`."""
        return (self._new if self._new.exists(name) else self._old).as_file(name)

    def exists(self, name: str) -> bool:
        """See `BlobStore.exists`."""
        return self._new.exists(name) or self._old.exists(name)

    def size(self, name: str) -> int:
        """See `BlobStore.size`."""
        return self._where_it_is(name, lambda store: store.size(name))

    def delete(self, name: str) -> None:
        """See `BlobStore.delete`."""
        self._old.delete(name)
        self._new.delete(name)

    def forget(self, name: str, untouched_for: float = 3_600) -> bool:
        """See `BlobStore.forget`."""
        was_old = self._old.forget(name, untouched_for)
        return self._new.forget(name, untouched_for) or was_old

    def content_of(self, name: str) -> str | None:
        """See `BlobStore.content_of`. A bucket knows it of a name that is none of its bytes."""
        found = self._new.content_of(name)
        return self._old.content_of(name) if found in (None, name) else found

    def settle(self, name: str, *, max_bytes: int | None = None) -> str | None:
        """See `BlobStore.settle`."""
        return self._where_it_is(name, lambda store: store.settle(name, max_bytes=max_bytes))

    def release(self, place: str) -> None:
        """See `BlobStore.release`. One of the two may be a bucket, and knows the place."""
        self._new.release(place)
        self._old.release(place)

    def namesakes(self, names: Collection[str]) -> Mapping[str, set[str]]:
        """See `BlobStore.namesakes`."""
        return {**self._old.namesakes(names), **self._new.namesakes(names)}

    def kept(self) -> Iterator[Kept]:
        """See `BlobStore.kept`. What is in both stores is told once, as it is in the new one."""
        told = set[str]()
        for each in self._new.kept():
            told.add(each.name)
            yield each
        yield from (each for each in self._old.kept() if each.name not in told)

    def is_intact(self, name: str) -> bool:
        """See `BlobStore.is_intact`."""
        return self._where_it_is(name, lambda store: store.is_intact(name))

    def set_aside(self, name: str) -> bool:
        """See `BlobStore.set_aside`."""
        return (self._new if self._new.exists(name) else self._old).set_aside(name)

    def adopt(self, name: str, chunks: Iterable[bytes]) -> Blob:
        """See `BlobStore.adopt`."""
        return self._new.adopt(name, chunks)

    def sweep(self, older_than: float = 86_400) -> int:
        """See `BlobStore.sweep`."""
        return self._new.sweep(older_than) + self._old.sweep(older_than)

    def _where_it_is(self, name: str, do: Callable[[BlobStore], R]) -> R:
        try:
            return do(self._new)
        except NoSuchBlob:
            return do(self._old)

    def _brought(self, blob: Blob | None) -> Blob | None:
        """What the old store kept just now, kept in the new one."""
        if blob is not None:
            self._new.adopt(blob.name, read_apart(self._old.open(blob.name)))
        return blob
