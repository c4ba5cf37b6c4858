"""What moves between the camera and the scene: rain, snow, embers, gulls; and the beam of the lamp."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from slatehouse.demo.drawing.canvas import Colour, colour, halo, mix, stencil
from slatehouse.demo.drawing.scene import Palette, Setting


def fall(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    """All the weather of the setting that stands in front of things."""
    if "gulls" in setting.weather:
        _gulls(picture, setting, palette, chance)
    if "rain" in setting.weather:
        _veil(picture, _rain(picture.size, chance), mix(colour(palette.haze), (255, 255, 255), 0.35))
    if "snow" in setting.weather:
        _veil(picture, _snow(picture.size, chance), (248, 250, 255))
    if "embers" in setting.weather:
        _embers(picture, chance)


def cast_beam(picture: Image.Image, beam: tuple[float, float, float], light: Colour) -> None:
    """Two shafts from the lamp, one of them nearer; `beam` is the lamp's place and the tilt, in shares."""
    x, y = beam[0] * picture.width, beam[1] * picture.height
    tilt, far = beam[2] * picture.height, picture.width * 0.95
    near_shaft = [(x, y), (x + far, y + tilt - far * 0.13), (x + far, y + tilt + far * 0.13)]
    far_shaft = [(x, y), (x - far, y - tilt - far * 0.06), (x - far, y - tilt + far * 0.06)]
    shafts = stencil(picture.size, [near_shaft, far_shaft], oversampling=1).filter(ImageFilter.BoxBlur(3))
    reach = (round(far * 2), round(far * 2))
    fade = Image.new("L", picture.size)
    fade.paste(halo(reach), (round(x - far), round(y - far)))
    lit = ImageChops.screen(picture, Image.new("RGB", picture.size, mix((0, 0, 0), light, 0.62)))
    picture.paste(lit, (0, 0), ImageChops.multiply(shafts, fade))


def _veil(picture: Image.Image, mask: Image.Image, shade: Colour) -> None:
    picture.paste(shade, (0, 0), mask)


def _rain(size: tuple[int, int], chance: Random) -> Image.Image:
    mask = Image.new("L", size)
    draw = ImageDraw.Draw(mask)
    for _ in range(520):
        near = chance.random()
        x, y = chance.uniform(-40, size[0]), chance.uniform(-40, size[1])
        reach = 12 + 34 * near
        draw.line((x, y, x + reach * 0.22, y + reach), fill=round(22 + 62 * near), width=1 + int(near > 0.92))
    return mask


def _snow(size: tuple[int, int], chance: Random) -> Image.Image:
    """Three layers of flakes; the nearest are large and out of focus."""
    mask = Image.new("L", size)
    for count, least, most, level, blur in (
        (300, 0.7, 1.5, 150, 0.0),
        (90, 1.5, 2.6, 205, 0.7),
        (13, 6, 11, 96, 3.0),
    ):
        layer = Image.new("L", size)
        draw = ImageDraw.Draw(layer)
        for _ in range(count):
            x, y, r = chance.uniform(0, size[0]), chance.uniform(0, size[1]), chance.uniform(least, most)
            draw.ellipse((x - r, y - r, x + r, y + r), fill=level)
        mask = ImageChops.lighter(mask, layer.filter(ImageFilter.BoxBlur(blur)) if blur else layer)
    return mask


def _embers(picture: Image.Image, chance: Random) -> None:
    sparks = Image.new("RGB", picture.size)
    draw = ImageDraw.Draw(sparks)
    for _ in range(130):
        x, y = chance.uniform(0, picture.width), picture.height * chance.random() ** 0.7
        r = chance.uniform(0.8, 2.6)
        shade = mix((255, 96, 24), (255, 214, 120), chance.random())
        draw.ellipse(
            (x - r, y - r * 1.3, x + r, y + r * 1.3), fill=mix((0, 0, 0), shade, chance.uniform(0.4, 1))
        )
    bloom = ImageChops.add(sparks, sparks.filter(ImageFilter.BoxBlur(5)).point(lambda v: min(255, v * 4)))
    picture.paste(ImageChops.screen(picture, bloom))


def _gulls(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    draw = ImageDraw.Draw(picture)
    middle = (chance.uniform(0.25, 0.75), setting.horizon * chance.uniform(0.3, 0.6))
    shade = mix(colour(palette.ink), colour(palette.haze), 0.2)
    for _ in range(9):
        x = (middle[0] + chance.gauss(0, 0.10)) * picture.width
        y = (middle[1] + chance.gauss(0, 0.06)) * picture.height
        span, lift = chance.uniform(5, 15), chance.uniform(0.25, 0.65)
        for side in (-1, 1):
            wing = [
                (x + side * span * t / 6, y - span * lift * math.sin(t / 6 * math.pi * 0.8)) for t in range(7)
            ]
            draw.line(wing, fill=shade, width=2)
