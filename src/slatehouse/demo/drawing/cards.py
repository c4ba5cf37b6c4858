"""The pictures that are no frames: asset turntables, portraits, contact sheets and the poster."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from zlib import crc32

from PIL import Image, ImageDraw, ImageOps

from slatehouse.demo.drawing.artwork import SHAPES
from slatehouse.demo.drawing.canvas import Colour, colour, glow, gradient, halo, mix
from slatehouse.demo.drawing.scene import PAINTS
from slatehouse.demo.drawing.shapes import Shape
from slatehouse.demo.drawing.shot import SIZE
from slatehouse.demo.drawing.slate import FRAME_SIZE, font, plain
from slatehouse.demo.drawing.stage import draw_shape

STUDIO_LIGHT: Colour = (255, 244, 224)


def draw_turntable(kind: str, look: str) -> Image.Image:
    """An asset on the studio's plinth: `clay` for a model, `rig` with its controls, or in `colour`."""
    picture = _studio().copy()
    shape = SHAPES[kind]
    middle, floor, tallest = SIZE[0] * 0.42, SIZE[1] * 0.86, SIZE[1] * 0.70
    left, _, right, top = shape.bounds()
    unit = min(tallest / top, SIZE[0] * 0.62 / (right - left))
    layer, corner = _portrayed(shape, (middle - (left + right) / 2 * unit, floor), unit, look)
    picture.paste(layer, corner, layer)
    if look == "rig":
        _controls(picture, middle, floor, unit * top, unit * (right - left))
    if look == "colour":
        for lamp in shape.lamps:
            centre = (middle + (lamp.at[0] - (left + right) / 2) * unit, floor - lamp.at[1] * unit)
            reach = min(lamp.reach, 0.8) * unit
            glow(picture, centre, (reach, reach), colour(PAINTS[lamp.paint]), 0.5)
    _views(picture, layer)
    _swatches(picture, shape)
    return picture


@cache
def _studio() -> Image.Image:
    picture = gradient(SIZE, [(54, 57, 62), (74, 77, 82), (60, 62, 66), (36, 38, 41)])
    glow(picture, (SIZE[0] * 0.36, SIZE[1] * 0.20), (520, 460), STUDIO_LIGHT, 0.30)
    shade = halo((760, 150)).point(lambda value: round(value * 0.8))
    picture.paste((24, 25, 27), (round(SIZE[0] * 0.42) - 380, round(SIZE[1] * 0.86) - 75), shade)
    draw = ImageDraw.Draw(picture)
    for step in range(3):
        half, rise = 330 - step * 66, 52 - step * 11
        centre = (SIZE[0] * 0.42, SIZE[1] * 0.86)
        draw.ellipse(
            (centre[0] - half, centre[1] - rise, centre[0] + half, centre[1] + rise),
            outline=(98, 101, 106),
            width=1,
        )
    return picture


def _portrayed(
    shape: Shape, foot: tuple[float, float], unit: float, look: str
) -> tuple[Image.Image, tuple[int, int]]:
    left, bottom, right, top = shape.bounds()
    corner = (round(foot[0] + left * unit) - 3, round(foot[1] - top * unit) - 3)
    size = (round((right - left) * unit) + 6, round((top - bottom) * unit) + 6)
    paints = {part.paint: _studio_paint(part.paint) for part in shape.parts}
    layer = draw_shape(shape, size, (foot[0] - corner[0], foot[1] - corner[1]), unit, False, paints)
    return (layer if look == "colour" else _clay(layer)), corner


def _studio_paint(name: str) -> Colour:
    return colour({"ink": "#2f4a3e", "snow": "#eef2fa"}.get(name) or PAINTS[name])


def _clay(layer: Image.Image) -> Image.Image:
    grey = ImageOps.colorize(ImageOps.grayscale(layer.convert("RGB")), (92, 84, 78), (214, 204, 194))
    grey.putalpha(layer.getchannel("A"))
    return grey


def _controls(picture: Image.Image, middle: float, floor: float, height: float, width: float) -> None:
    """A spine with rings, as rigging shows what an animator can take hold of."""
    draw = ImageDraw.Draw(picture)
    joints = [floor - height * share for share in (0.04, 0.28, 0.50, 0.70, 0.90)]
    draw.line([(middle, joint) for joint in joints], fill=(255, 214, 64), width=3)
    for index, joint in enumerate(joints):
        half = width * (0.40, 0.30, 0.26, 0.22, 0.16)[index]
        tint = (64, 214, 232) if index % 2 else (255, 214, 64)
        draw.ellipse(
            (middle - half, joint - half * 0.2, middle + half, joint + half * 0.2), outline=tint, width=3
        )
        draw.ellipse((middle - 6, joint - 6, middle + 6, joint + 6), fill=tint)


