"""The few ways in which this package puts paint on a picture: fills, gradients, glows and smooth outlines.

Positions are pixels here. The modules above it think in shares of the frame and convert once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

from PIL import Image, ImageChops, ImageColor, ImageDraw

Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]
Size: TypeAlias = tuple[int, int]
Box: TypeAlias = tuple[int, int, int, int]


def colour(text: str) -> Colour:
    """`#rrggbb` as a triple."""
    red, green, blue = ImageColor.getrgb(text)[:3]
    return red, green, blue


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of the other colour in the one; 0 is the one, 1 the other."""
    kept = 1.0 - share
    return (
        round(one[0] * kept + other[0] * share),
        round(one[1] * kept + other[1] * share),
        round(one[2] * kept + other[2] * share),
    )


def gradient(size: Size, stops: Sequence[Colour]) -> Image.Image:
    """A vertical gradient through evenly spread colours, the first at the top."""
    strip = Image.new("RGB", (1, len(stops)))
    strip.putdata(stops)
    # The outer colours sit half a pixel inside the strip, so only the span between their centres is scaled.
    return strip.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, 1, len(stops) - 0.5))


@cache
def _falloff() -> Image.Image:
    """Full in the middle, and softly nothing at the inscribed circle."""
    inverse = ImageChops.invert(Image.radial_gradient("L"))
    return inverse.point([round(255 * max(0.0, (level - 75) / 180) ** 2) for level in range(256)])


def halo(size: Size, box: Box | None = None) -> Image.Image:
    """A soft round mask, or only the part of it in `box`, for a halo that the frame cuts off."""
    left, top, right, bottom = box or (0, 0, *size)
    source = _falloff()
    across, down = source.width / size[0], source.height / size[1]
    return source.resize(
        (right - left, bottom - top),
        Image.Resampling.BILINEAR,
        box=(left * across, top * down, right * across, bottom * down),
    )


def glow(picture: Image.Image, centre: Point, radius: Point, light: Colour, strength: float) -> None:
    """Adds a soft light, as a lamp does: it brightens, and never covers."""
    corner = (round(centre[0] - radius[0]), round(centre[1] - radius[1]))
    size = (round(radius[0] * 2), round(radius[1] * 2))
    left, top = max(0, corner[0]), max(0, corner[1])
    right, bottom = min(picture.width, corner[0] + size[0]), min(picture.height, corner[1] + size[1])
    if left >= right or top >= bottom:
        return
    mask = halo(size, (left - corner[0], top - corner[1], right - corner[0], bottom - corner[1]))
    region = picture.crop((left, top, right, bottom))
    lit = ImageChops.screen(region, Image.new("RGB", region.size, mix((0, 0, 0), light, strength)))
    picture.paste(lit, (left, top), mask)


def stencil(size: Size, outlines: Iterable[Sequence[Point]], oversampling: int = 2) -> Image.Image:
    """A mask of the area inside the outlines, with smooth edges."""
    large = Image.new("L", (size[0] * oversampling, size[1] * oversampling))
    draw = ImageDraw.Draw(large)
    for outline in outlines:
        draw.polygon([(x * oversampling, y * oversampling) for x, y in outline], fill=255)
    return large.reduce(oversampling)


def curve(points: Sequence[Point], steps: int = 7) -> list[Point]:
    """A closed, smooth outline through all the points (a uniform Catmull-Rom spline)."""
    count = len(points)
    outline: list[Point] = []
    for index in range(count):
        before, start = points[index - 1], points[index]
        end, after = points[(index + 1) % count], points[(index + 2) % count]
        for step in range(steps):
            t = step / steps
            outline.append(
                (
                    _spline(before[0], start[0], end[0], after[0], t),
                    _spline(before[1], start[1], end[1], after[1], t),
                )
            )
    return outline


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t * t
        + (3 * start - before - 3 * end + after) * t * t * t
    )
