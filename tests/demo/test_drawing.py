"""The tools that the demo is drawn with."""

from __future__ import annotations

import math
from datetime import date
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from slatehouse.demo.drawing.artwork import SHAPES
from slatehouse.demo.drawing.canvas import colour, curve, gradient, mix, stencil
from slatehouse.demo.drawing.ink import Mark, Stroke, annotate
from slatehouse.demo.drawing.scene import PAINTS, Palette, Placement, Setting
from slatehouse.demo.drawing.shot import SIZE, draw_shot
from slatehouse.demo.drawing.slate import FRAME_SIZE, Slate, burn_in, plain

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
PALETTE = Palette(
    sky=("#102040", "#8090a0"), haze="#8090a0", ink="#101018", ground="#506050", light="#ffffff"
)
BARE = Setting(horizon=0.5, light=(0.2, 0.2), ground="stone")

channels = st.integers(0, 255)
colours = st.tuples(channels, channels, channels)
shares = st.floats(0, 1)


@given(colours, colours, shares)
def test_a_mix_lies_between_its_colours(
    one: tuple[int, int, int], other: tuple[int, int, int], share: float
) -> None:
    for a, b, mixed in zip(one, other, mix(one, other, share), strict=True):
        assert min(a, b) <= mixed <= max(a, b)


def test_a_gradient_begins_and_ends_with_its_outer_colours() -> None:
    strip = gradient((3, 2000), [BLACK, (255, 0, 0), WHITE])
    assert strip.getpixel((1, 0)) == BLACK
    assert strip.getpixel((1, 1999)) == WHITE


coordinates = st.floats(-100, 100)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=12))
def test_a_curve_passes_through_all_its_points(points: list[tuple[float, float]]) -> None:
    outline = curve(points, steps=5)
    assert len(outline) == 5 * len(points)
    for index, point in enumerate(points):
        assert math.dist(outline[index * 5], point) < 1e-9


def test_a_stencil_covers_what_is_inside_its_outline() -> None:
    mask = stencil((40, 20), [[(10, 5), (30, 5), (30, 15), (10, 15)]])
    assert mask.getpixel((20, 10)) == 255
    assert mask.getpixel((5, 10)) == 0
    assert mask.getbbox() is not None


@pytest.mark.parametrize("kind", sorted(SHAPES))
def test_a_shape_stands_about_as_high_as_one_and_has_paints_that_exist(kind: str) -> None:
    left, bottom, right, top = SHAPES[kind].bounds()
    assert left < right
    assert -0.8 < bottom < 0.3
    assert 0.9 < top < 1.2
    assert {part.paint for part in SHAPES[kind].parts} <= PAINTS.keys() | {"ink", "snow"}


def test_things_fade_into_the_haze() -> None:
    assert PALETTE.paint("boots", 1.0) == colour(PALETTE.haze)
    assert Placement("fir", (0.5, 0.5), 0.05).distance > Placement("fir", (0.5, 0.5), 0.30).distance


@pytest.mark.parametrize("draw", get_args(Stroke))
@pytest.mark.parametrize("place", [(0.5, 0.5), (0.0, 0.0), (1.0, 1.0)])
def test_a_mark_changes_the_picture_around_its_place_and_nowhere_far_from_it(
    draw: Stroke, place: tuple[float, float]
) -> None:
    picture = Image.new("RGB", SIZE, (90, 90, 90))
    mark = Mark(draw, at=place, say="softer")
    changed = ImageChops.difference(picture, annotate(picture, BARE, (mark,), Random(1))).getbbox()
    assert changed is not None
    middle = ((changed[0] + changed[2]) / 2 / SIZE[0], (changed[1] + changed[3]) / 2 / SIZE[1])
    assert math.dist(middle, place) < 0.25


def test_a_mark_on_a_thing_that_is_not_in_the_frame_is_refused() -> None:
    with pytest.raises(KeyError):
        annotate(Image.new("RGB", SIZE), BARE, (Mark("circle", on="fox"),), Random(1))


def test_the_slate_leaves_the_picture_as_it_is() -> None:
    picture = Image.new("RGB", SIZE, (12, 34, 56))
    slate = Slate("A Film", "SH010_lay_v001", "Layout", "Zoë Ångström", date(2026, 9, 8), 1020, 1001, 1040)
    frame = burn_in(picture, slate)
    assert frame.size == FRAME_SIZE
    assert frame.crop((0, 40, 1280, 680)).tobytes() == picture.tobytes()
    assert frame.crop((0, 0, 1280, 40)).getcolors() != Image.new("RGB", (1280, 40), (17, 17, 18)).getcolors()


@pytest.mark.parametrize(
    ("name", "written"), [("Lucía", "Lucia"), ("Kašpárek", "Kasparek"), ("Noor", "Noor")]
)
def test_burn_ins_are_plain_letters(name: str, written: str) -> None:
    assert plain(name) == written


def test_departments_hand_on_different_states_of_the_same_frame() -> None:
    setting = Setting(
        horizon=0.6,
        light=(0.7, 0.2),
        ground="snow",
        weather=("snow",),
        things=(Placement("ines_with_pail", (0.4, 0.8), 0.4),),
    )
    first, again = draw_shot("SH010", setting, PALETTE), draw_shot("SH010", setting, PALETTE)
    states = ("blocking", "animation", "fx", "lighting", "composite")
    assert len({getattr(first, state).tobytes() for state in states}) == len(states)
    assert all(getattr(first, state).tobytes() == getattr(again, state).tobytes() for state in states)
    assert first.composite.tobytes() != draw_shot("SH020", setting, PALETTE).composite.tobytes()
