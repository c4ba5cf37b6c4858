"""Writing into a folder of blobs: whole and durable under a passing name, then renamed to its place."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import obstore
from obstore.store import LocalStore

from slatehouse.media.disk import make_durable, make_name_durable, noticing_full_disk

__all__ = ["Staging"]

_CHUNK_SIZE = 1024 * 1024


class Staging:
    """The folder `partial` below `root`, which is made if it is missing; paths are relative to `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._store = LocalStore(root, mkdir=True)

    @contextmanager
    def written(self, chunks: Iterable[bytes]) -> Iterator[str]:
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
    def rename(self, source: str, target: str) -> None:
        """Move within the folder. Same content replaces same content: readers go on, and its age is new."""
        obstore.rename(self._store, source, target)
        make_name_durable(self._root / target, self._root)
