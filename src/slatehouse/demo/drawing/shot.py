"""One shot's picture in the states in which the departments hand it on, from blocking to composite."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from zlib import crc32

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageOps

from slatehouse.demo.drawing.canvas import colour, mix
from slatehouse.demo.drawing.land import lay_mist, paint_ground, paint_ridges
from slatehouse.demo.drawing.scene import Palette, Setting
from slatehouse.demo.drawing.sky import paint_sky, shine
from slatehouse.demo.drawing.stage import light_lamps, set_flat, set_lit, stand, vignette
from slatehouse.demo.drawing.weather import cast_beam, fall

SIZE = (1280, 640)


@dataclass(frozen=True)
class ShotPictures:
    """The same frame, department by department; `fx` is the effects alone over a dimmed plate."""

    blocking: Image.Image
    animation: Image.Image
    fx: Image.Image
    lighting: Image.Image
    composite: Image.Image


def draw_shot(code: str, setting: Setting, palette: Palette) -> ShotPictures:
    """The code seeds every chance in the picture, so that a shot always looks the same."""
    chance = Random(crc32(code.encode()))
    plate = paint_sky(SIZE, setting, palette, chance)
    paint_ridges(plate, setting, palette, chance)
    paint_ground(plate, setting, palette, chance)
    cast = [stand(SIZE, placement, palette) for placement in setting.things]

    flat = plate.copy()
    for standing in cast:
        set_flat(flat, standing)

    lit = plate
    shine(lit, setting, palette)
    if "mist" in setting.weather:
        lay_mist(lit, setting, palette, chance)
    if setting.beam is not None:
        cast_beam(lit, setting.beam, colour(palette.light))
    for standing in cast:
        set_lit(lit, standing, setting, palette)
        light_lamps(lit, standing.placement)

    finished = lit.copy()
    fall(finished, setting, palette, chance)
    effects = lit.point(lambda value: round(value * 0.38))
    fall(effects, setting, palette, chance)
    return ShotPictures(_blocked(flat), _animated(flat), effects, lit, _graded(finished))


def _blocked(flat: Image.Image) -> Image.Image:
    """A grey viewport with the thirds drawn in, as layout hands it on."""
    grey = ImageOps.autocontrast(ImageOps.grayscale(flat), cutoff=1)
    picture = ImageOps.colorize(grey, (52, 56, 62), (206, 208, 210), mid=(120, 125, 131))
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for third in (1, 2):
        draw.line((width * third / 3, 0, width * third / 3, height), fill=(150, 156, 163))
        draw.line((0, height * third / 3, width, height * third / 3), fill=(150, 156, 163))
    return picture


def _animated(flat: Image.Image) -> Image.Image:
    """Unlit local colour."""
    muted = ImageEnhance.Color(flat).enhance(0.62)
    return Image.blend(muted, Image.new("RGB", muted.size, mix((128, 132, 138), (255, 255, 255), 0.1)), 0.22)


def _graded(picture: Image.Image) -> Image.Image:
    rich = ImageEnhance.Color(picture).enhance(1.10)
    shade = Image.merge("RGB", [vignette(picture.size)] * 3)
    return ImageChops.multiply(rich, shade)
