"""Measures a stream of bytes while it passes: its digests, and its length against what was declared."""

import hashlib
from collections.abc import Iterable, Iterator

from slatehouse.media.blobs import Blob, TooLarge, Truncated

__all__ = ["BOTH", "Meter"]

BOTH = ("sha256", "md5")
"""The digests that a blob has."""


class Meter:
    """Iterate over it once to pass the chunks on, then ask for the `blob` that went through.

    Raises `TooLarge` before the byte that exceeds `max_bytes` or the declared length `expected`, and
    `Truncated` when the chunks end before that length. `digests` are those that are wanted.
    """

    def __init__(
        self,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
        digests: tuple[str, ...] = BOTH,
    ) -> None:
        self._chunks = chunks
        self._expected = expected
        limits = [limit for limit in (max_bytes, expected) if limit is not None]
        self._limit = min(limits) if limits else None
        if self._limit is not None and expected is not None and expected > self._limit:
            raise TooLarge(self._limit)
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in digests}
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self.size += len(chunk)
            if self._limit is not None and self.size > self._limit:
                raise TooLarge(self._limit)
            for digest in self._digests.values():
                digest.update(chunk)
            yield chunk
        if self._expected is not None and self.size < self._expected:
            raise Truncated(self._expected, self.size)

    def hex(self, digest: str) -> str:
        """One of the digests of what has passed so far."""
        return self._digests[digest].hexdigest()

    @property
    def blob(self) -> Blob:
        """The name and length of what has passed so far."""
        return Blob(name=self.hex("sha256"), md5=self.hex("md5"), size=self.size)
