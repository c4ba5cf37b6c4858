"""A photograph that is drawn, what its thumbnail has to look like, and how alike two pictures look to people.

Nothing here is our own decoding: pixels are averaged by numpy, light is shown by PyOpenColorIO.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from pillow_heif import from_pillow
from tests.media.charts import Pixels, as_shown, converted, lab_of, write, write_cineon
from tests.media.movies import movie
from tests.media.pictures import encoded, psd
from tests.media.raws import dng

__all__ = ["EDGE", "GOLDEN", "PLACES", "differences", "expected", "likeness", "photograph", "sampled"]

WIDTH, HEIGHT, EDGE = 768, 480, 256
_FACTOR = WIDTH // EDGE
_BLOCK = 8

Lab = NDArray[np.float64]


def photograph() -> NDArray[np.float64]:
    """A sun over hills and a wall of paints, in light of Rec. 709: soft slopes, hard edges and fine grain."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    up, across = y / HEIGHT, x / WIDTH
    sky = np.stack((0.12 + 0.5 * up, 0.2 + 0.35 * up, 0.55 - 0.1 * up), axis=2)
    sun = np.exp(-((x - 560) ** 2 + (y - 110) ** 2) / 2_400)[..., None] * np.array([0.9, 0.75, 0.4])
    ridge = 0.55 + 0.07 * np.sin(across * 9) + 0.02 * np.sin(across * 40)
    hills = np.array([0.05, 0.09, 0.03]) * (1 + 0.5 * np.sin(x / 7) * np.sin(y / 5))[..., None]
    picture = np.where((up > ridge)[..., None], hills, sky + sun)
    paints = ((0.55, 0.03, 0.03), (0.05, 0.4, 0.06), (0.03, 0.06, 0.5), (0.6, 0.5, 0.04), (0.8, 0.8, 0.8))
    for number, paint in enumerate(paints):
        picture[390:450, 60 + 130 * number : 150 + 130 * number] = paint
    grain = np.random.default_rng(7).normal(1.0, 0.03, (HEIGHT, WIDTH, 1))
    return np.asarray(np.clip(picture * grain, 0.0, 1.0))


def _screen(light: NDArray[np.float64]) -> Image.Image:
    encoded_light = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return Image.fromarray((encoded_light * 255 + 0.5).astype(np.uint8))


_LIGHT = photograph()
_SEEN = _screen(_LIGHT)


