"""Uploads that come in parts, in a folder: each part is a file named by its number, joined when all came.

A part carries no receipt. Whoever joins the parts names their MD5s, and each is computed while it is copied,
so that a part which was replaced, cut short or lost is noticed whatever happened to it.
"""

import hashlib
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from slatehouse.media.blobs import (
    BLOCK_SIZE,
    BadParts,
    Blob,
    PartsOf,
    TooLarge,
    joint_md5,
    key_of,
    raise_unless_whole,
)
from slatehouse.media.meter import Meter
from slatehouse.media.staging import Staging

__all__ = ["FolderParts"]

_FOLDER = "parts"
# 152 characters, as many as the service's own ids have.
_ID_BYTES = 114


class FolderParts:
    """The folder `parts` below `root`. Safe to share between threads and processes."""

    def __init__(self, root: Path, staging: Staging, smallest: int) -> None:
        self._root = root
        self._staging = staging
        self._smallest = smallest

    def new_id(self) -> str:
        """An id for another upload."""
        return secrets.token_urlsafe(_ID_BYTES)

    def receive(
        self,
        upload: PartsOf,
        number: int,
        chunks: Iterable[bytes],
        *,
        max_bytes: int | None = None,
        expected: int | None = None,
    ) -> str:
        """See `BlobStore.receive_part`. A part appears by renaming: whole, in place of its predecessor."""
        area = _area(upload)
        if max_bytes is not None:
            others = {place: size for place, size in self._sizes(area).items() if place != number}
            max_bytes = max(0, max_bytes - sum(others.values()))
        meter = Meter(chunks, max_bytes=max_bytes, expected=expected, digests=("md5",))
        with self._staging.written(meter) as partial:
            self._staging.rename(partial, f"{area}/{number}")
        return meter.hex("md5")

    def join(self, upload: PartsOf, md5s: Sequence[str], *, max_bytes: int | None = None) -> Blob:
        """See `BlobStore.join_parts`. Nothing is written before numbers and sizes are found to be right."""
        area = _area(upload)
        raise_unless_whole(self._sizes(area), len(md5s), self._smallest)
        named = [(self._root / area / str(number), md5) for number, md5 in enumerate(md5s, start=1)]
        meter = Meter(_checked(named), max_bytes=max_bytes, digests=("sha256",))
        try:
            with self._staging.written(meter) as partial:
                self._staging.rename(partial, key_of(meter.hex("sha256")))
        except TooLarge as error:
            raise BadParts(str(error)) from error
        return Blob(name=meter.hex("sha256"), md5=joint_md5(md5s), size=meter.size)

    def drop(self, upload: PartsOf) -> None:
        """See `BlobStore.drop_parts`."""
        shutil.rmtree(self._root / _area(upload), ignore_errors=True)

    def sweep(self, deadline: float) -> int:
        """Remove the uploads that no part came to since `deadline`; the number of files."""
        return sum(_swept(area, deadline) for area in self._root.glob(f"{_FOLDER}/*"))

    def _sizes(self, area: str) -> dict[int, int]:
        """The size of each part that came, by its number."""
        sizes = {}
        for path in (self._root / area).glob("*"):
            with suppress(FileNotFoundError):
                sizes[int(path.name)] = path.stat().st_size
        return sizes


def _area(upload: PartsOf) -> str:
    """The folder of an upload. Whatever a client says that its id is, the name is one that is safe."""
    named = "\x00".join((upload.token, upload.upload_id)).encode(errors="surrogatepass")
    return f"{_FOLDER}/{hashlib.sha256(named).hexdigest()}"


def _checked(parts: Iterable[tuple[Path, str]]) -> Iterator[bytes]:
    """The bytes of the parts, one after the other; raises `BadParts` at the end of one that is another."""
    for path, md5 in parts:
        digest = hashlib.md5(usedforsecurity=False)
        try:
            with path.open("rb", buffering=0) as file:
                while block := file.read(BLOCK_SIZE):
                    digest.update(block)
                    yield block
        except FileNotFoundError:
            raise BadParts(f"part {path.name} is gone") from None
        if digest.hexdigest() != md5:
            raise BadParts(f"part {path.name} has another MD5 than {md5}")


def _swept(area: Path, deadline: float) -> int:
    # The folder's own time is that of the newest name in it; a part that was replaced counts by its file's.
    with suppress(FileNotFoundError):
        parts = list(area.iterdir())
        if max(path.stat().st_mtime for path in (area, *parts)) < deadline:
            shutil.rmtree(area, ignore_errors=True)
            return len(parts)
    return 0
