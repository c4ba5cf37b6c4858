"""The land: ridges that fade into the haze, and in front of them water, snow, ice, moss or stone."""

from __future__ import annotations

import math
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from slatehouse.demo.drawing.artwork.nature import FIR_OUTLINE
from slatehouse.demo.drawing.canvas import Colour, Point, colour, glow, gradient, mix, stencil
from slatehouse.demo.drawing.scene import Palette, Setting


def paint_ridges(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    """From the farthest to the nearest, each a little lower and darker than the one behind."""
    horizon = setting.horizon * picture.height
    for index in range(setting.ridges):
        near = (index + 1) / setting.ridges
        rise = setting.relief * picture.height * (1.15 - 0.75 * near)
        crest = _crest(picture.width, horizon, rise, chance)
        outlines = [[*crest, (picture.width + 1, horizon + 2), (-1, horizon + 2)]]
        if setting.is_wooded:
            outlines += _wood(crest, picture.height * (0.03 + 0.09 * near), chance)
        _fill(picture, outlines, horizon, near * 0.86, palette)


def _crest(width: int, horizon: float, rise: float, chance: Random) -> list[Point]:
    waves = [(chance.uniform(0.6, 1.5) * k, chance.uniform(0, math.tau), 0.62**k) for k in range(1, 7)]
    scale = sum(strength for _, _, strength in waves)
    crest: list[Point] = []
    for x in range(-8, width + 16, 8):
        turn = x / width * math.tau
        level = sum(strength * math.sin(turn * pace + phase) for pace, phase, strength in waves) / scale
        crest.append((x, horizon - rise * (0.55 + 0.62 * level)))
    return crest


def _wood(crest: list[Point], height: float, chance: Random) -> list[list[Point]]:
    trees: list[list[Point]] = []
    place = 0.0
    while place < len(crest) - 1:
        x, y = crest[int(place)]
        tall = height * chance.uniform(0.55, 1.25)
        trees.append([(x + across * tall * 0.9, y + tall * 0.2 - up * tall) for across, up in FIR_OUTLINE])
        place += max(0.45, tall / 34 * chance.uniform(0.35, 1.3))
    return trees


def _fill(
    picture: Image.Image, outlines: list[list[Point]], horizon: float, near: float, palette: Palette
) -> None:
    """The haze gathers at the foot of a ridge."""
    top = max(0, int(min(y for outline in outlines for _, y in outline)) - 1)
    size = (picture.width, int(horizon) + 2 - top)
    shifted = [[(x, y - top) for x, y in outline] for outline in outlines]
    crest = mix(colour(palette.haze), colour(palette.ink), near)
    foot = mix(crest, colour(palette.haze), 0.55)
    picture.paste(gradient(size, [crest, crest, foot]), (0, top), stencil(size, shifted))


def paint_ground(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    if setting.ground == "water":
        _water(picture, setting, palette, chance)
    elif setting.ground == "ice":
        _water(picture, setting, palette, chance)
        _drifts(picture, setting, palette, chance, cover=0.75)
    elif setting.ground == "snow":
        _plain(picture, setting, palette, colour(palette.ground))
        _drifts(picture, setting, palette, chance, cover=1.0)
    else:
        shade = mix(colour(palette.ground), colour(palette.ink), 0.25 if setting.ground == "moss" else 0.10)
        _plain(picture, setting, palette, shade)
        _tufts(picture, setting, palette, chance)


def _plain(picture: Image.Image, setting: Setting, palette: Palette, shade: Colour) -> None:
    top = round(setting.horizon * picture.height)
    far = mix(shade, colour(palette.haze), 0.75)
    near = mix(shade, colour(palette.ink), 0.45)
    picture.paste(gradient((picture.width, picture.height - top), [far, shade, near]), (0, top))


def _water(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    """What is above the horizon, upside down, smeared sidewards and darker; and the light's path on it."""
    top = round(setting.horizon * picture.height)
    size = (picture.width, picture.height - top)
    reach = min(top, round(size[1] * 1.4))
    mirrored = picture.crop((0, top - reach, picture.width, top)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    smeared = mirrored.resize((size[0] // 10, size[1] // 2), Image.Resampling.BOX)
    water = smeared.resize(size, Image.Resampling.BILINEAR)
    veil = gradient(size, [colour(palette.haze), colour(palette.ink), colour(palette.ink)])
    picture.paste(Image.blend(water, veil, 0.40), (0, top))
    _glitter(picture, setting, palette, top, chance)


def _glitter(picture: Image.Image, setting: Setting, palette: Palette, top: int, chance: Random) -> None:
    draw = ImageDraw.Draw(picture)
    middle, depth = setting.light[0] * picture.width, picture.height - top
    for _ in range(230):
        down = chance.random() ** 1.2
        y = top + 2 + down * (depth - 4)
        spread = picture.width * (0.02 + 0.16 * down)
        x, half = middle + chance.gauss(0, 1) * spread, 2 + 26 * down * chance.random()
        near = picture.getpixel((min(max(int(x), 0), picture.width - 1), int(y)))
        assert isinstance(near, tuple)
        shade = mix((near[0], near[1], near[2]), colour(palette.light), chance.uniform(0.12, 0.55))
        draw.line((x - half, y, x + half, y), fill=shade, width=1 + int(down * 2))


def _drifts(picture: Image.Image, setting: Setting, palette: Palette, chance: Random, cover: float) -> None:
    """Low swells of snow; each has a lit edge towards the light and sinks into shade below."""
    top = setting.horizon * picture.height
    depth = picture.height - top
    for index in range(6):
        down = (index + 0.4) / 6
        level = top + depth * down**1.4
        size = (picture.width, max(8, round(depth * (0.16 + 0.30 * down))))
        phase, pace = chance.random() * math.tau, chance.uniform(0.7, 1.7)
        swell = [
            (x, size[1] * (0.42 - 0.36 * math.sin(x / picture.width * math.tau * pace + phase)))
            for x in range(-16, picture.width + 32, 16)
        ]
        mask = stencil(size, [[*swell, (picture.width + 16, size[1]), (-16, size[1])]])
        snow = mix(colour(palette.ground), colour(palette.haze), 0.55 * (1 - down))
        shade = mix(snow, colour(palette.ink), 0.10 + 0.16 * down)
        fade = (
            gradient(size, [(255,) * 3, (190,) * 3, (0,) * 3]).convert("L").point(lambda v: round(v * cover))
        )
        picture.paste(
            gradient(size, [mix(snow, colour(palette.light), 0.22), snow, shade]),
            (0, round(level - size[1] * 0.4)),
            ImageChops.multiply(mask, fade),
        )
    centre = (setting.light[0] * picture.width, top + depth * 0.25)
    glow(picture, centre, (picture.width * 0.35, depth * 0.6), colour(palette.light), 0.18)


def _tufts(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    """Grass, or the joints between stones: short strokes, longer the nearer they are."""
    draw = ImageDraw.Draw(picture)
    top = setting.horizon * picture.height
    depth = picture.height - top
    is_grass = setting.ground == "moss"
    for _ in range(420 if is_grass else 150):
        down = chance.random()
        x, y = chance.uniform(0, picture.width), top + 3 + down * depth
        reach = 2 + 13 * down
        shade = mix(colour(palette.ground), colour(palette.ink), chance.uniform(0.2, 0.85))
        shade = mix(shade, colour(palette.haze), 0.6 * (1 - down))
        end = (
            (x + chance.uniform(-3, 3), y - reach)
            if is_grass
            else (x + reach * 3.2, y + chance.uniform(-1, 1))
        )
        draw.line((x, y, *end), fill=shade, width=1 + int(down * 1.6))


def lay_mist(picture: Image.Image, setting: Setting, palette: Palette, chance: Random) -> None:
    """A bank of mist over the horizon."""
    small = (picture.width // 8, picture.height // 8)
    mask = Image.new("L", small)
    draw = ImageDraw.Draw(mask)
    level = setting.horizon * small[1]
    for _ in range(26):
        x, y = chance.uniform(-0.1, 1.1) * small[0], level + chance.gauss(0.0, 0.055) * small[1]
        half, rise = chance.uniform(0.10, 0.28) * small[0], chance.uniform(0.012, 0.04) * small[1]
        draw.ellipse((x - half, y - rise, x + half, y + rise), fill=chance.randrange(60, 190))
    soft = mask.filter(ImageFilter.GaussianBlur(2.5)).resize(picture.size, Image.Resampling.BILINEAR)
    picture.paste(
        mix(colour(palette.haze), (255, 255, 255), 0.10), (0, 0), soft.point(lambda v: round(v * 0.75))
    )