def _averaged(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    tiles = pixels.reshape(HEIGHT // _FACTOR, _FACTOR, WIDTH // _FACTOR, _FACTOR, 3)
    return np.asarray(tiles.mean(axis=(1, 3)))


def expected(kind: str) -> Image.Image:
    """The thumbnail of a photograph that is for a `screen`, or that holds `light`."""
    if kind == "light":
        return as_shown(_averaged(_LIGHT).astype(np.float32))
    return Image.fromarray((_averaged(np.asarray(_SEEN, dtype=np.float64)) + 0.5).astype(np.uint8))


PLACES = ((20, 20), (186, 36), (128, 60), (34, 140), (78, 140), (120, 140), (164, 140), (208, 140))
"""Where colours are looked at, in the thumbnail: sky, sun, dusk, and the five paints."""


def sampled(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The mean colours around the places."""
    pixels = np.asarray(picture.convert("RGB"), dtype=np.float64)
    found = [pixels[y - 3 : y + 4, x - 3 : x + 4].mean(axis=(0, 1)) for x, y in PLACES]
    return [(round(each[0]), round(each[1]), round(each[2])) for each in found]


def differences(one: Image.Image, other: Image.Image) -> Lab:
    """How far apart colours look (delta E of 1976), in blocks: pixel by pixel nobody sees it."""
    halves = [
        np.asarray(each.convert("RGB").resize((EDGE // 4, EDGE * HEIGHT // WIDTH // 4), Image.Resampling.BOX))
        for each in (one, other)
    ]
    first, second = (lab_of(each / 255.0) for each in halves)
    return np.asarray(np.linalg.norm(first - second, axis=2))


def likeness(one: Image.Image, other: Image.Image) -> float:
    """The structural similarity of two pictures' brightness, 1 where they are the same, by blocks."""
    first, second = (_blocks(each) for each in (one, other))
    means, others = first.mean(axis=1), second.mean(axis=1)
    together = ((first - means[:, None]) * (second - others[:, None])).mean(axis=1)
    steady_mean, steady_contrast = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    brightness = (2 * means * others + steady_mean) / (means**2 + others**2 + steady_mean)
    structure = (2 * together + steady_contrast) / (first.var(axis=1) + second.var(axis=1) + steady_contrast)
    return float((brightness * structure).mean())


def _blocks(picture: Image.Image) -> NDArray[np.float64]:
    grey = np.asarray(picture.convert("L"), dtype=np.float64)
    height, width = (length // _BLOCK * _BLOCK for length in grey.shape)
    tiles = grey[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    return np.asarray(tiles.swapaxes(1, 2).reshape(-1, _BLOCK * _BLOCK))


def _bytes(content: Callable[[], bytes]) -> Callable[[Path], Path]:
    def put(folder: Path) -> Path:
        path = folder / "upload"
        path.write_bytes(content())
        return path

    return put


def _heif() -> bytes:
    file = BytesIO()
    from_pillow(_SEEN).save(file, quality=95)
    return file.getvalue()


def _page(folder: Path) -> Path:
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(WIDTH, HEIGHT)
    picture = pypdfium2.PdfImage.new(document)
    picture.load_jpeg(BytesIO(encoded(_SEEN, "JPEG", quality=97)))
    picture.set_matrix(pypdfium2.PdfMatrix().scale(WIDTH, HEIGHT))
    page.insert_obj(picture)
    page.gen_content()
    document.save(str(folder / "a.pdf"))
    document.close()
    return folder / "a.pdf"


def _light(space: str | None = None) -> Pixels:
    light = _LIGHT.astype(np.float32)
    return light if space is None else converted(light, space)


def _deep() -> Pixels:
    return np.asarray(_SEEN).astype(np.float32) / np.float32(255)


GOLDEN: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "PNG": ("screen", _bytes(lambda: encoded(_SEEN, "PNG"))),
    "JPEG": ("screen", _bytes(lambda: encoded(_SEEN, "JPEG", quality=97))),
    "WebP": ("screen", _bytes(lambda: encoded(_SEEN, "WEBP", quality=97))),
    "AVIF": ("screen", _bytes(lambda: encoded(_SEEN, "AVIF", quality=95, speed=10))),
    "GIF": ("screen", _bytes(lambda: encoded(_SEEN.quantize(256), "GIF"))),
    "TIFF": ("screen", _bytes(lambda: encoded(_SEEN, "TIFF"))),
    "TIFF, 16 bits": ("screen", lambda folder: write(folder / "a.tif", _deep(), "uint16")),
    "PSD": ("screen", lambda folder: psd(folder / "a.psd", _SEEN, 8)),
    "HEIF": ("screen", _bytes(_heif)),
    "raw, by the camera's preview": (
        "screen",
        _bytes(lambda: dng(64, 32, encoded(_SEEN, "JPEG", quality=97))),
    ),
    "PDF": ("screen", _page),
    "movie, H.264": (
        "screen",
        lambda folder: movie(folder / "a.mov", "libx264", "yuv420p", frames=2, still=_SEEN),
    ),
    "movie, ProRes": (
        "screen",
        lambda folder: movie(folder / "a.mov", "prores_ks", "yuv422p10le", frames=2, still=_SEEN),
    ),
    "movie, FFV1": (
        "screen",
        lambda folder: movie(folder / "a.mkv", "ffv1", "yuv444p", frames=2, still=_SEEN),
    ),
    "EXR, half": ("light", lambda folder: write(folder / "a.exr", _light())),
    "EXR, tiled": ("light", lambda folder: write(folder / "a.exr", _light(), tile_width=64, tile_height=64)),
    "EXR, DWAA": ("light", lambda folder: write(folder / "a.exr", _light(), compression="dwaa")),
    "HDR": ("light", lambda folder: write(folder / "a.hdr", _light(), "float")),
    "DPX": (
        "light",
        lambda folder: write(folder / "a.dpx", _light("ADX10"), "uint16", oiio__BitsPerSample=10),
    ),
    "Cineon": ("light", lambda folder: write_cineon(folder / "a.cin", _light("ADX10"))),
}
"""By the format: what the photograph holds there, and what writes it."""
