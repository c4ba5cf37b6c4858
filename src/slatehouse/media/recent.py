"""Small blobs that were read a moment ago, kept in memory: thumbnails, which everybody looks at together.

Reading a file is quick, but each call of the system hands the interpreter to another thread, and taking it
back takes longer than all the rest of a request.
"""

import time
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from slatehouse.media.blobs import BLOCK_SIZE, BlobStore

__all__ = ["RecentBlobs"]

_ROOM = 32 * 1024**2
_SECONDS = 60.0
"""So long a blob that was removed may still be read here."""


class _Kept(NamedTuple):
    content: bytes
    until: float


class RecentBlobs:
    """What was read of `store` within the last minute, if it is small. Safe to share between threads."""

    def __init__(
        self, store: BlobStore, room: int = _ROOM, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._room, self._clock = store, room, clock
        self._kept: dict[str, _Kept] = {}
        self._size = 0
        self._changing = Lock()

    def size(self, name: str) -> int:
        """Length in bytes. Raises `NoSuchBlob`."""
        content = self.recall(name)
        return self._store.size(name) if content is None else len(content)

    def read(self, name: str, size: int) -> bytes:
        """The whole content of a blob of that size. Raises `NoSuchBlob`."""
        content = self.recall(name)
        if content is None:
            content = b"".join(self._store.open(name, 0, size))
            if size <= min(BLOCK_SIZE, self._room):
                self._keep(name, content)
        return content

    def recall(self, name: str) -> bytes | None:
        """The content of a blob that is kept. It is not looked for anywhere else."""
        known = self._kept.get(name)
        return None if known is None or known.until < self._clock() else known.content

    def _keep(self, name: str, content: bytes) -> None:
        """Make room by forgetting what was read first, which is too old first, too."""
        now = self._clock()
        with self._changing:
            self._forget(name)
            self._kept[name] = _Kept(content, now + _SECONDS)
            self._size += len(content)
            while self._size > self._room or self._kept[next(iter(self._kept))].until < now:
                self._forget(next(iter(self._kept)))

    def _forget(self, name: str) -> None:
        known = self._kept.pop(name, None)
        if known is not None:
            self._size -= len(known.content)
