"""What stores and decoders take, as functions to run in a child process."""

import resource
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from slatehouse.media.blobs import PartsOf, StoreFull
from slatehouse.media.decoding.formats import format_of
from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, Wanted
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.isolation_child import message_of
from slatehouse.media.movies.making import make_proxy, make_stills
from slatehouse.media.thumbnails import make_thumbnail


def peak_growth(folder: str, megabytes: int) -> int:
    """Bytes by which memory grew at most while a blob of this size was written and read."""
    store = FolderBlobs(Path(folder))
    store.write([b"warm up"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    blob = store.write(bytes(1 << 16) for _ in range(megabytes << 4))
    assert sum(map(len, store.open(blob.name))) == megabytes << 20
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def peak_growth_of_parts(folder: str, count: int, megabytes: int) -> int:
    """Bytes by which memory grew at most while parts of this size came and were joined."""
    store, upload = FolderBlobs(Path(folder)), PartsOf("token", "id")
    store.write([b"warm up"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    etags = [
        store.receive_part(upload, number, (bytes(1 << 16) for _ in range(megabytes << 4)))
        for number in range(1, count + 1)
    ]
    assert store.join_parts(upload, etags).size == count * megabytes << 20
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def write_beyond_file_size(folder: str, limit: int) -> str:
    """The error of a write that the system stops after `limit` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    store = FolderBlobs(Path(folder))
    try:
        store.write(bytes(1 << 16) for _ in range(2 * (limit >> 16)))
    except StoreFull:
        return "StoreFull"
    return "written"


class Outcome(msgspec.Struct, frozen=True):
    """What became of a file: why it was refused, if it was; the seconds and the megabytes that it took."""

    name: str
    refusal: str | None
    seconds: float
    megabytes: float


def decode_all(folder: str, names: list[str], max_pixels: int) -> list[Outcome]:
    """Thumbnails of files, one after the other, and of movies stills and films, too.

    Which one is at work is written down beside them, for an inquest.
    """
    return [_decoded(Path(folder), name, max_pixels) for name in names]


def _decoded(folder: Path, name: str, max_pixels: int) -> Outcome:
    (folder / "at-work").write_text(name)
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal = None
    try:
        make_thumbnail(folder / name, Wanted(max_pixels=max_pixels))
        found = format_of(folder / name)
        if found is not None and found.reader == "movie":
            with TemporaryDirectory() as made:
                make_stills(str(folder / name), made, {"max_pixels": max_pixels})
                make_proxy(
                    *(str(folder / name), f"{made}/film", "mp4", f"{made}/progress"),
                    {"max_pixels": max_pixels},
                )
    except (NotAnImage, TooManyPixels) as error:
        refusal = message_of(error)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return Outcome(name, refusal, time.process_time() - began, grown / 1024)
