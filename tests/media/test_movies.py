"""What is made of a movie: stills that show it truly, and films that browsers play."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream
from PIL import Image
from tests.media.movies import movie
from tests.media.pictures import CORNERS, corners_of, is_close, pixel, quarters

from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels
from slatehouse.media.movies.making import FILMSTRIP, LARGE, POSTER, THUMBNAIL, make_proxy, make_stills
from slatehouse.media.movies.progress import Teller, percent_told
from slatehouse.media.movies.stills import FILMSTRIP_WIDTH
from slatehouse.media.movies.timecode import frame_of_timecode
from slatehouse.media.movies.walk import Walk


def opened(folder: Path, name: str) -> Image.Image:
    return Image.open(folder / name).convert("RGB")


def sounding(path: Path, timecode: str = "01:00:00:00") -> Path:
    """Two seconds of 12 frames a second with a tone on one ear alone, and a timecode."""
    with av.open(str(path), "w") as output:
        pictures = output.add_stream("prores_ks", rate=12)
        assert isinstance(pictures, VideoStream)
        pictures.width, pictures.height, pictures.pix_fmt = 2048, 858, "yuv422p10le"
        pictures.metadata["timecode"] = timecode
        sound = output.add_stream("pcm_s16le", rate=44_100, layout="mono")
        assert isinstance(sound, AudioStream)
        drawn = VideoFrame.from_image(quarters(2048, 858))  # type: ignore[no-untyped-call]
        # A movie of this size that says nothing is taken to be coded so.
        frame = drawn.reformat(format="yuv422p10le", dst_colorspace=Colorspace.ITU709)
        for number in range(24):
            frame.pts, frame.time_base = number, Fraction(1, 12)
            output.mux(pictures.encode(frame))
        wave = (np.sin(np.arange(88_200) * 0.06) * 20_000).astype(np.int16).reshape(1, -1)
        heard = AudioFrame.from_ndarray(wave, format="s16", layout="mono")
        heard.sample_rate = 44_100
        output.mux(sound.encode(heard))
        output.mux(pictures.encode())
        output.mux(sound.encode())
    return path


def test_the_stills_of_a_movie(tmp_path: Path) -> None:
    source = movie(tmp_path / "a.mov", size=(640, 360), frames=48)
    facts = make_stills(str(source), str(tmp_path), {"max_edge": 320})
    assert (facts.width, facts.height, facts.frame_rate) == (640, 360, 24.0)
    assert (facts.duration, facts.frame_count) == (2.0, 48)
    assert opened(tmp_path, POSTER).size == (640, 360)
    assert opened(tmp_path, THUMBNAIL).size == (320, 180)
    assert (tmp_path / LARGE).read_bytes() == (tmp_path / POSTER).read_bytes()
    seen = corners_of((tmp_path / POSTER).read_bytes())
    assert all(map(is_close, seen, CORNERS, [24] * 4))


def test_a_filmstrip_shows_the_movie_from_left_to_right(tmp_path: Path) -> None:
    source = movie(tmp_path / "a.mov", size=(320, 160), frames=48)
    make_stills(str(source), str(tmp_path), {})
    strip = opened(tmp_path, FILMSTRIP)
    assert strip.size == (48 * FILMSTRIP_WIDTH, 120)
    reds = [pixel(strip, (number * FILMSTRIP_WIDTH + 60, 30))[0] for number in range(48)]
    assert [red > 100 for red in reds] == [False] * 12 + [True] * 36


@pytest.mark.parametrize("keys", [1, 7, 250])
@pytest.mark.parametrize("kind", ["mov", "mkv", "ts"])
def test_frames_are_found_wherever_keys_stand(tmp_path: Path, kind: str, keys: int) -> None:
    source = movie(tmp_path / f"a.{kind}", frames=48, keys=keys)
    with av.open(str(source)) as opened_movie:
        stream = opened_movie.streams.video[0]
        begin = float((stream.start_time or 0) * (stream.time_base or 0))
        walk = Walk(opened_movie, stream)
        numbers = [0, 1, 2, 3, 5, 8, 13, 21, 34, 46, 47, 47]
        found = [walk.frame_at(begin + number / 24) for number in numbers]
    assert [frame and round((frame.time - begin) * 24) for frame in found] == numbers


def test_a_long_movie_has_a_filmstrip_that_can_be_kept(tmp_path: Path) -> None:
    source = movie(tmp_path / "a.mov", size=(64, 64), frames=400)
    make_stills(str(source), str(tmp_path), {})
    strip = opened(tmp_path, FILMSTRIP)
    assert strip.size == (60 * FILMSTRIP_WIDTH, FILMSTRIP_WIDTH)
    reds = [pixel(strip, (number * FILMSTRIP_WIDTH + 60, 60))[0] > 100 for number in range(60)]
    assert reds == [False] * 15 + [True] * 45


def test_a_still_picture_is_a_movie_of_one_frame(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    quarters(301, 200).save(source)
    facts = make_stills(str(source), str(tmp_path), {})
    assert (facts.frame_rate, facts.duration, facts.frame_count) == (25.0, 0.04, 1)
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {})
    with av.open(str(tmp_path / "film")) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (300, 200)
        assert len(list(film.decode(video=0))) == 1


def test_a_film_has_the_pictures_the_sound_and_the_timecode(tmp_path: Path) -> None:
    source = sounding(tmp_path / "a.mov")
    assert make_stills(str(source), str(tmp_path), {}).first_frame == 43_200
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {})
    with av.open(str(tmp_path / "film")) as film:
        pictures, sound = film.streams.video[0], film.streams.audio[0]
        assert (pictures.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert (pictures.width, pictures.height, pictures.pix_fmt) == (1920, 804, "yuv420p")
        assert (pictures.average_rate, pictures.frames) == (Fraction(12), 24)
        assert film.duration is not None and abs(film.duration - 2_000_000) < 100_000
        timecodes = [each.metadata.get("timecode") for each in film.streams]
        assert "01:00:00:00" in timecodes
        times, loudest, picture = [], 0.0, None
        for frame in film.decode(pictures, sound):
            if isinstance(frame, VideoFrame):
                times.append(round(frame.time * 12))
                picture = frame
            elif isinstance(frame, AudioFrame):
                loudest = max(loudest, float(np.abs(frame.to_ndarray()).max()))
        assert times == list(range(24))
        assert loudest > 0.3
        assert picture is not None
        image = picture.to_image()  # type: ignore[no-untyped-call]
        for place, colour in zip(((480, 200), (1440, 200), (480, 600), (1440, 600)), CORNERS, strict=True):
            assert is_close(pixel(image, place), colour, 16)
    head = (tmp_path / "film").read_bytes()
    assert head.index(b"moov") < head.index(b"mdat"), "players have to wait for all of it"


def test_a_film_begins_at_once_however_late_its_movie_begins(tmp_path: Path) -> None:
    source = movie(tmp_path / "a.ts")
    with av.open(str(source)) as late:
        assert late.start_time
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {})
    with av.open(str(tmp_path / "film")) as film:
        assert [round(frame.time * 24) for frame in film.decode(video=0)] == list(range(12))


def test_a_film_for_browsers_that_want_webm(tmp_path: Path) -> None:
    make_proxy(str(movie(tmp_path / "a.mov")), str(tmp_path / "film"), "webm", str(tmp_path / "told"), {})
    with av.open(str(tmp_path / "film")) as film:
        assert film.streams.video[0].codec_context.name == "vp9"
        assert len(list(film.decode(video=0))) == 12


def test_pixels_that_are_not_square_become_so(tmp_path: Path) -> None:
    make_proxy(
        str(movie(tmp_path / "a.mov", aspect=Fraction(2))),
        str(tmp_path / "film"),
        "mp4",
        str(tmp_path / "told"),
        {},
    )
    with av.open(str(tmp_path / "film")) as film:
        stream = film.streams.video[0]
        assert (stream.width, stream.height) == (128, 32)
        assert stream.sample_aspect_ratio in (None, 1)


BROKEN = {
    "a text": b"the movie comes later",
    "a movie of nothing": b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08mdat",
    "a document": b"%PDF-1.4\n",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_movie_is_refused(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "a.mov"
    source.write_bytes(content)
    with pytest.raises(NotAnImage):
        make_stills(str(source), str(tmp_path), {})
    with pytest.raises(NotAnImage):
        make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {})


def test_pictures_that_are_too_small_or_too_large_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    quarters(16, 16).save(source)
    with pytest.raises(NotAnImage, match="too few"):
        make_stills(str(source), str(tmp_path), {})
    large = movie(tmp_path / "a.mov", size=(320, 160))
    for make in (
        lambda: make_stills(str(large), str(tmp_path), {"max_pixels": 50_000}),
        lambda: make_proxy(
            str(large), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {"max_pixels": 50_000}
        ),
    ):
        with pytest.raises(TooManyPixels):
            make()


def test_a_movie_that_breaks_off_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    source = movie(tmp_path / "a.mkv", size=(320, 160), frames=48)
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) * 2 // 3])
    facts = make_stills(str(source), str(tmp_path), {})
    assert facts.width == 320
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {})
    with av.open(str(tmp_path / "film")) as film:
        assert 12 < len(list(film.decode(video=0))) < 48


TIMECODES = [
    ("01:00:00:00", 24, 86_400),
    ("00:00:41:17", Fraction(24_000, 1_001), 1_001),
    ("00:00:59;29", Fraction(30_000, 1_001), 1_799),
    ("00:01:00;02", Fraction(30_000, 1_001), 1_800),
    ("00:10:00;00", Fraction(30_000, 1_001), 17_982),
    ("01:00:00;00", Fraction(60_000, 1_001), 215_784),
    ("01:00:00:24", 24, None),
    ("01:61:00:00", 24, None),
    ("an hour", 24, None),
    ("01:00:00:00", 0, None),
]


@pytest.mark.parametrize(("timecode", "rate", "frame"), TIMECODES)
def test_a_timecode_names_a_frame(timecode: str, rate: int | Fraction, frame: int | None) -> None:
    assert frame_of_timecode(timecode, Fraction(rate)) == frame


def test_progress_is_told_by_one_process_and_read_by_another(tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert percent_told(told) is None
    Teller(told, None).count()
    assert percent_told(told) is None
    Teller(told, 3).count()
    assert percent_told(told) == 33
    for lie in (b"-3", b"1e9", b"101", b"0100", "٣".encode(), b"", b"\xff", b"[40]"):
        told.write_bytes(lie)
        assert percent_told(told) is None


def test_a_film_tells_how_much_of_it_is_made(tmp_path: Path) -> None:
    source, told = movie(tmp_path / "a.mov", frames=12), tmp_path / "told"
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(told), {})
    assert percent_told(told) is not None
