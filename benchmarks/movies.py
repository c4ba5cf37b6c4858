"""The film of a movie as a worker makes it, in a child process of its own, beside the `ffmpeg` program."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path

import av
import msgspec
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.filter import Graph
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray

from benchmarks import reference_movies
from benchmarks.figures import Figure, rates
from slatehouse.config.settings import MediaSettings
from slatehouse.jobs.decoding import wanted_by
from slatehouse.media.isolation import Failed, Limits, Sandbox
from slatehouse.media.movies.making import make_proxy

SECONDS, RATE, SOUND_RATE = 6, 24, 48_000
FRAMES = SECONDS * RATE
ROUNDS = 5
_AIM, _UNIT = "80%", " frames/s"
_WANTED = msgspec.to_builtins(wanted_by(MediaSettings()))
_LIMITS = Limits(seconds=600, cpu_seconds=4_800, memory=6 * 1024**3)


def measure(folder: str) -> list[Figure]:
    """Frames a second of six seconds in Full HD, with sound."""
    source, target = Path(folder, "source.mov"), Path(folder, "film.mp4")
    _write_movie(source)
    ours = partial(_make, source, target)
    if reference_movies.PROGRAM is None:
        return [Figure("a film in 1080p", f"{_rate(ours):,.0f}{_UNIT}", "ffmpeg is not installed")]
    theirs = partial(reference_movies.transcode, source, Path(folder, "reference.mp4"))
    mine, others = [], []
    for _ in range(ROUNDS):
        mine.append(_rate(ours))
        others.append(_rate(theirs))
    _raise_unless_alike(target, Path(folder, "reference.mp4"))
    return [rates("a film in 1080p", mine, others, _AIM, _UNIT)]


def _make(source: Path, target: Path) -> None:
    with Sandbox(_LIMITS, reuse=1) as sandbox:
        progress = str(target.with_suffix(".progress"))
        failed = sandbox.run(make_proxy, str(source), str(target), "mp4", progress, _WANTED)
    if isinstance(failed, Failed):
        raise RuntimeError(failed.reason)


def _rate(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return FRAMES / (time.perf_counter() - began)


def _raise_unless_alike(*films: Path) -> None:
    """Raises where one holds less than the other, or is of another size: then it was less work."""
    told = []
    for film in films:
        with av.open(str(film)) as movie:
            pictures = movie.streams.video[0]
            told.append((pictures.frames, pictures.width, pictures.height, len(movie.streams.audio)))
    sizes = [os.path.getsize(film) for film in films]
    if told[0] != told[1] or not 0.8 < sizes[0] / sizes[1] < 1.25:
        raise RuntimeError(f"the reference makes another film: {told}, of {sizes} bytes")


def _write_movie(path: Path) -> None:
    """Moving figures with grain, as H.264 of a high rate, and a tone."""
    with av.open(str(path), "w") as output:
        pictures = output.add_stream("libx264", rate=RATE, options={"preset": "ultrafast", "crf": "18"})
        sound = output.add_stream("aac", rate=SOUND_RATE, layout="stereo")
        assert isinstance(pictures, VideoStream)
        assert isinstance(sound, AudioStream)
        pictures.width, pictures.height, pictures.pix_fmt = 1920, 1080, "yuv420p"
        # What does not say so, the program would take for Rec. 601, and have more to do.
        pictures.codec_context.colorspace = Colorspace.ITU709
        pictures.codec_context.color_range = ColorRange.MPEG
        source = _figures()
        for number in range(FRAMES):
            frame = source.vpull()
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            output.mux(pictures.encode(frame))
        output.mux(pictures.encode())
        for samples in np.split(_tone(), SECONDS, axis=1):
            heard = AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
            heard.sample_rate = SOUND_RATE
            output.mux(sound.encode(heard))
        output.mux(sound.encode())


def _figures() -> Graph:
    graph = Graph()
    steps = (("testsrc2", f"size=1920x1080:rate={RATE}"), ("noise", "alls=4:allf=t"), ("format", "yuv420p"))
    graph.link_nodes(*(graph.add(name, how) for name, how in steps), graph.add("buffersink")).configure()
    return graph


def _tone() -> NDArray[np.float32]:
    wave = np.sin(np.arange(SECONDS * SOUND_RATE, dtype=np.float32) * (2 * np.pi * 440 / SOUND_RATE))
    return np.stack((wave, wave)).astype(np.float32)
