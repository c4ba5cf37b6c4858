"""An edit as the cut that a site keeps: its clips in order, with their frames and timecodes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from slatehouse.importing.cuts.files import EditFile, otio
from slatehouse.importing.cuts.naming import Naming, Shot
from slatehouse.importing.errors import ImportRefused

__all__ = ["Clip", "Edit", "edit_of"]


@dataclass(frozen=True, slots=True)
class Clip:
    """One clip. Frames are whole and the last one belongs to it; of a dissolve both clips have all frames.

    `source_in` is the frame of the material at which it begins, `edit_in` that of the edit, whose first is 1.
    """

    name: str
    shot: Shot
    order: int
    source_in: int
    duration: int
    edit_in: int
    source: tuple[str | None, str | None]
    place: tuple[str | None, str | None]
    media: tuple[str, ...]

    @property
    def edit_out(self) -> int:
        """The frame of the edit at which it ends."""
        return self.edit_in + self.duration - 1


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit, and what is to be told of it: what it has that no cut keeps."""

    name: str
    fps: float
    duration: int
    place: tuple[str | None, str | None]
    clips: tuple[Clip, ...]
    told: tuple[str, ...]


def edit_of(file: EditFile, naming: Naming, track: str | None, drops: bool | None) -> Edit:
    """The edit of a timeline; raises `ImportRefused` where there is no clip in it."""
    return _Reading(file, naming, track, drops).edit()


