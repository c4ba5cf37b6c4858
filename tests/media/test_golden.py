"""One photograph comes out of every format as it went in: to people, and by the numbers written here."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops
from tests.media.golden import EDGE, GOLDEN, differences, expected, likeness, sampled

from slatehouse.media.decoding.wanted import Wanted
from slatehouse.media.thumbnails import make_thumbnail

LEAST_LIKE = 0.984
FARTHEST, FAR = 13.0, 1.7
"""Delta E of any block, and of all of them: a JPEG keeps one colour for four pixels."""

COLOURS = {
    "screen": (
        *((119, 135, 193), (255, 254, 245), (151, 156, 189), (195, 48, 48), (63, 170, 69)),
        *((48, 69, 188), (203, 187, 56), (231, 231, 231)),
    ),
    "light": (
        *((94, 112, 167), (207, 207, 203), (130, 134, 165), (155, 17, 25), (25, 147, 46)),
        *((0, 38, 161), (178, 165, 46), (196, 196, 196)),
    ),
}
"""What is seen at `PLACES` today, whatever a library or a view says tomorrow."""


def thumbnail_of(path: Path) -> Image.Image:
    return Image.open(BytesIO(make_thumbnail(path, Wanted(max_edge=EDGE)).jpeg)).convert("RGB")


def apart(one: Image.Image, colours: tuple[tuple[int, int, int], ...]) -> int:
    """The most by which any colour at the places is another."""
    return int(np.abs(np.array(sampled(one)) - np.array(colours)).max())


def is_as_expected(seen: Image.Image, kind: str) -> bool:
    golden = expected(kind)
    far = differences(seen, golden)
    is_alike = seen.size == golden.size and likeness(seen, golden) > LEAST_LIKE
    return bool(is_alike and far.max() < FARTHEST and far.mean() < FAR and apart(seen, COLOURS[kind]) <= 8)


@pytest.mark.parametrize("name", GOLDEN)
def test_a_photograph_comes_out_as_it_went_in(tmp_path: Path, name: str) -> None:
    kind, write = GOLDEN[name]
    seen, golden = thumbnail_of(write(tmp_path)), expected(kind)
    assert is_as_expected(seen, kind), (
        likeness(seen, golden),
        differences(seen, golden).max(),
        differences(seen, golden).mean(),
        sampled(seen),
    )


@pytest.mark.parametrize("kind", COLOURS)
def test_what_is_expected_is_what_it_always_was(kind: str) -> None:
    assert apart(expected(kind), COLOURS[kind]) <= 1


MISTAKES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "a pixel to the side": lambda picture: ImageChops.offset(picture, 1, 0),
    "a little brighter": lambda picture: picture.point(lambda value: value + 9),
    "video levels taken for full ones": lambda picture: picture.point(lambda value: value * 219 / 255 + 16),
    "another curve": lambda picture: picture.point(lambda value: 255 * (value / 255) ** (2.2 / 2.4)),
    "red for blue": lambda picture: Image.merge("RGB", picture.split()[::-1]),
    "without its grain": lambda picture: picture.resize((64, 40)).resize(picture.size),
    "upside down": lambda picture: picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("kind", COLOURS)
def test_a_mistake_would_be_noticed(kind: str, mistake: str) -> None:
    assert is_as_expected(expected(kind), kind)
    assert not is_as_expected(MISTAKES[mistake](expected(kind)), kind)


def test_a_photograph_of_the_size_wanted_keeps_its_values(tmp_path: Path) -> None:
    golden = expected("screen")
    golden.save(tmp_path / "a.png")
    off = np.asarray(thumbnail_of(tmp_path / "a.png"), dtype=float) - np.asarray(golden, dtype=float)
    assert np.abs(off.mean(axis=(0, 1))).max() < 0.5
    assert np.abs(off).mean() < 2.5
