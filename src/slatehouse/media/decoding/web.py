"""What browsers show, too, by Pillow: PNG, JPEG, WebP, AVIF, GIF. In sRGB, or in what the file says."""

from io import BytesIO
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from slatehouse.media.colour import flat_srgb, resizable
from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.upright import upright
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit

__all__ = ["picture_in", "read"]

_ORIENTATION = 0x0112

# Pillow's own check counts other pixels than ours, warns where we allow, and cannot be set per call.
Image.MAX_IMAGE_PIXELS = None


def read(path: Path, found: Format, wanted: Wanted) -> Image.Image:
    """The first picture of the file."""
    return picture_in(path, found.name.upper(), wanted)


def picture_in(source: Path | BytesIO, pillow_format: str, wanted: Wanted) -> Image.Image:
    """The first picture in what Pillow reads by that name. Raises `NotAnImage` where it cannot read it."""
    try:
        image = Image.open(source, formats=[pillow_format])
    except UnidentifiedImageError:
        raise NotAnImage(f"not a {pillow_format} image that can be read") from None
    with image:
        admit(image.width, image.height, wanted.max_pixels)
        edge = wanted.max_edge
        # A JPEG is decoded at a fraction of its size, no smaller than what is wanted.
        image.draft(None, (edge, edge))
        image.load()
        orientation = _orientation(image)
        small = resizable(image)
        small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return upright(flat_srgb(small), orientation)


def _orientation(image: Image.Image) -> object:
    """The EXIF orientation, 1 to 8, or whatever stands there instead."""
    try:
        return image.getexif().get(_ORIENTATION)
    except Exception:
        # Broken EXIF raises many things, and is no reason to show no picture.
        return None
