"""What a child process makes of a movie, and what its parent has to know of that.

The parent is a worker that never opens a movie: what does so is loaded in the child, when it is needed.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, ViewUnknown, Wanted, words_of

__all__ = [
    "FILMSTRIP",
    "LARGE",
    "POSTER",
    "PROXIES",
    "STILL_RATE",
    "THUMBNAIL",
    "MovieFacts",
    "Proxy",
    "make_proxy",
    "make_proxy_of_frames",
    "make_stills",
    "make_stills_of_frames",
]

POSTER, LARGE, THUMBNAIL, FILMSTRIP = "poster.jpg", "large.jpg", "thumbnail.jpg", "filmstrip.jpg"

STILL_RATE = 25.0
"""Frames a second of the movie that a still picture counts as."""


class MovieFacts(msgspec.Struct, frozen=True):
    """What a movie tells of itself: its frames' size and rate, its seconds, and how many frames it has.

    `first_frame` is the number of the first one, where its timecode says that, or its name. `missing` are the
    numbers of a sequence that are not there.
    """

    width: int
    height: int
    frame_rate: float
    duration: float
    frame_count: int
    first_frame: int | None = None
    missing: str = ""


class Proxy(msgspec.Struct, frozen=True):
    """A kind of movie: its container, what encodes its pictures and its sound, and how."""

    container: str
    content_type: str
    pictures: str
    sound: str
    options: dict[str, str]
    container_options: dict[str, str]


PROXIES = MappingProxyType(
    {
        "mp4": Proxy(
            *("mp4", "video/mp4", "libx264", "aac"),
            {"crf": "20", "preset": "veryfast"},
            # Players begin before all of it has come.
            {"movflags": "+faststart"},
        ),
        "webm": Proxy(
            *("webm", "video/webm", "libvpx-vp9", "libopus"),
            {"crf": "32", "b": "0", "deadline": "realtime", "cpu-used": "6", "row-mt": "1"},
            {},
        ),
    }
)
"""The kinds by name."""


def make_stills(path: str, folder: str, wanted: dict[str, Any]) -> MovieFacts:
    """Put `POSTER`, `LARGE`, `THUMBNAIL` and `FILMSTRIP` into a folder. A still is a movie of one frame.

    Raises `NotAnImage`, `TooManyPixels`, and `ViewUnknown` where colours are configured wrongly.
    """
    facts: MovieFacts = _made("stills", Path(path), Path(folder), msgspec.convert(wanted, Wanted))
    return facts


def make_proxy(path: str, target: str, kind: str, progress: str, wanted: dict[str, Any]) -> None:
    """Write the movie of a file as one of `PROXIES`: within 1920 by 1080, upright, with sound and timecode.

    A still picture becomes a movie of one frame. How much is made is told in the file `progress`. Raises as
    `make_stills` does.
    """
    request = msgspec.convert(wanted, Wanted)
    _made("proxy", Path(path), Path(target), PROXIES[kind], Path(progress), request)


def make_stills_of_frames(
    pattern: str, roots: list[str], rate: float, folder: str, wanted: dict[str, Any]
) -> MovieFacts:
    """The same of an image sequence below one of the roots."""
    facts: MovieFacts = _made_of_frames("stills", pattern, roots, rate, Path(folder), wanted)
    return facts


def make_proxy_of_frames(
    pattern: str,
    roots: list[str],
    rate: float,
    target: str,
    kind: str,
    progress: str,
    wanted: dict[str, Any],
) -> None:
    """The same of an image sequence below one of the roots; a frame that is missing shows the one before it,
    crossed out."""
    named = Path(target), PROXIES[kind], Path(progress)
    _made_of_frames("proxy", pattern, roots, rate, *named, wanted)


class FramesContent(msgspec.Struct, frozen=True):
    """What a sequence is made of: digests of the bytes that are shown, and of how its files stand."""

    bytes: str
    state: str


def content_of_frames(pattern: str, roots: list[str], only_in_stills: bool) -> FramesContent:
    """The content of an image sequence below one of the roots, read whole or as far as stills show it."""

    def look() -> FramesContent:
        frames = _frames(pattern, roots)
        state = frames.state
        return FramesContent(frames.content(frames.shown if only_in_stills else frames.numbers), state)

    found: FramesContent = _guarded(look)
    return found


def state_of_frames(pattern: str, roots: list[str]) -> str:
    """How its files stand now; see `FramesContent`."""
    state: str = _guarded(lambda: _frames(pattern, roots).state)
    return state


def _frames(pattern: str, roots: list[str]) -> Any:
    return import_module(f"{__package__}.frames").frames_of(pattern, roots)


def _made_of_frames(module: str, pattern: str, roots: list[str], rate: float, *arguments: Any) -> Any:
    *named, wanted = arguments

    def make() -> Any:
        frames = _frames(pattern, roots)
        made = import_module(f"{__package__}.{module}")
        return made.make_of_frames(frames, rate, *named, msgspec.convert(wanted, Wanted))

    return _guarded(make)


def _made(module: str, *arguments: object) -> Any:
    make: Callable[..., Any] = import_module(f"{__package__}.{module}").make
    return _guarded(lambda: make(*arguments))


def _guarded(make: Callable[[], Any]) -> Any:
    try:
        return make()
    except (NotAnImage, TooManyPixels, ViewUnknown):
        raise
    except Exception as error:
        # Decoders raise whatever the broken bytes lead them to.
        raise NotAnImage(f"broken: {words_of(error)}") from error