def _views(picture: Image.Image, layer: Image.Image) -> None:
    """Three small views at the right: turned, in clay and as a silhouette."""
    draw = ImageDraw.Draw(picture)
    views = (ImageOps.mirror(layer), _clay(layer), _silhouette(layer))
    for index, view in enumerate(views):
        top = 54 + index * 150
        draw.rounded_rectangle((1010, top, 1230, top + 136), radius=6, fill=(44, 46, 50))
        small = view.copy()
        small.thumbnail((196, 112), Image.Resampling.BILINEAR, reducing_gap=2.0)
        picture.paste(small, (1120 - small.width // 2, top + 68 - small.height // 2), small)


def _silhouette(layer: Image.Image) -> Image.Image:
    dark = Image.new("RGBA", layer.size, (14, 15, 17, 255))
    dark.putalpha(layer.getchannel("A"))
    return dark


def _swatches(picture: Image.Image, shape: Shape) -> None:
    draw = ImageDraw.Draw(picture)
    names = list(dict.fromkeys(part.paint for part in shape.parts))[:7]
    for index, name in enumerate(names):
        left = 1010 + index * 32
        draw.rounded_rectangle((left, 512, left + 26, 538), radius=4, fill=_studio_paint(name))


def draw_portrait(name: str, tint: Colour) -> Image.Image:
    """A person's picture: initials over overlapping discs in shades of one colour."""
    chance = Random(crc32(name.encode()))
    size = (512, 512)
    picture = gradient(size, [mix(tint, (255, 255, 255), 0.22), tint, mix(tint, (16, 16, 24), 0.45)])
    for _ in range(4):
        r = chance.uniform(90, 250)
        x, y = chance.uniform(0, 512), chance.uniform(0, 512)
        disc = Image.new("L", (round(r * 2) * 2,) * 2)
        ImageDraw.Draw(disc).ellipse((2, 2, disc.width - 3, disc.height - 3), fill=chance.randrange(40, 90))
        shade = chance.choice(((255, 255, 255), (12, 12, 20), mix(tint, (255, 190, 120), 0.6)))
        picture.paste(shade, (round(x - r), round(y - r)), disc.reduce(2))
    words = plain(name).replace("-", " ").split()
    initials = words[0][0] + words[-1][0] if len(words) > 1 else words[0][:2]
    draw = ImageDraw.Draw(picture)
    draw.text((256, 262), initials, font=font(210), fill=(255, 255, 255), anchor="mm", stroke_width=2)
    return picture


def draw_contact_sheet(frames: Sequence[Image.Image]) -> Image.Image:
    """Up to four frames, two by two, for a sequence or a playlist."""
    sheet = Image.new("RGB", FRAME_SIZE, (17, 17, 18))
    gap = 8
    width = (FRAME_SIZE[0] - gap * 3) // 2
    height = width * SIZE[1] // SIZE[0]
    top = (FRAME_SIZE[1] - gap - 2 * height) // 2
    for index, frame in enumerate(frames[:4]):
        small = frame.resize((width, height), Image.Resampling.BILINEAR)
        sheet.paste(small, (gap + index % 2 * (width + gap), top + index // 2 * (height + gap)))
    return sheet


def draw_poster(picture: Image.Image, title: str, line: str) -> Image.Image:
    """A frame, darkened at the foot, with the film's title set wide."""
    poster = ImageOps.fit(picture, FRAME_SIZE, Image.Resampling.BICUBIC)
    fade = gradient(FRAME_SIZE, [(0, 0, 0), (0, 0, 0), (60, 60, 60), (215, 215, 215)]).convert("L")
    poster.paste((10, 11, 16), (0, 0), fade)
    draw = ImageDraw.Draw(poster)
    _spaced(draw, title.upper(), 592, 58, 9)
    draw.text((FRAME_SIZE[0] / 2, 652), line, font=font(22), fill=(206, 210, 220), anchor="mm")
    return poster


def _spaced(draw: ImageDraw.ImageDraw, text: str, level: float, size: int, space: int) -> None:
    widths = [draw.textlength(letter, font=font(size)) + space for letter in text]
    x = (FRAME_SIZE[0] - sum(widths) + space) / 2
    for letter, width in zip(text, widths, strict=True):
        draw.text((x, level), letter, font=font(size), fill=(245, 240, 228), anchor="lm")
        x += width
