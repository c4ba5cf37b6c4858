"""Thumbnails: a small upright JPEG of a PNG, JPEG, WebP, GIF or TIFF file, or a reason why there is none.

Decoding strangers' files is for a child process (`isolation.py`); what is here may be killed at any point.
"""

from contextlib import AbstractContextManager, nullcontext
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from PIL import Image, UnidentifiedImageError
from PIL.Image import Transpose

from slatehouse.media.colour import flat_srgb, resizable

__all__ = ["MAX_PIXELS", "NotAnImage", "Thumbnail", "TooManyPixels", "make_thumbnail", "thumbnail_of_file"]

MAX_PIXELS = 200_000_000
"""Pixels of the largest image that is decoded unless configured: 20,000 x 10,000, which takes about 1 GB."""

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF")
_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}

# Pillow's own check counts other pixels than ours, warns where we allow, and cannot be set per call.
Image.MAX_IMAGE_PIXELS = None


class Thumbnail(Struct, frozen=True):
    """A finished thumbnail: `jpeg` is the file, `width` and `height` its pixels."""

    jpeg: bytes
    width: int
    height: int


class NotAnImage(Exception):
    """The bytes are no image of a format that we read, or a broken one; `reason` says which, for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyPixels(Exception):
    """The image is larger than `limit` pixels, and was not decoded."""

    def __init__(self, width: int, height: int, limit: int) -> None:
        super().__init__(f"{width} x {height} pixels are more than the {limit} that are allowed")
        self.width = width
        self.height = height
        self.limit = limit


def make_thumbnail(
    source: Path | BinaryIO, *, max_edge: int = 512, max_pixels: int = MAX_PIXELS, quality: int = 85
) -> Thumbnail:
    """The first picture in `source`, no edge longer than `max_edge`, never enlarged, in sRGB.

    Transparent parts show neutral grey. Raises `NotAnImage` or `TooManyPixels` and nothing else, except
    `OSError` when the file itself cannot be opened.
    """
    with _opened(source) as file:
        try:
            return _jpeg(_picture(file, max_edge, max_pixels), quality)
        except (NotAnImage, TooManyPixels):
            raise
        except UnidentifiedImageError:
            raise NotAnImage("not a PNG, JPEG, WebP, GIF or TIFF image") from None
        except MemoryError:
            raise NotAnImage("decoding it takes more memory than is allowed") from None
        except Exception as error:
            # Pillow's decoders raise whatever the broken bytes lead them to.
            raise NotAnImage(f"broken image: {str(error) or type(error).__name__}") from error


def thumbnail_of_file(path: str, max_edge: int = 512, max_pixels: int = MAX_PIXELS) -> Thumbnail:
    """`make_thumbnail` with arguments that travel to a child process."""
    return make_thumbnail(Path(path), max_edge=max_edge, max_pixels=max_pixels)


def _opened(source: Path | BinaryIO) -> AbstractContextManager[BinaryIO]:
    return source.open("rb") if isinstance(source, Path) else nullcontext(source)


def _picture(file: BinaryIO, max_edge: int, max_pixels: int) -> Image.Image:
    with Image.open(file, formats=_FORMATS) as image:
        if image.width * image.height > max_pixels:
            raise TooManyPixels(image.width, image.height, max_pixels)
        # A JPEG is decoded at a fraction of its size, at least twice what is wanted.
        image.draft(None, (2 * max_edge, 2 * max_edge))
        image.load()
        orientation = _orientation(image)
        small = resizable(image)
        small.thumbnail((max_edge, max_edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    flat = flat_srgb(small)
    return flat.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else flat


def _orientation(image: Image.Image) -> object:
    """The EXIF orientation, 1 to 8, or whatever stands there instead."""
    try:
        return image.getexif().get(_ORIENTATION)
    except Exception:
        # Broken EXIF raises many things, and is no reason to show no picture.
        return None


def _jpeg(picture: Image.Image, quality: int) -> Thumbnail:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return Thumbnail(file.getvalue(), picture.width, picture.height)
