"""A frame of a movie, by FFmpeg's libraries: the one in the middle, as movies begin with slates and black."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, Interpolation
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image
from PIL.Image import Transpose

from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.movie_colours import Look, look_of, without_tags
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit, words_of

__all__ = [
    "frame_in_the_middle",
    "frames_from_here",
    "is_hd_by_custom",
    "open_movie",
    "read",
    "sized",
    "timecode_of",
]

_TIMECODE = "timecode"
_UNSPECIFIED = 2
_LINES_OF_HD = 720
_WHITE = 65_535
_QUARTER_TURNS = {90: Transpose.ROTATE_90, 180: Transpose.ROTATE_180, 270: Transpose.ROTATE_270}


def read(path: Path, found: Format, wanted: Wanted) -> Image.Image:
    """The frame in the middle, turned as it is to be seen, its pixels square."""
    with open_movie(path, found) as movie:
        frame = frame_in_the_middle(movie)
        admit(frame.width, frame.height, wanted.max_pixels)
        stream = movie.streams.video[0]
        look = look_of(stream, frame, wanted.colours)
        return sized(frame, stream.sample_aspect_ratio or 1, wanted.max_edge, look)


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


def sized(
    frame: VideoFrame, aspect: float | Fraction, max_edge: int, look: Look | None = None
) -> Image.Image:
    """A frame as players show it, no longer than `max_edge`; `aspect` is a pixel's width by its height.

    With a look its pixels go through the view. Raises `ViewUnknown`.
    """
    width, height = frame.width * float(aspect), float(frame.height)
    scale = min(1.0, max_edge / max(width, height))
    small = (frame if look is None else without_tags(frame)).reformat(
        width=max(1, round(width * scale)),
        height=max(1, round(height * scale)),
        format="rgb24" if look is None else "rgb48le",
        src_colorspace=Colorspace.ITU709 if is_hd_by_custom(frame) else None,
        interpolation=Interpolation.AREA,
    )
    pixels = small.to_ndarray()
    picture = Image.fromarray(pixels) if look is None else _seen(pixels, look)
    turn = _QUARTER_TURNS.get(round(frame.rotation) % 360)
    return picture if turn is None else picture.transpose(turn)


def is_hd_by_custom(frame: VideoFrame) -> bool:
    """Whether a frame says nothing of how its colours are coded, and is as large as those of Rec. 709."""
    return frame.colorspace == _UNSPECIFIED and frame.height >= _LINES_OF_HD


def _seen(pixels: NDArray[Any], look: Look) -> Image.Image:
    # What views are made by takes longer to load than a frame to read, and most movies need none.
    from slatehouse.media.decoding.viewing import viewed

    opaque = np.ones((*pixels.shape[:2], 4), dtype=np.float32)
    opaque[..., :3] = pixels / np.float32(_WHITE)
    return viewed(opaque, look.space, look.colours)


def frame_in_the_middle(movie: InputContainer) -> VideoFrame:
    """A frame near the middle; the first one where nothing can be decoded there. Raises `NotAnImage`."""
    stream = movie.streams.video[0]
    stream.codec_context.thread_count = 1
    half = (movie.duration or 0) // 2
    for moment in ((movie.start_time or 0) + half, 0) if half else (None,):
        try:
            if moment is not None:
                movie.seek(moment)
            return next(frames_from_here(movie, stream))
        except (av.FFmpegError, StopIteration):
            continue
    raise NotAnImage("no frame of this movie can be decoded")


def frames_from_here(movie: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """The frames that follow. What comes before a frame that one can begin from is passed over."""
    for packet in movie.demux(stream):
        try:
            frames = packet.decode()
        except av.InvalidDataError:
            continue
        yield from frames
