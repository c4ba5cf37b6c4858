"""Frames of a movie at moments that lie further and further on, with as little decoding as possible."""

from collections.abc import Iterator

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from slatehouse.media.decoding.movie import frames_from_here
from slatehouse.media.movies.making import STILL_RATE

__all__ = ["Walk"]

_STEP = 1.0
"""Seconds that are decoded, and not leapt over, where nobody knows from which frames one can begin."""

_WITHOUT_INDEX = frozenset({"mpeg", "mpegts"})
_LEAST_BACK = 2.0
"""Seconds before a moment to which one leaps in these formats: a frame to begin from lies somewhere there."""


class Walk:
    """A way through a movie: it leaps to a frame to begin from if one lies ahead, and goes on otherwise.

    Movies made for the web begin once in ten seconds: whoever leapt for each frame would decode all before it
    again and again.
    """

    def __init__(self, movie: InputContainer, stream: VideoStream) -> None:
        self._movie, self._stream = movie, stream
        self._base = float(stream.time_base or 1)
        self._has_index = movie.format.name not in _WITHOUT_INDEX
        self._half = 0.5 / float(stream.average_rate or STILL_RATE)
        self._frames: Iterator[VideoFrame] | None = None
        self._latest: VideoFrame | None = None
        self._next: VideoFrame | None = None

    def frame_at(self, moment: float) -> VideoFrame | None:
        """The frame that is to be seen at a moment, or the one before; None where none can be decoded."""
        before = self._latest
        try:
            if self._frames is None or self._leaps_to(moment):
                self._leap(moment)
            return self._go_on_to(moment) or before
        except av.FFmpegError:
            self._frames = None
            return None

    def _leaps_to(self, moment: float) -> bool:
        here = self._next or self._latest
        if here is None:
            return True
        if not self._has_index:
            return moment - here.time > _LEAST_BACK + _STEP
        entries = self._stream.index_entries
        place = entries.search_timestamp(round(moment / self._base)) if len(entries) else -1
        if place < 0:
            return moment - here.time > _STEP
        return entries[place].timestamp * self._base > here.time

    def _leap(self, moment: float) -> None:
        place = moment if self._has_index else max(0.0, moment - _LEAST_BACK)
        self._movie.seek(round(place / self._base), stream=self._stream)
        self._frames = frames_from_here(self._movie, self._stream)
        self._latest = self._next = None

    def _go_on_to(self, moment: float) -> VideoFrame | None:
        assert self._frames is not None
        until = moment + self._half
        while self._next is None or self._next.time <= until:
            self._latest = self._next or self._latest
            self._next = next((frame for frame in self._frames if frame.pts is not None), None)
            if self._next is None:
                # The end: the next moment has to be leapt to, or shows the same.
                self._frames = None
                return self._latest
        return self._latest or self._next
