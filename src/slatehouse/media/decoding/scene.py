"""Pictures of film and of renderers, by OpenImageIO: EXR, DPX, Cineon, HDR, deep TIFF, PSD.

Those that hold light, or film's density, are shown through a view of an OpenColorIO configuration. They are
read in bands of rows and made smaller at once, so that memory does not grow with the picture.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray
from PIL import Image

from slatehouse.media.colour import flat_srgb
from slatehouse.media.decoding.channels import Part, chosen_part
from slatehouse.media.decoding.cineon_header import raise_if_it_lies
from slatehouse.media.decoding.colour_spaces import space_of
from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.shrinking import Band, shrunk
from slatehouse.media.decoding.upright import upright
from slatehouse.media.decoding.viewing import viewed
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit
from slatehouse.media.scratch import scratch

__all__ = ["read"]

Pixels = NDArray[np.float32]

_ROWS_AT_ONCE = 64
_MOST_THREADS = 4
_WIDEST_PIXEL = 8.0

# As many as there are pieces in a band of rows: a person waits for the picture, and the whole work is no more
# for it. The pieces need no threads of their own; and a file is read as what it is, or not at all.
oiio.attribute("threads", min(_MOST_THREADS, os.cpu_count() or 1))
oiio.attribute("exr_threads", -1)
oiio.attribute("try_all_readers", 0)


def read(path: Path, found: Format, wanted: Wanted) -> Image.Image:
    """The picture of the part of the file that is made to be looked at, in its display window."""
    if found.name == "cineon":
        raise_if_it_lies(path)
    with _opened(path, found) as source:
        part = chosen_part(source)
        spec = part.spec
        admit(spec.full_width, spec.full_height, wanted.max_pixels)
        admit(spec.width, spec.height, wanted.max_pixels)
        has_alpha = part.picked[3] is not None
        aspect = spec.getattribute("PixelAspectRatio")
        is_told = isinstance(aspect, float) and 1 / _WIDEST_PIXEL <= aspect <= _WIDEST_PIXEL
        pixels = shrunk(_bands(source, part), spec, has_alpha, wanted.max_edge, aspect if is_told else 1.0)
    space = space_of(spec, found.name, wanted.colours)
    picture = _as_it_is(pixels, spec) if space is None else viewed(pixels, space, wanted.colours)
    return upright(picture, spec.getattribute("Orientation"))


@contextmanager
def _opened(path: Path, found: Format) -> Iterator[oiio.ImageInput]:
    """The file as the library reads it: by a name with the ending that stands for the format."""
    with scratch() as folder:
        named = folder / f"file{found.suffix}"
        named.symlink_to(path.resolve())
        source = oiio.ImageInput.open(str(named))
        if source is None:
            raise NotAnImage(f"not a picture that can be read: {_reason(oiio.geterror(), named)}")
        try:
            yield source
            trouble = source.geterror()
            if trouble:
                raise NotAnImage(f"broken image: {_reason(trouble, named)}")
        finally:
            source.close()


def _reason(error: str, named: Path) -> str:
    return error.replace(str(named), "the file").strip()


def _bands(source: oiio.ImageInput, part: Part) -> Iterator[Band]:
    """The rows of the data window with the picked channels, as the file holds them together."""
    spec = part.spec
    first, after = part.first, part.last + 1
    chosen = [part.picked[0] - first, part.picked[1] - first, part.picked[2] - first]
    alpha = part.picked[3]
    for start, end in _stretches(spec):
        if spec.tile_width:
            read = source.read_tiles(
                *(spec.x, spec.x + spec.width, start, end, spec.z, spec.z + 1), first, after, oiio.FLOAT
            )
        else:
            read = source.read_scanlines(start, end, spec.z, first, after, oiio.FLOAT)
        if read is None:
            raise NotAnImage("broken image: its rows end before the picture does")
        rows = np.asarray(read).reshape(end - start, spec.width, after - first)
        yield start, _four(rows, chosen, None if alpha is None else alpha - first)


def _stretches(spec: oiio.ImageSpec) -> Iterator[tuple[int, int]]:
    at_once = spec.tile_height if spec.tile_width else spec.getattribute("oiio:RowsPerChunk") or 1
    height = max(1, _ROWS_AT_ONCE // at_once) * at_once
    for start in range(spec.y, spec.y + spec.height, height):
        yield start, min(start + height, spec.y + spec.height)


def _four(rows: Pixels, chosen: list[int], alpha: int | None) -> Pixels:
    if alpha is not None and [*chosen, alpha] == [0, 1, 2, 3]:
        return rows
    four = np.ones((*rows.shape[:2], 4), dtype=np.float32)
    four[..., :3] = rows[..., chosen]
    if alpha is not None:
        four[..., 3] = rows[..., alpha]
    return four


def _as_it_is(pixels: Pixels, spec: oiio.ImageSpec) -> Image.Image:
    """Pixels that are made for a screen, in the profile that the file has or in sRGB."""
    alpha = pixels[..., 3:]
    straight = np.where(alpha > 0, pixels[..., :3] / np.maximum(alpha, np.finfo(np.float32).tiny), 0.0)
    eight_bit = np.clip(np.concatenate((straight, alpha), axis=2) * 255 + 0.5, 0, 255).astype(np.uint8)
    picture = Image.fromarray(eight_bit)
    profile = spec.getattribute("ICCProfile")
    if profile is not None:
        picture.info["icc_profile"] = bytes(profile)
    return flat_srgb(picture)