class _Reading:
    def __init__(self, file: EditFile, naming: Naming, track: str | None, drops: bool | None) -> None:
        self._otio = otio()
        self._timeline = file.timeline
        self._naming = naming
        self._track = track
        self._told: list[str] = []
        self._passed: Counter[str] = Counter()
        self._spellings: dict[str, str] = {}
        self._rate = self._found_rate()
        self._drops = file.drops if drops is None else drops
        self._start = self._found_start(file)
        # The clips of an EDL are placed by its timecodes, those of other edits from the beginning on.
        self._first = self._start if self._timeline.global_start_time is None else 0

    def edit(self) -> Edit:
        """All of it."""
        placed = sorted(self._placed(), key=lambda each: (each[0], each[1]))
        clips = tuple(self._clip(number, *each) for number, each in enumerate(placed, 1))
        if not clips:
            raise ImportRefused(
                f"no clip of {self._timeline.name!r} is of a shot: {'; '.join(self._all_told())}"
            )
        length = round(self._timeline.duration().rescaled_to(self._rate).value)
        place = (self._code(self._start), self._code(self._start + length))
        return Edit(self._timeline.name or "", self._rate, length, place, clips, tuple(self._all_told()))

    def _placed(self) -> Iterator[tuple[int, int, Any, Shot, Any]]:
        """Each clip that is of a shot: its first frame of the edit, track, itself, its shot, its frames."""
        schema = self._otio.schema
        for number, track in self._tracks():
            for child in track:
                if isinstance(child, schema.Transition):
                    self._passed["transitions, whose frames both clips have"] += 1
                elif isinstance(child, schema.Gap) or self._is_made_up(child):
                    self._passed["gaps, and what the editing system makes by itself"] += 1
                elif not child.enabled:
                    self._told.append(f"{child.name!r} is disabled, and left out")
                else:
                    shot = self._spelled(self._naming.shot(child))
                    if shot is None:
                        self._told.append(f"{child.name!r} has no name of a shot, and is left out")
                        continue
                    frames = (
                        child.visible_range() if hasattr(child, "visible_range") else child.trimmed_range()
                    )
                    at = child.transformed_time(frames.start_time, self._timeline.tracks)
                    yield self._frame(at) - self._first, number, child, shot, frames

    def _tracks(self) -> Iterator[tuple[int, Any]]:
        tracks = list(self._timeline.tracks)
        video = [each for each in tracks if getattr(each, "kind", "Video") == "Video"]
        silent = len(tracks) - len(video)
        if silent:
            self._told.append(f"{silent} tracks of sound are left out")
        named = [
            (number, each)
            for number, each in enumerate(video, 1)
            if self._track is None or self._track in (str(number), each.name)
        ]
        if not named:
            names = ", ".join(each.name or str(number) for number, each in enumerate(video, 1))
            raise ImportRefused(f"there is no track {self._track!r} of pictures; there is {names or 'none'}")
        if len(named) > 1:
            self._told.append(f"{len(named)} tracks of pictures are taken together; --track takes one")
        for number, track in named:
            if track.enabled:
                yield number, track
            else:
                self._told.append(f"the track {track.name or number} is disabled, and left out")

    def _spelled(self, shot: Shot | None) -> Shot | None:
        """The shot with its names as first spelled: in another case they are the same to a site."""
        if shot is None:
            return None
        code = self._spellings.setdefault(f"shot {shot.code.casefold()}", shot.code)
        if shot.sequence is None:
            return Shot(code, None)
        return Shot(code, self._spellings.setdefault(shot.sequence.casefold(), shot.sequence))

    def _is_made_up(self, child: Any) -> bool:
        media = getattr(child, "media_reference", None)
        return isinstance(media, self._otio.schema.GeneratorReference)

    def _clip(self, order: int, at: int, _track: int, child: Any, shot: Shot, frames: Any) -> Clip:
        first, duration = self._frame(frames.start_time), self._frame(frames.duration)
        read = round(duration * self._speed(child))
        return Clip(
            name=(child.name or "").strip() or shot.code,
            shot=shot,
            order=order,
            source_in=first,
            duration=duration,
            edit_in=at + 1,
            source=(self._code(first), self._code(first + read)),
            place=(self._code(self._start + at), self._code(self._start + at + duration)),
            media=tuple(_media_names(child)),
        )

    def _speed(self, child: Any) -> float:
        """How many frames of the material go by in one of the edit."""
        speed = 1.0
        for effect in child.effects:
            if isinstance(effect, self._otio.schema.FreezeFrame):
                self._told.append(f"{child.name!r} is held on one frame")
                return 0.0
            if isinstance(effect, self._otio.schema.LinearTimeWarp):
                speed *= effect.time_scalar
        if speed != 1.0:
            self._told.append(f"{child.name!r} runs at {speed * 100:g} %")
        return abs(speed)

    def _found_rate(self) -> float:
        start = self._timeline.global_start_time
        if start is not None and start.rate > 1:
            return float(start.rate)
        for clip in self._timeline.find_clips():
            rate = clip.trimmed_range().start_time.rate
            if rate > 1:
                return float(rate)
        raise ImportRefused(f"{self._timeline.name!r} has no clip, or none that says its frame rate")

    def _found_start(self, file: EditFile) -> int:
        if self._timeline.global_start_time is not None:
            return self._frame(self._timeline.global_start_time)
        if file.start is None:
            return 0
        try:
            return self._frame(self._otio.opentime.from_timecode(file.start, self._rate))
        except ValueError:
            return 0

    def _frame(self, moment: Any) -> int:
        frame: int = round(moment.rescaled_to(self._rate).value)
        return frame

    def _code(self, frame: int) -> str | None:
        """The timecode of a frame; None of a rate that has none."""
        moment = self._otio.opentime.RationalTime(frame, self._rate)
        try:
            code = (
                moment.to_timecode() if self._drops is None else moment.to_timecode(self._rate, self._drops)
            )
        except ValueError:
            return None
        return str(code)

    def _all_told(self) -> list[str]:
        return [*self._told, *(f"{what}: {number}" for what, number in self._passed.items())]


def _media_names(child: Any) -> Iterator[str]:
    """How a version may be called that the clip shows."""
    media = getattr(child, "media_reference", None)
    names = [child.name or ""]
    if media is not None:
        names += [media.name or "", str(getattr(media, "target_url", "") or "").rpartition("/")[2]]
    for name in names:
        without = name.rpartition(".")[0] or name
        yield from dict.fromkeys(each for each in (name, without) if each.strip())
