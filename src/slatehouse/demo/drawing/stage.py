"""Sets things into a picture: toned for their distance, with a rim of light, a shadow and their own glow."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from slatehouse.demo.drawing.artwork import SHAPES
from slatehouse.demo.drawing.canvas import Colour, Point, colour, glow, halo, mix
from slatehouse.demo.drawing.scene import PAINTS, Palette, Placement, Setting
from slatehouse.demo.drawing.shapes import Shape


class Standing(NamedTuple):
    """A thing drawn at its size, and where in the picture its upper left corner and its foot are."""

    layer: Image.Image
    corner: tuple[int, int]
    foot: Point
    placement: Placement


def stand(size: tuple[int, int], placement: Placement, palette: Palette) -> Standing:
    shape = SHAPES[placement.kind]
    unit = placement.height * size[1]
    foot = (placement.at[0] * size[0], placement.at[1] * size[1])
    left, bottom, right, top = shape.bounds()
    if placement.facing == "left":
        left, right = -right, -left
    margin = 3
    corner = (round(foot[0] + left * unit) - margin, round(foot[1] - top * unit) - margin)
    layer_size = (round((right - left) * unit) + 2 * margin, round((top - bottom) * unit) + 2 * margin)
    origin = (foot[0] - corner[0], foot[1] - corner[1])
    paints = {part.paint: palette.paint(part.paint, placement.distance) for part in shape.parts}
    layer = draw_shape(shape, layer_size, origin, unit, placement.facing == "left", paints)
    if placement.is_soft:
        layer = layer.filter(ImageFilter.GaussianBlur(5))
    return Standing(layer, corner, foot, placement)


def draw_shape(
    shape: Shape,
    size: tuple[int, int],
    origin: Point,
    unit: float,
    is_mirrored: bool,
    paints: dict[str, Colour],
) -> Image.Image:
    """The shape on a clear ground; `origin` is where its foot comes to stand, `unit` its height in pixels."""
    scale = 2 if size[0] * size[1] > 90_000 else 4
    large = Image.new("RGBA", (size[0] * scale, size[1] * scale))
    draw = ImageDraw.Draw(large)
    turn = -unit if is_mirrored else unit
    for part in shape.parts:
        outline = [((origin[0] + x * turn) * scale, (origin[1] - y * unit) * scale) for x, y in part.outline]
        draw.polygon(outline, fill=paints[part.paint])
    return large.reduce(scale)


def set_flat(picture: Image.Image, standing: Standing) -> None:
    picture.paste(standing.layer, standing.corner, standing.layer)


def set_lit(picture: Image.Image, standing: Standing, setting: Setting, palette: Palette) -> None:
    """With its shadow below and the setting's light along its edge."""
    if SHAPES[standing.placement.kind].casts_shadow and not standing.placement.is_soft:
        _shade(picture, standing, colour(palette.ink))
    alpha = standing.layer.getchannel("A")
    picture.paste(standing.layer, standing.corner, standing.layer)
    if standing.placement.is_soft:
        return
    towards = 1 if setting.light[0] * picture.width > standing.foot[0] else -1
    width = min(4, max(1, round(standing.placement.height * picture.height * 0.012)))
    moved = ImageChops.offset(alpha, -towards * width, width)
    rim = ImageChops.subtract(alpha, moved).point(lambda value: round(value * 0.62))
    picture.paste(mix(colour(palette.light), (255, 255, 255), 0.2), standing.corner, rim)


def _shade(picture: Image.Image, standing: Standing, ink: Colour) -> None:
    alpha = standing.layer.getchannel("A")
    box = alpha.getbbox()
    if box is None:
        return
    half, rise = (
        round((box[2] - box[0]) * 0.52),
        max(3, round(standing.placement.height * picture.height * 0.05)),
    )
    mask = halo((half * 2, rise * 2)).point(lambda value: round(value * 0.75))
    middle = standing.corner[0] + (box[0] + box[2]) // 2
    picture.paste(ink, (middle - half, round(standing.foot[1]) - rise), mask)


def light_lamps(picture: Image.Image, placement: Placement) -> None:
    unit = placement.height * picture.height
    for lamp in SHAPES[placement.kind].lamps:
        across = -lamp.at[0] if placement.facing == "left" else lamp.at[0]
        centre = (
            placement.at[0] * picture.width + across * unit,
            placement.at[1] * picture.height - lamp.at[1] * unit,
        )
        reach = lamp.reach * unit
        glow(
            picture, centre, (reach, reach), colour(PAINTS[lamp.paint]), 0.62 * (1 - placement.distance * 0.5)
        )


@lru_cache(maxsize=4)
def vignette(size: tuple[int, int]) -> Image.Image:
    """A mask of what a lens loses towards the corners."""
    wide = (round(size[0] * 1.55), round(size[1] * 1.75))
    falloff = ImageChops.invert(Image.radial_gradient("L").resize(wide, Image.Resampling.BILINEAR))
    left, top = (wide[0] - size[0]) // 2, (wide[1] - size[1]) // 2
    centre = falloff.crop((left, top, left + size[0], top + size[1]))
    return centre.point([min(255, round(120 + level * 1.05)) for level in range(256)])
