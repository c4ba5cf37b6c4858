"""Pictures of film and of renderers: in the right colours, of the right part, in the right window."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from tests.media.charts import (
    Pixels,
    as_shown,
    chart,
    converted,
    largest_difference,
    write,
    write_cineon,
    write_parts,
)
from tests.media.pictures import Colour, is_close, pixel, psd

from slatehouse.media.colour import GREY
from slatehouse.media.decoding.wanted import Colours, NotAnImage, TooManyPixels, ViewUnknown, Wanted
from slatehouse.media.thumbnails import make_thumbnail

CHART = chart()
AP0 = (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, 0.32168, 0.33767)
AP1 = (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, 0.32168, 0.33767)
REC709 = (0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329)
ALEXA = (0.684, 0.313, 0.221, 0.848, 0.0861, -0.102, 0.3127, 0.329)
RGB = ("R", "G", "B")
LIT, DARK = 0.5, 0.05
WINDOW: dict[str, Any] = {"full_x": 0, "full_y": 0, "full_width": 16, "full_height": 8}


def thumbnail_of(path: Path, wanted: Wanted | None = None) -> Image.Image:
    return Image.open(BytesIO(make_thumbnail(path, wanted).jpeg)).convert("RGB")


def filled(colour: tuple[float, ...], width: int = 16, height: int = 8) -> Pixels:
    return np.full((height, width, len(colour)), colour, dtype=np.float32)


def shown(light: float) -> Colour:
    return pixel(as_shown(filled((light, light, light), 1, 1)), (0, 0))


CHARTS = {
    "EXR, half, which says nothing": lambda path: write(path / "a.exr", CHART),
    "EXR, float, tiled": lambda path: write(path / "a.exr", CHART, "float", tile_width=32, tile_height=16),
    "EXR, DWAA": lambda path: write(path / "a.exr", CHART, compression="dwaa"),
    "EXR of Rec. 709": lambda path: write(path / "a.exr", CHART, chromaticities=REC709),
    "EXR of ACES": lambda path: write(path / "a.exr", converted(CHART, "ACES2065-1"), chromaticities=AP0),
    "EXR of ACEScg": lambda path: write(path / "a.exr", converted(CHART, "ACEScg"), chromaticities=AP1),
    "EXR of primaries without a name": lambda path: write(
        path / "a.exr", converted(CHART, "Linear ARRI Wide Gamut 3"), chromaticities=ALEXA
    ),
    "Radiance HDR": lambda path: write(path / "a.hdr", CHART, "float"),
    "DPX, 10 bits": lambda path: write(
        path / "a.dpx", converted(CHART, "ADX10"), "uint16", oiio__BitsPerSample=10
    ),
    "DPX, 16 bits": lambda path: write(path / "a.dpx", converted(CHART, "ADX10"), "uint16"),
    "Cineon": lambda path: write_cineon(path / "a.cin", converted(CHART, "ADX10")),
    "TIFF, 16 bits": lambda path: write(
        path / "a.tif", np.asarray(as_shown(CHART)).astype(np.float32) / np.float32(255), "uint16"
    ),
    "PSD, 8 bits": lambda path: psd(path / "a.psd", as_shown(CHART), 8),
    "PSD, 16 bits": lambda path: psd(path / "a.psd", as_shown(CHART), 16),
}


@pytest.mark.parametrize("write_chart", CHARTS.values(), ids=CHARTS)
def test_one_chart_looks_alike_from_every_file(tmp_path: Path, write_chart: object) -> None:
    as_shown(CHART).save(tmp_path / "a.png")
    assert callable(write_chart)
    seen = thumbnail_of(write_chart(tmp_path))
    assert largest_difference(seen, thumbnail_of(tmp_path / "a.png")) < 2


def test_the_site_says_what_its_files_are_in(tmp_path: Path) -> None:
    path = write(tmp_path / "a.dpx", converted(CHART, "ARRI LogC3 (EI800)"), "uint16")
    wanted = Wanted(colours=Colours(spaces={"dpx": "ARRI LogC3 (EI800)"}))
    as_shown(CHART).save(tmp_path / "a.png")
    assert largest_difference(thumbnail_of(path, wanted), thumbnail_of(tmp_path / "a.png")) < 2


def test_another_view_shows_it_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path / "a.exr", filled((0.5, 0.5, 0.5)))
    untouched = Wanted(colours=Colours(view="Un-tone-mapped"))
    assert is_close(pixel(thumbnail_of(path, untouched), (4, 4)), (188, 188, 188), 2)


@pytest.mark.parametrize(
    "colours",
    [
        Colours(view="No such view"),
        Colours(view="No such display/Raw"),
        Colours(spaces={"exr": "No such space"}),
    ],
)
def test_a_view_that_is_not_there_is_not_the_fault_of_the_file(tmp_path: Path, colours: Colours) -> None:
    path = write(tmp_path / "a.exr", filled((0.5, 0.5, 0.5)))
    with pytest.raises(ViewUnknown, match="No such"):
        make_thumbnail(path, Wanted(colours=colours))


PARTS = {
    "the colours, whatever stands before them": {
        "depth": (filled((9.0,)), ("Z",)),
        "rgba": (filled((LIT,) * 4), ("R", "G", "B", "A")),
    },
    "the beauty among layers of colours": {
        "diffuse": (filled((DARK,) * 3), ("diffuse.R", "diffuse.G", "diffuse.B")),
        "beauty": (filled((LIT,) * 3), ("beauty.R", "beauty.G", "beauty.B")),
    },
    "the layer without a name": {
        "everything": (
            filled((DARK, DARK, DARK, LIT, LIT, LIT)),
            ("spec.R", "spec.G", "spec.B", "R", "G", "B"),
        ),
    },
    "the first of equals": {
        "left": (filled((LIT,) * 3), RGB),
        "right": (filled((DARK,) * 3), RGB),
    },
    "luminance alone": {"grey": (filled((LIT,)), ("Y",))},
    "whatever is there": {"matte": (filled((LIT,)), ("matte",))},
}


@pytest.mark.parametrize("parts", PARTS.values(), ids=PARTS)
def test_the_part_that_is_made_to_be_seen(
    tmp_path: Path, parts: dict[str, tuple[Pixels, tuple[str, ...]]]
) -> None:
    picture = thumbnail_of(write_parts(tmp_path / "a.exr", parts))
    expected = shown(LIT)
    seen = pixel(picture, (8, 4))
    if "rgba" in parts:
        # Half of it lets the grey through.
        expected = tuple(round(0.5 * one + 0.5 * GREY[0]) for one in shown(LIT / 0.5))  # type: ignore[assignment]
    assert is_close(seen, expected, 4), f"{seen} is not {expected}"


def test_what_is_transparent_shows_neutral_grey(tmp_path: Path) -> None:
    pixels = filled((0.0, 0.0, 0.0, 0.0))
    pixels[:, 8:] = (LIT, LIT, LIT, 1.0)
    picture = thumbnail_of(write(tmp_path / "a.exr", pixels))
    assert is_close(pixel(picture, (2, 4)), GREY, 2)
    assert is_close(pixel(picture, (13, 4)), shown(LIT), 3)


def test_the_display_window_is_shown_and_overscan_is_not(tmp_path: Path) -> None:
    smaller = write(tmp_path / "a.exr", filled((LIT,) * 3, 8, 4), x=8, y=4, **WINDOW)
    picture = thumbnail_of(smaller)
    assert picture.size == (16, 8)
    assert is_close(pixel(picture, (3, 2)), (0, 0, 0), 3)
    assert is_close(pixel(picture, (12, 6)), shown(LIT), 4)

    pixels = filled((LIT,) * 3, 24, 16)
    pixels[4:12, 4:20] = DARK
    larger = write(tmp_path / "b.exr", pixels, x=-4, y=-4, **WINDOW)
    picture = thumbnail_of(larger)
    assert picture.size == (16, 8)
    for corner in ((0, 0), (15, 0), (0, 7), (15, 7)):
        assert is_close(pixel(picture, corner), shown(DARK), 4)


def test_a_window_far_from_the_pixels_is_black(tmp_path: Path) -> None:
    far = write(
        tmp_path / "a.exr",
        filled((LIT,) * 3),
        x=500,
        y=500,
        **WINDOW,
    )
    assert is_close(pixel(thumbnail_of(far), (4, 4)), (0, 0, 0), 2)


@pytest.mark.parametrize(
    "aspect, size", [(2.0, (64, 16)), (0.5, (32, 32)), (1.0, (32, 16)), (1000.0, (32, 16))]
)
def test_pixels_that_are_not_square(tmp_path: Path, aspect: float, size: tuple[int, int]) -> None:
    path = write(tmp_path / "a.exr", filled((LIT,) * 3, 32, 16), PixelAspectRatio=aspect)
    assert thumbnail_of(path).size == size


@pytest.mark.parametrize("size", [(1000, 700), (1025, 513), (3000, 5), (5, 3000), (1, 1)])
@pytest.mark.parametrize("tile", [0, 64])
def test_shrunk_evenly_to_the_edge(tmp_path: Path, size: tuple[int, int], tile: int) -> None:
    width, height = size
    ramp = np.zeros((height, width, 3), dtype=np.float32)
    ramp[..., 0] = np.linspace(0, 1, width, dtype=np.float32)
    ramp[..., 1] = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    path = write(tmp_path / "a.exr", ramp, tile_width=tile, tile_height=tile)
    picture = thumbnail_of(path, Wanted(max_edge=100))
    assert max(picture.size) == min(100, max(size))
    planes = [Image.fromarray(ramp[..., n]).resize(picture.size, Image.Resampling.BOX) for n in range(3)]
    exact = as_shown(np.stack([np.asarray(plane) for plane in planes], axis=2))
    difference = np.abs(np.asarray(picture, dtype=float) - np.asarray(exact, dtype=float))
    assert difference.mean() < 8


def test_numbers_that_are_none_do_not_spread(tmp_path: Path) -> None:
    pixels = filled((LIT,) * 3, 64, 32)
    pixels[0, 0], pixels[0, 1] = np.nan, np.inf
    picture = thumbnail_of(write(tmp_path / "a.exr", pixels, "float"))
    assert is_close(pixel(picture, (40, 20)), shown(LIT), 3)


def test_too_many_pixels_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.exr", filled((0.1,) * 3, 64, 32), full_width=60_000, full_height=60_000)
    with pytest.raises(TooManyPixels):
        make_thumbnail(path, Wanted(max_pixels=1_000_000))
    with pytest.raises(TooManyPixels):
        make_thumbnail(write(tmp_path / "b.exr", filled((0.1,) * 3, 64, 32)), Wanted(max_pixels=1_000))


@pytest.mark.parametrize("ending, depth", [("exr", "half"), ("dpx", "uint16"), ("hdr", "float")])
def test_what_is_cut_off_is_refused_with_a_reason(tmp_path: Path, ending: str, depth: str) -> None:
    path = write(tmp_path / f"a.{ending}", np.tile(CHART, (4, 4, 1)), depth)
    whole = path.read_bytes()
    for length in (8, 64, len(whole) // 3):
        path.write_bytes(whole[:length])
        with pytest.raises(NotAnImage) as refusal:
            make_thumbnail(path)
        assert refusal.value.reason
        assert str(tmp_path) not in refusal.value.reason
