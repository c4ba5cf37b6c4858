"""The burn-ins: who made which frame of what, and when, in a strip above and below the picture."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

FRAME_SIZE = (1280, 720)
STRIP = 40
MARGIN = 22
GROUND = (17, 17, 18)
BRIGHT = (226, 226, 226)
DIM = (138, 138, 138)


@dataclass(frozen=True)
class Slate:
    film: str
    code: str
    department: str
    artist: str
    day: date
    frame: int
    first: int
    last: int


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)


def plain(text: str) -> str:
    """Without accents: the font that Pillow carries knows ASCII only."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def burn_in(picture: Image.Image, slate: Slate) -> Image.Image:
    """The picture between its two strips; it has to be 80 pixels lower than the frame."""
    frame = Image.new("RGB", FRAME_SIZE, GROUND)
    frame.paste(picture, (0, STRIP))
    draw = ImageDraw.Draw(frame)
    width, height = FRAME_SIZE
    upper, lower = STRIP / 2, height - STRIP / 2
    _write(draw, (MARGIN, upper), slate.film.upper(), 17, DIM, "lm")
    _write(draw, (width / 2, upper), slate.code, 23, BRIGHT, "mm")
    _write(draw, (width - MARGIN, upper), f"{slate.day:%d %b %Y}", 17, DIM, "rm")
    _write(draw, (MARGIN, lower), f"{slate.department}  /  {plain(slate.artist)}", 17, DIM, "lm")
    _write(draw, (width - MARGIN, lower), f"{slate.frame}", 23, BRIGHT, "rm")
    _write(draw, (width - MARGIN - 72, lower), f"{slate.first} - {slate.last}", 17, DIM, "rm")
    _progress(draw, slate, lower)
    return frame


def _progress(draw: ImageDraw.ImageDraw, slate: Slate, level: float) -> None:
    """A thin line with a tick: how far into the shot this frame is."""
    left, right = FRAME_SIZE[0] * 0.36, FRAME_SIZE[0] * 0.64
    share = (slate.frame - slate.first) / max(1, slate.last - slate.first)
    draw.line((left, level, right, level), fill=(70, 70, 72), width=2)
    tick = left + (right - left) * share
    draw.line((tick, level - 7, tick, level + 7), fill=BRIGHT, width=3)


def _write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    size: int,
    shade: tuple[int, int, int],
    anchor: str,
) -> None:
    draw.text(place, text, font=font(size), fill=shade, anchor=anchor)


def encode(picture: Image.Image) -> bytes:
    """As JPEG; the same picture gives the same bytes."""
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=88)
    return stream.getvalue()
