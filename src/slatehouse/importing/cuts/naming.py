"""How the shot, the sequence and the cut of an edit are called, by what its clips are called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slatehouse.importing.errors import ImportRefused

__all__ = ["NameOf", "Naming", "Shot", "cut_name", "stem"]

_VERSION = re.compile(r"[ _.-]*[vV]\d+(?:[ _.-].*)?$")
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,5}$")
_FRAMES = re.compile(r"[._][%#\[{].*$")
_SHOT, _SEQUENCE = "shot", "sequence"


class NameOf(StrEnum):
    """What of a clip tells which shot it is."""

    CLIP = "clip"
    MARKER = "marker"
    MEDIA = "media"
    REEL = "reel"
    METADATA = "metadata"


@dataclass(frozen=True, slots=True)
class Shot:
    """A shot, and the sequence that its name tells, if any."""

    code: str
    sequence: str | None


class Naming:
    """Names shots by a pattern with the groups `shot` and perhaps `sequence`, looked for in each name.

    `name_of` says which names; without it all of them, and the first that fits counts. Without a pattern a
    name is a shot's, up to its version and suffix.
    """

    def __init__(
        self, pattern: str | None = None, name_of: NameOf | None = None, metadata: str | None = None
    ) -> None:
        self._pattern = None if pattern is None else _compiled(pattern)
        self._name_of = NameOf.METADATA if metadata else name_of
        self._metadata = metadata

    def shot(self, clip: Any) -> Shot | None:
        """The shot that the clip is of; None where no name of it tells."""
        for name in self._names(clip):
            if self._pattern is None:
                return Shot(stem(name), None)
            found = self._pattern.search(name)
            if found and found[_SHOT]:
                return Shot(found[_SHOT], found.groupdict().get(_SEQUENCE))
        return None

    def _names(self, clip: Any) -> Iterator[str]:
        for kind in (self._name_of,) if self._name_of else (NameOf.CLIP, NameOf.MARKER, NameOf.MEDIA):
            for name in _NAMES[kind](clip) if kind is not NameOf.METADATA else self._in_metadata(clip):
                if name and name.strip():
                    yield name.strip()

    def _in_metadata(self, clip: Any) -> Iterator[str]:
        value: Any = clip.metadata
        for part in (self._metadata or "").split("."):
            value = value.get(part) if hasattr(value, "get") else None
        if isinstance(value, str | int):
            yield str(value)


def stem(name: str) -> str:
    """A name without the suffix of a file, the frames of a sequence, and a version.

    >>> stem("SQ_010_v003.mov"), stem("SQ_020.%04d.exr")
    ('SQ_010', 'SQ_020')
    """
    short = _FRAMES.sub("", _SUFFIX.sub("", name.strip()))
    return _VERSION.sub("", short) or short or name.strip()


def cut_name(name: str) -> str:
    """What all revisions of an edit are called: its name without a version."""
    return _VERSION.sub("", name.strip()) or name.strip()


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ImportRefused(f"{pattern!r} is no pattern: {error}") from error
    if _SHOT not in compiled.groupindex:
        raise ImportRefused(f"{pattern!r} has no group (?P<shot>…), which tells the name of the shot")
    return compiled


def _markers(clip: Any) -> Iterator[str]:
    for marker in clip.markers:
        yield marker.name
        yield getattr(marker, "comment", "") or ""


def _media(clip: Any) -> Iterator[str]:
    media = getattr(clip, "media_reference", None)
    if media is not None:
        yield media.name
        yield str(getattr(media, "target_url", "") or getattr(media, "name_prefix", "") or "").rpartition(
            "/"
        )[2]


def _reel(clip: Any) -> Iterator[str]:
    for each in clip.metadata.values():
        reel = each.get("reel") if hasattr(each, "get") else None
        if isinstance(reel, str):
            yield reel


_NAMES: Mapping[NameOf, Any] = {
    NameOf.CLIP: lambda clip: (clip.name,),
    NameOf.MARKER: _markers,
    NameOf.MEDIA: _media,
    NameOf.REEL: _reel,
}
