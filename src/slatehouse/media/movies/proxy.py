"""A movie that browsers play, made of one that they do not."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import msgspec
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from slatehouse.media.decoding.formats import format_of, read_picture
from slatehouse.media.decoding.movie import is_hd_by_custom, open_movie, timecode_of
from slatehouse.media.decoding.movie_colours import look_of, without_tags
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit
from slatehouse.media.movies.frames import Frames
from slatehouse.media.movies.making import STILL_RATE, Proxy
from slatehouse.media.movies.progress import Teller
from slatehouse.media.movies.timecode import exact_rate, timecode_of_frame

__all__ = ["make", "make_of_frames"]

_LARGEST = (1920, 1080)
_SOUND_RATE = 48_000
# Close together, so that a player can go to any frame at once.
_FRAMES_BETWEEN_KEYS = 12
_TICK = Fraction(1, 90_000)
_AS_FILM = "out_color_matrix=bt709:out_range=tv"
_TURNS: dict[int, tuple[tuple[str, str | None], ...]] = {
    90: (("transpose", "cclock"),),
    180: (("hflip", None), ("vflip", None)),
    270: (("transpose", "clock"),),
}
_TIMECODE = "timecode"

Filters = tuple[tuple[str, str], ...]
View = Callable[[VideoFrame], Filters]


def make(source: Path, target: Path, proxy: Proxy, progress: Path, wanted: Wanted) -> None:
    """Write the movie of a file, and tell of it in another."""
    found = format_of(source)
    if found is None:
        raise NotAnImage("of no format that movies or pictures have")
    with av.open(str(target), "w", format=proxy.container, options=proxy.container_options) as output:
        if found.reader != "movie":
            still = read_picture(source, msgspec.structs.replace(wanted, max_edge=max(_LARGEST)))
            pictures = _Pictures(output, proxy, Fraction(STILL_RATE), None)
            pictures.add(VideoFrame.from_image(still))  # type: ignore[no-untyped-call]
            pictures.finish()
            return
        with open_movie(source, found) as movie:
            stream = movie.streams.video[0]
            admit(stream.width, stream.height, wanted.max_pixels)
            teller = Teller(progress, _frames(movie, stream))
            view = partial(_view_of, stream, wanted, target.with_name(f"{target.name}.cube"))
            _transcode(movie, stream, output, proxy, teller, view)


def _view_of(stream: VideoStream, wanted: Wanted, table: Path, frame: VideoFrame) -> Filters:
    """The filters that bring the stream's pixels through the view; none where they are made for a screen."""
    look = look_of(stream, frame, wanted.colours)
    if look is None:
        return ()
    # What views are made by takes its time to load, and most movies need none.
    from slatehouse.media.movies.look_up import look_up

    return look_up(look, table)


def make_of_frames(
    frames: Frames, rate: float, target: Path, proxy: Proxy, progress: Path, wanted: Wanted
) -> None:
    """Write the movie of an image sequence, and tell of it in another file; its timecode is that of the first
    frame's number."""
    exact = exact_rate(rate)
    teller, asked = Teller(progress, frames.count), msgspec.structs.replace(wanted, max_edge=max(_LARGEST))
    with av.open(str(target), "w", format=proxy.container, options=proxy.container_options) as output:
        pictures = _Pictures(output, proxy, exact, timecode_of_frame(frames.first, exact))
        for picture in frames.pictures(asked):
            pictures.add(VideoFrame.from_image(picture))  # type: ignore[no-untyped-call]
            teller.count()
        pictures.finish()


def _frames(movie: InputContainer, stream: VideoStream) -> int | None:
    """How many frames there may be; None where nothing says that."""
    seconds = (movie.duration or 0) / av.time_base
    return stream.frames or round(seconds * (stream.average_rate or 0)) or None


def _transcode(
    movie: InputContainer,
    stream: VideoStream,
    output: OutputContainer,
    proxy: Proxy,
    teller: Teller,
    view: View,
) -> None:
    stream.thread_type = "AUTO"
    rate = stream.average_rate or stream.guessed_rate or Fraction(STILL_RATE)
    heard = next(iter(movie.streams.audio), None)
    pictures = _Pictures(output, proxy, rate, timecode_of(movie), stream.sample_aspect_ratio, view)
    # Every stream has to be there before the first is written to.
    sound = None if heard is None else _Sound(output, proxy)
    early: list[AudioFrame] = []
    for frame in _decoded(movie, stream, heard):
        if isinstance(frame, VideoFrame):
            pictures.add(frame)
            teller.count()
            while early and sound is not None:
                sound.add(early.pop(0))
        elif sound is not None and pictures.have_begun:
            sound.add(frame)
        else:
            # Once a stream is written to, the others can no longer be told what they will hold.
            early.append(frame)
    pictures.finish()
    if sound is not None:
        sound.finish()


def _decoded(
    movie: InputContainer, stream: VideoStream, heard: AudioStream | None
) -> Iterator[VideoFrame | AudioFrame]:
    """What is seen and heard, up to where the movie breaks off; its beginning is the zero of all times."""
    begin = Fraction(max(0, movie.start_time or 0), av.time_base)
    packets = movie.demux([each for each in (stream, heard) if each is not None])
    while True:
        try:
            packet = next(packets, None)
            frames = [] if packet is None else packet.decode()
        except av.InvalidDataError:
            continue
        if packet is None:
            return
        for frame in frames:
            if isinstance(frame, VideoFrame | AudioFrame):
                if begin and frame.pts is not None and frame.time_base:
                    frame.pts -= round(begin / frame.time_base)
                yield frame


