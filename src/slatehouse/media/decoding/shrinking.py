"""Making a picture smaller while it is read, band by band, in the light that its pixels hold."""

from collections.abc import Iterator

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray
from PIL import Image

__all__ = ["Band", "shrunk"]

Pixels = NDArray[np.float32]
Band = tuple[int, Pixels]
"""Rows of the data window one after the other: where the first of them lies, and the chosen channels."""

_BRIGHTEST = 65_504.0


def shrunk(
    bands: Iterator[Band], spec: oiio.ImageSpec, has_alpha: bool, max_edge: int, aspect: float
) -> Pixels:
    """The display window as red, green, blue (times alpha) and alpha, no edge longer than `max_edge`.

    `aspect` is a pixel's width by its height. What the data window leaves out is black, and transparent
    where there is an alpha.
    """
    width, height = spec.full_width * max(aspect, 1.0), spec.full_height / min(aspect, 1.0)
    scale = min(1.0, max_edge / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    factors = (
        max(1, spec.full_width // size[0]),
        max(1, spec.full_height // size[1]),
    )
    small = _averaged(_in_display_window(bands, spec, has_alpha), spec, factors)
    return _resized(np.nan_to_num(small, nan=0.0, posinf=_BRIGHTEST, neginf=0.0), size)


def _in_display_window(bands: Iterator[Band], spec: oiio.ImageSpec, has_alpha: bool) -> Iterator[Pixels]:
    """All rows of the display window, from top to bottom."""
    left, top, width, height = spec.full_x, spec.full_y, spec.full_width, spec.full_height
    nothing = np.array([0.0, 0.0, 0.0, 0.0 if has_alpha else 1.0], dtype=np.float32)
    source = slice(max(0, left - spec.x), max(0, left + width - spec.x))
    target = max(0, spec.x - left)
    is_whole = spec.x == left and spec.width == width
    row = top
    for start, band in bands:
        band = band[max(0, row - start) : max(0, top + height - start)]
        start = max(start, row)
        if not len(band):
            continue
        if start > row:
            yield np.broadcast_to(nothing, (start - row, width, 4))
        if is_whole:
            yield band
        else:
            rows = np.broadcast_to(nothing, (len(band), width, 4)).copy()
            seen = band[:, source]
            rows[:, target : target + seen.shape[1]] = seen
            yield rows
        row = start + len(band)
    if row < top + height:
        yield np.broadcast_to(nothing, (top + height - row, width, 4))


def _averaged(rows: Iterator[Pixels], spec: oiio.ImageSpec, factors: tuple[int, int]) -> Pixels:
    """Each `factors` (across, down) of pixels as their mean; the last stand for those that are missing."""
    across, down = factors
    made: list[Pixels] = []
    left_over: Pixels | None = None
    for band in rows:
        if left_over is not None:
            band = np.concatenate((left_over, band))
        whole = len(band) - len(band) % down
        made.append(_means(band[:whole], across, down))
        left_over = band[whole:] if whole < len(band) else None
    if left_over is not None:
        missing = down - len(left_over)
        made.append(_means(np.pad(left_over, ((0, missing), (0, 0), (0, 0)), "edge"), across, down))
    return np.concatenate(made)


def _means(band: Pixels, across: int, down: int) -> Pixels:
    height, width, channels = band.shape
    if down > 1:
        band = np.add.reduce(band.reshape(height // down, down, width, channels), axis=1)
    if across > 1:
        missing = -width % across
        if missing:
            band = np.pad(band, ((0, 0), (0, missing), (0, 0)), "edge")
        # Sums of every n-th pixel: numpy is slow at adding up along a short axis.
        band = sum((band[:, n::across] for n in range(1, across)), start=band[:, 0::across])
    return band * np.float32(1.0 / (across * down)) if across * down > 1 else band


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """To the very size. The filter has no negative lobes: they would draw dark rings round lights."""
    width, height = size
    if pixels.shape[:2] == (height, width):
        return pixels
    # Pillow takes a quarter of the time that OpenImageIO does.
    planes = (Image.fromarray(np.ascontiguousarray(pixels[..., each])) for each in range(4))
    return np.stack([np.asarray(each.resize(size, Image.Resampling.BILINEAR)) for each in planes], axis=2)
