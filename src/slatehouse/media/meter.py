"""Measures a stream of bytes while it passes: its digests, and its length against what was declared."""

import hashlib
from collections.abc import Iterable, Iterator

from slatehouse.media.blobs import Blob, TooLarge, Truncated

__all__ = ["Meter"]


class Meter:
    """Iterate over it once to pass the chunks on, then ask for the `blob` that went through.

    Raises `TooLarge` before the byte that exceeds `max_bytes` or the declared length `expected`, and
    `Truncated` when the chunks end before that length.
    """

    def __init__(
        self, chunks: Iterable[bytes], *, max_bytes: int | None = None, expected: int | None = None
    ) -> None:
        self._chunks = chunks
        self._expected = expected
        limits = [limit for limit in (max_bytes, expected) if limit is not None]
        self._limit = min(limits) if limits else None
        if self._limit is not None and expected is not None and expected > self._limit:
            raise TooLarge(self._limit)
        self._size = 0
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._size += len(chunk)
            if self._limit is not None and self._size > self._limit:
                raise TooLarge(self._limit)
            self._sha256.update(chunk)
            self._md5.update(chunk)
            yield chunk
        if self._expected is not None and self._size < self._expected:
            raise Truncated(self._expected, self._size)

    @property
    def blob(self) -> Blob:
        """The name and length of what has passed so far."""
        return Blob(sha256=self._sha256.hexdigest(), md5=self._md5.hexdigest(), size=self._size)
