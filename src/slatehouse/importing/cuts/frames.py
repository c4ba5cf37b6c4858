"""Which frames of a shot are cut: numbers that artists work by, kept from revision to revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slatehouse.importing.cuts.edits import Clip
from slatehouse.importing.cuts.files import otio

__all__ = ["Counting", "Former", "Span", "first_frames"]

_FURTHEST = 10_000


@dataclass(frozen=True, slots=True)
class Counting:
    """How frames of new shots are counted: from `head_in` on, with `handles` before and behind the cut.

    With `as_material` frames have the numbers that the material has.
    """

    head_in: int = 1001
    handles: int = 8
    as_material: bool = False


@dataclass(frozen=True, slots=True)
class Former:
    """Where the shot began in the revision before: its timecode, and the number of that frame."""

    timecode: str | None
    cut_in: int | None


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last frame of what is cut."""

    first: int
    last: int

    @property
    def frames(self) -> int:
        """How many they are."""
        return self.last - self.first + 1


def first_frames(
    clips: Sequence[Clip], former: Sequence[Former], known: int | None, fps: float, counting: Counting
) -> list[Span]:
    """The frames of each clip of a shot.

    A frame keeps its number: what the revision before says of a timecode counts. Else the earliest frame is
    the one at which the shot is known to be cut, or the first behind the handles.
    """
    earliest = min(clip.source_in for clip in clips)
    shift = None if counting.as_material else _shift(earliest, former, fps)
    if counting.as_material:
        shift = 0
    elif shift is None:
        shift = (counting.head_in + counting.handles if known is None else known) - earliest
    return [Span(clip.source_in + shift, clip.source_in + shift + clip.duration - 1) for clip in clips]


def _shift(earliest: int, former: Sequence[Former], fps: float) -> int | None:
    """What is added to a frame of the material; None where no revision tells, or of other material."""
    for each in former:
        if each.timecode and each.cut_in is not None:
            try:
                frame = int(otio().opentime.from_timecode(each.timecode, fps).value)
            except ValueError:
                continue
            if abs(earliest - frame) <= _FURTHEST:
                return int(each.cut_in - frame)
    return None
