"""The still pictures of a movie: its poster, its thumbnail and its filmstrip; and what it tells of itself."""

from collections.abc import Iterator
from fractions import Fraction
from math import inf
from pathlib import Path

import msgspec
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from slatehouse.media.decoding.formats import Format, format_of, read_picture
from slatehouse.media.decoding.movie import frame_in_the_middle, open_movie, sized, timecode_of
from slatehouse.media.decoding.movie_colours import look_of
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit
from slatehouse.media.movies.frames import MOST_IN_STILLS, Frames
from slatehouse.media.movies.making import FILMSTRIP, LARGE, POSTER, STILL_RATE, THUMBNAIL, MovieFacts
from slatehouse.media.movies.timecode import frame_of_timecode
from slatehouse.media.movies.walk import Walk

__all__ = ["FILMSTRIP_WIDTH", "SMALLEST_EDGE", "make", "make_of_frames"]

FILMSTRIP_WIDTH = 240
"""Pixels across each of a filmstrip's frames, which stand side by side."""

SMALLEST_EDGE = 32
"""Pixels below which a movie is refused: nobody could see anything in it (contract media §3.2)."""

_MOST_FRAMES = 60
_POSTER_EDGE = 1920
_QUALITY = 85
_MICROSECONDS = 1_000_000


def make(source: Path, target: Path, wanted: Wanted) -> MovieFacts:
    """Put the stills of a file into a folder."""
    found = format_of(source)
    if found is None:
        raise NotAnImage("of no format that movies or pictures have")
    if found.reader == "movie":
        return _of_movie(source, found, target, wanted)
    return _of_still(source, target, wanted)


def make_of_frames(frames: Frames, rate: float, target: Path, wanted: Wanted) -> MovieFacts:
    """Put the stills of an image sequence into a folder."""
    poster = frames.picture(frames.middle, msgspec.structs.replace(wanted, max_edge=_POSTER_EDGE))
    small = msgspec.structs.replace(wanted, max_edge=2 * FILMSTRIP_WIDTH)
    read = (frames.picture(number, small) for number in frames.spread(MOST_IN_STILLS))
    strip = [picture for picture in read if picture is not None]
    poster = poster or (strip[0] if strip else None)
    if poster is None:
        raise NotAnImage("none of its frames can be read")
    _raise_if_tiny(poster.width, poster.height)
    _save(target, poster, wanted, strip)
    told = rate, frames.count / rate, frames.count, frames.first, frames.missing
    return MovieFacts(poster.width, poster.height, *told)


def _of_still(source: Path, target: Path, wanted: Wanted) -> MovieFacts:
    poster = read_picture(source, msgspec.structs.replace(wanted, max_edge=_POSTER_EDGE))
    _raise_if_tiny(poster.width, poster.height)
    _save(target, poster, wanted, [poster])
    return MovieFacts(poster.width, poster.height, STILL_RATE, 1 / STILL_RATE, 1)


def _of_movie(source: Path, found: Format, target: Path, wanted: Wanted) -> MovieFacts:
    with open_movie(source, found) as movie:
        stream = movie.streams.video[0]
        stream.codec_context.thread_count = 1
        aspect = stream.sample_aspect_ratio or 1
        middle = frame_in_the_middle(movie)
        admit(middle.width, middle.height, wanted.max_pixels)
        _raise_if_tiny(middle.width, middle.height)
        facts = _facts(movie, stream, middle)
        look = look_of(stream, middle, wanted.colours)
        frames = [
            sized(each, aspect, _strip_edge(each, float(aspect)), look)
            for each in _spread(movie, stream, facts)
        ]
        _save(target, sized(middle, aspect, _POSTER_EDGE, look), wanted, frames)
    return facts


def _raise_if_tiny(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_EDGE:
        raise NotAnImage(f"{width} x {height} pixels are too few for a movie")


def _facts(movie: InputContainer, stream: VideoStream, frame: VideoFrame) -> MovieFacts:
    rate = float(stream.average_rate or stream.guessed_rate or STILL_RATE)
    if stream.duration is not None and stream.time_base is not None:
        duration = float(stream.duration * stream.time_base)
    else:
        duration = (movie.duration or 0) / _MICROSECONDS
    count = stream.frames or max(1, round(duration * rate))
    size = frame.width, frame.height
    return MovieFacts(*size, round(rate, 3), duration or count / rate, count, _first_frame(movie, stream))


def _first_frame(movie: InputContainer, stream: VideoStream) -> int | None:
    timecode, rate = timecode_of(movie), stream.average_rate or stream.guessed_rate
    return None if timecode is None or not rate else frame_of_timecode(timecode, Fraction(rate))


def _strip_edge(frame: VideoFrame, aspect: float) -> int:
    """The longer edge of a frame that is as wide as those of a filmstrip are."""
    width, height = frame.width * aspect, float(frame.height)
    if round(frame.rotation) % 180:
        width, height = height, width
    return max(FILMSTRIP_WIDTH, round(FILMSTRIP_WIDTH * height / width))


def _spread(movie: InputContainer, stream: VideoStream, facts: MovieFacts) -> Iterator[VideoFrame]:
    """Frames at even distances, the first and nearly the last among them; none twice."""
    count = min(_MOST_FRAMES, facts.frame_count)
    begin = float((stream.start_time or 0) * (stream.time_base or 0))
    walk, seen = Walk(movie, stream), -inf
    for number in range(count):
        frame = walk.frame_at(begin + facts.duration * number / count)
        if frame is not None and frame.time > seen:
            seen = frame.time
            yield frame


def _save(target: Path, poster: Image.Image, wanted: Wanted, frames: list[Image.Image]) -> None:
    edges = {POSTER: _POSTER_EDGE, LARGE: max(wanted.large_edge, wanted.max_edge), THUMBNAIL: wanted.max_edge}
    for name, edge in edges.items():
        picture = poster.copy()
        picture.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
        picture.save(target / name, "JPEG", quality=_QUALITY, optimize=True)
    frames = frames or [poster]
    height = max(1, round(FILMSTRIP_WIDTH * frames[0].height / frames[0].width))
    strip = Image.new("RGB", (FILMSTRIP_WIDTH * len(frames), height))
    for number, frame in enumerate(frames):
        fitted = frame if frame.size == (FILMSTRIP_WIDTH, height) else frame.resize((FILMSTRIP_WIDTH, height))
        strip.paste(fitted, (FILMSTRIP_WIDTH * number, 0))
    strip.save(target / FILMSTRIP, "JPEG", quality=_QUALITY, optimize=True)
