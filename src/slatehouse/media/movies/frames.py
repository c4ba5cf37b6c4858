"""Image sequences: movies each frame of which is a file of its own, on storage that a worker reads.

Whoever names a sequence is not trusted with the worker's files: nothing is opened whose true place is not
below one of the folders that the site allows.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

import msgspec
from fileseq import findSequenceOnDisk
from fileseq.exceptions import FileSeqException
from fileseq.filesequence import FileSequence
from fileseq.frameset import FrameSet
from PIL import Image, ImageDraw, ImageEnhance

from slatehouse.media.decoding.formats import format_of, read_picture
from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, ViewUnknown, Wanted

__all__ = ["MOST_FRAMES", "MOST_IN_STILLS", "Frames", "frames_of"]

MOST_FRAMES = 50_000
"""Frames of the longest sequence that is shown, those that are missing among them: over half an hour."""

MOST_IN_STILLS = 24
"""Frames of a sequence that are read for its stills, each from a file, besides the one in the middle."""

_HELD_LIGHT = 0.3
_CROSS = (200, 60, 40)


class Frames:
    """The files of a sequence by their numbers, in order; there is at least one."""

    def __init__(self, files: dict[int, Path]) -> None:
        self._files = files
        self.first, self.last = min(files), max(files)
        if self.last - self.first >= MOST_FRAMES:
            raise NotAnImage(f"frames {self.first} to {self.last} are more than {MOST_FRAMES}")

    @property
    def count(self) -> int:
        """How many frames the movie has."""
        return self.last - self.first + 1

    @cached_property
    def missing(self) -> str:
        """The numbers between the first and the last that have no file, as ranges."""
        return FrameSet(sorted(set(range(self.first, self.last + 1)) - set(self._files))).frameRange()

    def spread(self, most: int) -> list[int]:
        """Numbers of frames that are there, at even distances, the first one among them."""
        numbers = sorted(self._files)
        count = min(most, len(numbers))
        return [numbers[len(numbers) * place // count] for place in range(count)]

    @property
    def middle(self) -> int:
        """The number of the frame in the middle of those that are there."""
        return sorted(self._files)[len(self._files) // 2]

    @property
    def numbers(self) -> list[int]:
        """The numbers of those that are there."""
        return sorted(self._files)

    @property
    def shown(self) -> list[int]:
        """The numbers of those that stills show."""
        return sorted({self.middle, *self.spread(MOST_IN_STILLS)})

    def content(self, numbers: Iterable[int]) -> str:
        """A digest of which frames there are, and of the bytes of those with these numbers."""
        told = [[number, path.suffix] for number, path in self._files.items()]
        digest = hashlib.sha256(msgspec.json.encode(told))
        for number in numbers:
            with self._files[number].open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        return digest.hexdigest()

    @property
    def state(self) -> str:
        """A digest that is another one when a file was written, or another one put in its place."""
        known = ((path.name, path.stat()) for path in self._files.values())
        told = [[name, each.st_ino, each.st_size, each.st_ctime_ns] for name, each in known]
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()

    def picture(self, number: int, wanted: Wanted) -> Image.Image | None:
        """A frame as it is to be seen; None where its file is missing, or broken: it may not be done yet."""
        path = self._files.get(number)
        if path is None:
            return None
        try:
            found = format_of(path)
            return None if found is None or found.reader == "movie" else read_picture(path, wanted)
        except (MemoryError, TooManyPixels, ViewUnknown):
            raise
        except Exception:
            # Decoders raise whatever the broken bytes lead them to.
            return None

    def pictures(self, wanted: Wanted) -> Iterator[Image.Image]:
        """All frames in order. In place of one that is missing the one before it is held, dimmed and crossed
        out; what comes before the first that can be read is left out."""
        latest = None
        for number in range(self.first, self.last + 1):
            picture = self.picture(number, wanted)
            if picture is not None:
                latest = picture
                yield picture
            elif latest is not None:
                yield _held(latest)


def frames_of(pattern: str, roots: list[str]) -> Frames:
    """The sequence at a path such as `/mnt/film/plate.%04d.exr`, or with `####`, `@@@@`, `$F4`.

    Raises `NotAnImage` where there are no frames, or none that may be opened.
    """
    allowed = [os.path.realpath(root) for root in roots]
    folder, name = os.path.split(pattern)
    place = os.path.realpath(folder)
    if not _is_below(place, allowed):
        raise NotAnImage("its folder is not one that this site shows frames of")
    files = {number: path for number, path in _found(place, name) if _is_below(path, allowed)}
    if not files:
        raise NotAnImage(f"no frames {name} are there")
    return Frames({number: Path(path) for number, path in sorted(files.items())})


def _found(folder: str, name: str) -> Iterator[tuple[int, str]]:
    """Numbers and true places of the files that a name stands for."""
    try:
        asked = FileSequence(os.path.join(folder, name)).frameSet()
        found = findSequenceOnDisk(os.path.join(folder, name))
    except (FileSeqException, ValueError, OSError):
        return
    for number in found.frameSet() or ():
        if asked is None or number in asked:
            path = os.path.realpath(found.frame(number))
            if os.path.isfile(path):
                yield int(number), path


def _is_below(path: str, folders: list[str]) -> bool:
    return any(path == each or path.startswith(each.rstrip("/") + "/") for each in folders)


def _held(picture: Image.Image) -> Image.Image:
    held = ImageEnhance.Brightness(picture).enhance(_HELD_LIGHT)
    pen, (right, bottom) = ImageDraw.Draw(held), (held.width - 1, held.height - 1)
    width = max(1, held.height // 120)
    pen.line((0, 0, right, bottom), fill=_CROSS, width=width)
    pen.line((0, bottom, right, 0), fill=_CROSS, width=width)
    return held
