"""Movies that hold light, or a logarithm of it, are seen as stills of it are, by PyOpenColorIO's word."""

from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
import numpy as np
import pytest
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image
from tests.media.charts import as_shown, chart, converted, largest_difference

from slatehouse.media.decoding.wanted import ViewUnknown, Wanted
from slatehouse.media.movies.making import POSTER, make_proxy, make_stills
from slatehouse.media.thumbnails import make_thumbnail

LOGC = "ARRI LogC3 (EI800)"
TABLE = {"spaces": {"prores": LOGC, "log": LOGC}}
DARKEST = 0.01


class Coded(NamedTuple):
    """How a chart is coded as a movie."""

    codec: str = "prores_ks"
    pixels: str = "yuv444p10le"
    transfer: ColorTrc = ColorTrc.UNSPECIFIED
    matrix: Colorspace = Colorspace.ITU709
    is_matrix_told: bool = True
    edge: int = 3


def coded(path: Path, codes: NDArray[Any], how: Coded) -> Path:
    """A movie of one frame whose pixels have these codes, from 0 to 1."""
    large = codes.repeat(how.edge, axis=0).repeat(how.edge, axis=1)
    pixels = np.ascontiguousarray((large.clip(0, 1) * 65_535 + 0.5).astype(np.uint16))
    with av.open(str(path), "w") as output:
        stream = output.add_stream(how.codec, rate=24)
        assert isinstance(stream, VideoStream)
        stream.height, stream.width = pixels.shape[:2]
        stream.pix_fmt = how.pixels
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb48le")
        frame = frame.reformat(format=how.pixels, dst_colorspace=how.matrix, dst_color_range=ColorRange.MPEG)
        if how.is_matrix_told:
            stream.codec_context.colorspace = how.matrix
        stream.codec_context.color_trc = frame.color_trc = how.transfer
        stream.codec_context.color_primaries = frame.color_primaries = ColorPrimaries.BT709
        frame.pts, frame.time_base = 0, Fraction(1, 24)
        output.mux(stream.encode(frame))
        output.mux(stream.encode())
    return path


def as_log(light: NDArray[Any], decades: float) -> NDArray[Any]:
    return np.where(light >= DARKEST, 1 + np.log10(np.maximum(light, 1e-9)) / decades, 0)


VIEWED = (ColorTrc.LINEAR, ColorTrc.LOG, ColorTrc.LOG_SQRT)
LIGHT = chart()
SHOWN = as_shown(LIGHT)
CUT = as_shown(np.where(LIGHT >= DARKEST, LIGHT, 0).astype(np.float32))
SCREEN = np.asarray(SHOWN) / 255.0
LOG = converted(LIGHT, LOGC)

MOVIES: dict[str, tuple[NDArray[Any], Coded, dict[str, Any], Image.Image]] = {
    "light": (LIGHT, Coded(transfer=ColorTrc.LINEAR), {}, SHOWN),
    "light in H.264": (LIGHT, Coded("libx264", transfer=ColorTrc.LINEAR), {}, SHOWN),
    "a camera's logarithm by its codec": (LOG, Coded(pixels="yuv422p10le"), TABLE, SHOWN),
    "a camera's logarithm by its tag": (LOG, Coded("v210", "yuv422p10le", ColorTrc.LOG), TABLE, SHOWN),
    "the standard's logarithm": (as_log(LIGHT, 2.0), Coded(transfer=ColorTrc.LOG), {}, CUT),
    "its other one": (as_log(LIGHT, 2.5), Coded(transfer=ColorTrc.LOG_SQRT), {}, CUT),
    "what is for screens, with a table": (SCREEN, Coded(transfer=ColorTrc.BT709), TABLE, SHOWN),
    "what is for screens in Rec. 601": (SCREEN, Coded(matrix=Colorspace.ITU601), {}, SHOWN),
    "what says nothing, in HD": (
        SCREEN,
        Coded("v210", "yuv422p10le", is_matrix_told=False, edge=8),
        {},
        SHOWN,
    ),
}


@pytest.mark.parametrize(("codes", "how", "colours", "shown"), MOVIES.values(), ids=MOVIES)
def test_a_movie_is_seen_as_a_still_of_it(
    tmp_path: Path, codes: NDArray[Any], how: Coded, colours: dict[str, Any], shown: Image.Image
) -> None:
    source, wanted = coded(tmp_path / "a.mov", codes, how), {"colours": colours}
    make_stills(str(source), str(tmp_path), wanted)
    assert largest_difference(Image.open(tmp_path / POSTER), shown) < 3
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), wanted)
    with av.open(str(tmp_path / "film")) as film:
        frame = next(film.decode(video=0))
        tags = frame.colorspace, frame.color_range, frame.color_trc, frame.color_primaries
        assert tags == (Colorspace.ITU709, ColorRange.MPEG, ColorTrc.BT709, ColorPrimaries.BT709)
        picture = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709).to_image()  # type: ignore[no-untyped-call]
    assert largest_difference(picture, shown) < 2


def test_the_picture_of_an_attachment_is_seen_so_as_well(tmp_path: Path) -> None:
    source = coded(tmp_path / "a.mov", LIGHT, Coded(transfer=ColorTrc.LINEAR))
    jpeg = tmp_path / "a.jpg"
    jpeg.write_bytes(make_thumbnail(source, Wanted()).jpeg)
    assert largest_difference(Image.open(jpeg), SHOWN) < 3


@pytest.mark.parametrize("transfer", [each for each in ColorTrc if each not in VIEWED])
def test_whatever_a_movie_says_of_its_transfer_something_is_seen(tmp_path: Path, transfer: ColorTrc) -> None:
    source = coded(tmp_path / "a.mov", SCREEN, Coded("libx264", "yuv420p", transfer, edge=1))
    make_stills(str(source), str(tmp_path), {})
    make_proxy(str(source), str(tmp_path / "film"), "mp4", str(tmp_path / "told"), {})


def test_a_space_that_the_configuration_does_not_have_is_nobodys_movie(tmp_path: Path) -> None:
    source = str(coded(tmp_path / "a.mov", LOG, Coded()))
    wanted = {"colours": {"spaces": {"prores": "Kodachrome"}}}
    with pytest.raises(ViewUnknown, match="Kodachrome"):
        make_stills(source, str(tmp_path), wanted)
    with pytest.raises(ViewUnknown, match="Kodachrome"):
        make_proxy(source, str(tmp_path / "film"), "mp4", str(tmp_path / "told"), wanted)
