"""The sky: its gradient, the moon or sun, stars, clouds and northern lights."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from slatehouse.demo.drawing.canvas import Size, colour, glow, gradient, mix, stencil
from slatehouse.demo.drawing.scene import Palette, Setting

AURORA_COLOURS = ("#39d98a", "#4fd1c5", "#8b6be0")


def paint_sky(size: Size, setting: Setting, palette: Palette, chance: Random) -> Image.Image:
    width, height = size
    horizon = round(height * setting.horizon)
    picture = Image.new("RGB", size, colour(palette.haze))
    picture.paste(gradient((width, horizon), [colour(stop) for stop in palette.sky]), (0, 0))
    if "stars" in setting.weather:
        _stars(picture, horizon, chance)
    if "aurora" in setting.weather:
        _aurora(picture, horizon, chance)
    if "clouds" in setting.weather:
        _clouds(picture, horizon, palette, chance)
    if setting.disc:
        _disc(picture, setting, palette)
    return picture


def shine(picture: Image.Image, setting: Setting, palette: Palette) -> None:
    """The light's own glow in the air; a pass by itself, so that a flat frame can do without."""
    centre = (setting.light[0] * picture.width, setting.light[1] * picture.height)
    light = colour(palette.light)
    wide = 0.55 + setting.disc * 3
    glow(picture, centre, (picture.height * wide, picture.height * wide), light, 0.34)
    near = max(setting.disc * 3.4, 0.12)
    glow(picture, centre, (picture.height * near, picture.height * near), light, 0.55)


def _disc(picture: Image.Image, setting: Setting, palette: Palette) -> None:
    radius = setting.disc * picture.height
    across = round(radius * 2) + 2
    mask = Image.new("L", (across * 4, across * 4))
    ImageDraw.Draw(mask).ellipse((4, 4, across * 4 - 5, across * 4 - 5), fill=255)
    corner = (
        round(setting.light[0] * picture.width - across / 2),
        round(setting.light[1] * picture.height - across / 2),
    )
    picture.paste(mix(colour(palette.light), (255, 255, 255), 0.35), corner, mask.reduce(4))


def _stars(picture: Image.Image, horizon: int, chance: Random) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(190):
        x, y = chance.randrange(picture.width), int(horizon * chance.random() ** 1.4)
        bright = chance.random()
        sky = picture.getpixel((x, y))
        assert isinstance(sky, tuple)
        shade = mix((sky[0], sky[1], sky[2]), (235, 240, 255), 0.25 + 0.65 * bright**2)
        draw.point((x, y), fill=shade)
        if bright > 0.86:
            draw.point(((x + 1, y), (x, y + 1), (x + 1, y + 1)), fill=shade)


def _aurora(picture: Image.Image, horizon: int, chance: Random) -> None:
    """Curtains: slanted rays over a wavy hem, softened, and added to the sky as light."""
    small = (picture.width // 4, horizon // 4)
    for index, name in enumerate(AURORA_COLOURS):
        mask = Image.new("L", small)
        draw = ImageDraw.Draw(mask)
        phase, hem = chance.random() * math.tau, small[1] * (0.50 + 0.13 * index)
        for x in range(0, small[0], 2):
            turn = x / small[0] * math.tau
            foot = (
                hem + small[1] * 0.13 * math.sin(turn * 1.2 + phase) + small[1] * 0.04 * math.sin(turn * 3.7)
            )
            reach = small[1] * (0.34 + 0.20 * math.sin(turn * 2.3 + phase * 2)) * chance.uniform(0.7, 1.1)
            draw.line(
                (x + reach * 0.18, foot - reach, x, foot), fill=round(70 + 110 * chance.random()), width=2
            )
        soft = mask.filter(ImageFilter.GaussianBlur(3)).resize(
            (picture.width, horizon), Image.Resampling.BILINEAR
        )
        region = picture.crop((0, 0, picture.width, horizon))
        lit = ImageChops.screen(region, Image.new("RGB", region.size, mix((0, 0, 0), colour(name), 0.85)))
        picture.paste(Image.composite(lit, region, soft), (0, 0))


def _clouds(picture: Image.Image, horizon: int, palette: Palette, chance: Random) -> None:
    """Long banks, lighter below, where the light of the horizon catches them."""
    small = (picture.width // 2, horizon // 2)
    for _ in range(9):
        level = chance.uniform(0.08, 0.80)
        middle, reach = chance.uniform(-0.1, 1.1) * small[0], chance.uniform(0.16, 0.42) * small[0]
        thick = small[1] * chance.uniform(0.03, 0.08) * (1.25 - level)
        lumps = [_lump(middle, level * small[1], reach, thick, chance) for _ in range(7)]
        mask = stencil(small, lumps).filter(ImageFilter.GaussianBlur(2.2))
        mask = mask.point(lambda value: round(value * 0.62))
        tint = mix(
            mix(colour(palette.sky[0]), colour(palette.ink), 0.25), colour(palette.haze), 0.15 + level * 0.6
        )
        picture.paste(tint, (0, 0), mask.resize((picture.width, horizon), Image.Resampling.BILINEAR))


def _lump(
    middle: float, level: float, reach: float, thick: float, chance: Random
) -> list[tuple[float, float]]:
    x = middle + chance.uniform(-0.7, 0.7) * reach
    half, rise = reach * chance.uniform(0.25, 0.6), thick * chance.uniform(0.7, 1.8)
    return [
        (x + half * math.cos(turn / 16 * math.tau), level - rise * max(-0.35, math.sin(turn / 16 * math.tau)))
        for turn in range(16)
    ]
