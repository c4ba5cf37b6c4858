"""A frame of a movie, by FFmpeg's libraries: the one in the middle, as movies begin with slates and black."""

from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from PIL.Image import Image, Transpose

from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit, words_of

__all__ = ["frame_in_the_middle", "open_movie", "read", "sized", "timecode_of"]

_TIMECODE = "timecode"
_UNSPECIFIED = 2
_LINES_OF_HD = 720
_QUARTER_TURNS = {90: Transpose.ROTATE_90, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_270}


def read(path: Path, found: Format, wanted: Wanted) -> Image:
    """The frame in the middle, turned as it is to be seen, its pixels square."""
    with open_movie(path, found) as movie:
        frame = frame_in_the_middle(movie)
        admit(frame.width, frame.height, wanted.max_pixels)
        return sized(frame, movie.streams.video[0].sample_aspect_ratio or 1, wanted.max_edge)


def open_movie(path: Path, found: Format) -> InputContainer:
    """The movie, read by what its first bytes say and by nothing else. Raises `NotAnImage`.

    Other files that it names, or addresses, are not opened.
    """
    try:
        # Without this a playlist could make the worker fetch what it names.
        options = {"protocol_whitelist": "file"}
        movie = av.open(str(path), format=found.name, options=options)
    except (av.FFmpegError, ValueError) as error:
        raise NotAnImage(f"not a movie that can be read: {words_of(error)}") from error
    if not movie.streams.video:
        movie.close()
        raise NotAnImage("a movie without pictures")
    return movie


def timecode_of(movie: InputContainer) -> str | None:
    """The timecode of the first frame, as text."""
    return movie.streams.video[0].metadata.get(_TIMECODE) or movie.metadata.get(_TIMECODE)


def sized(frame: VideoFrame, aspect: float | Fraction, max_edge: int) -> Image:
    """A frame as players show it, no longer than `max_edge`; `aspect` is a pixel's width by its height."""
    width, height = frame.width * float(aspect), float(frame.height)
    scale = min(1.0, max_edge / max(width, height))
    is_unsaid = frame.colorspace == _UNSPECIFIED
    small = frame.reformat(
        width=max(1, round(width * scale)),
        height=max(1, round(height * scale)),
        format="rgb24",
        src_colorspace=Colorspace.ITU709 if is_unsaid and frame.height >= _LINES_OF_HD else None,
        interpolation=Interpolation.AREA,
    )
    picture: Image = small.to_image()  # type: ignore[no-untyped-call]
    turn = _QUARTER_TURNS.get(round(frame.rotation) % 360)
    return picture if turn is None else picture.transpose(turn)


def frame_in_the_middle(movie: InputContainer) -> VideoFrame:
    """A frame near the middle; the first one where nothing can be decoded there. Raises `NotAnImage`."""
    stream = movie.streams.video[0]
    stream.codec_context.thread_count = 1
    for moment in ((movie.duration or 0) // 2, 0):
        try:
            if moment:
                movie.seek(moment)
            return next(iter(movie.decode(stream)))
        except (av.FFmpegError, StopIteration):
            continue
    raise NotAnImage("no frame of this movie can be decoded")