class _Pictures:
    """The stream of pictures; its size is that of the first one, turned and fitted."""

    def __init__(
        self,
        output: OutputContainer,
        proxy: Proxy,
        rate: Fraction,
        timecode: str | None,
        aspect: Fraction | None = None,
        view: View | None = None,
    ) -> None:
        stream = output.add_stream(proxy.pictures, rate=rate, options=dict(proxy.options))
        assert isinstance(stream, VideoStream)
        stream.pix_fmt = "yuv420p"
        # Whole frames side by side: slices of each, which is the default here, are for those who cannot wait.
        stream.thread_type = "AUTO"
        stream.codec_context.time_base = _TICK
        stream.codec_context.gop_size = _FRAMES_BETWEEN_KEYS
        stream.codec_context.color_primaries = ColorPrimaries.BT709
        stream.codec_context.color_trc = ColorTrc.BT709
        stream.codec_context.colorspace = Colorspace.ITU709
        stream.codec_context.color_range = ColorRange.MPEG
        if timecode is not None:
            stream.metadata[_TIMECODE] = timecode
        self._output, self._stream = output, stream
        self._aspect = aspect or Fraction(1)
        self._view = view
        self._filters: Filters = ()
        self._fitter: _Fitter | None = None
        self._step = max(1, round(1 / rate / _TICK))
        # A frame before the beginning is none: sound and pictures begin together.
        self._latest = -self._step

    @property
    def have_begun(self) -> bool:
        """Whether a frame came."""
        return self._fitter is not None

    def add(self, frame: VideoFrame) -> None:
        """Encode a frame, unless it is to be seen before one that was encoded."""
        fitter = self._fitter
        if fitter is None:
            self._filters = self._view(frame) if self._view else ()
            fitter = self._fitter = _Fitter(frame, self._aspect, self._filters)
            self._stream.width, self._stream.height = fitter.size
        elif not fitter.takes(frame):
            fitter = self._fitter = _Fitter(frame, self._aspect, self._filters, fitter.size)
        fitted = fitter.fitted(frame)
        fitted.pict_type = PictureType.NONE
        place = self._latest + self._step if fitted.pts is None else round(fitted.time / _TICK)
        if place <= self._latest:
            return
        self._latest = fitted.pts = place
        fitted.time_base = _TICK
        self._output.mux(self._stream.encode(fitted))

    def finish(self) -> None:
        """Encode what is still to come. Raises `NotAnImage` where nothing came."""
        if self._fitter is None:
            raise NotAnImage("no frame of this movie can be decoded")
        self._output.mux(self._stream.encode())


class _Fitter:
    """Turns frames of one kind upright, makes their pixels square, fits them into `size`, and brings them
    through a view."""

    def __init__(
        self,
        frame: VideoFrame,
        aspect: Fraction,
        view: Filters = (),
        size: tuple[int, int] | None = None,
    ) -> None:
        self._kind, self._has_view = _kind(frame), bool(view)
        turn = round(frame.rotation) % 360
        width, height = float(frame.width * aspect), float(frame.height)
        if turn in (90, 270):
            width, height = height, width
        scale = min(1.0, _LARGEST[0] / width, _LARGEST[1] / height)
        self.size = size or (_even(width * scale), _even(height * scale))
        self._graph = graph = Graph()
        # What says nothing is taken for what it is by custom; "auto" would take it for Rec. 601.
        coded = "bt709" if is_hd_by_custom(frame) else "auto"
        fit = f"{self.size[0]}:{self.size[1]}:flags=bicubic:in_color_matrix={coded}"
        steps = (
            *_TURNS.get(turn, ()),
            *((("scale", fit), ("format", "gbrp16le"), *view, ("scale", _AS_FILM)) if view else ()),
            *(() if view else (("scale", f"{fit}:{_AS_FILM}"),)),
            ("format", "yuv420p"),
            ("setsar", "1"),
            ("buffersink", None),
        )
        source = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base or _TICK
        )
        graph.link_nodes(source, *(graph.add(name, how) for name, how in steps)).configure()

    def takes(self, frame: VideoFrame) -> bool:
        """Whether the frame is of the same kind as the first."""
        return _kind(frame) == self._kind

    def fitted(self, frame: VideoFrame) -> VideoFrame:
        """The frame as it is encoded."""
        self._graph.vpush(without_tags(frame) if self._has_view else frame)
        return self._graph.vpull()


def _kind(frame: VideoFrame) -> tuple[int, int, str, float]:
    return frame.width, frame.height, frame.format.name, frame.rotation


def _even(length: float) -> int:
    """Pixels of colour stand two by two."""
    return max(2, round(length / 2) * 2)


class _Sound:
    """The stream of sound, in stereo."""

    def __init__(self, output: OutputContainer, proxy: Proxy) -> None:
        stream = output.add_stream(proxy.sound, rate=_SOUND_RATE, layout="stereo")
        assert isinstance(stream, AudioStream)
        self._output, self._stream = output, stream
        self._resampler = AudioResampler(format=stream.format, layout="stereo", rate=_SOUND_RATE)

    def add(self, frame: AudioFrame | None) -> None:
        """Encode what was heard; None is the end of it."""
        for resampled in self._resampler.resample(frame):
            self._output.mux(self._stream.encode(resampled))

    def finish(self) -> None:
        """Encode what is still to come."""
        self.add(None)
        self._output.mux(self._stream.encode())
