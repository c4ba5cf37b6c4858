"""Cameras' raw files, by LibRaw: the photograph that the camera put in them, or one developed from them."""

from io import BytesIO
from pathlib import Path

import rawpy
from PIL import Image

from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.upright import upright
from slatehouse.media.decoding.wanted import NotAnImage, Wanted, admit, words_of
from slatehouse.media.decoding.web import picture_in

__all__ = ["read"]

_EXIF_OF_FLIP = {3: 3, 5: 8, 6: 6}


def read(path: Path, found: Format, wanted: Wanted) -> Image.Image:
    """The camera's own preview where it is large enough: nobody knows better what was to be seen."""
    try:
        with rawpy.imread(str(path)) as raw:
            admit(raw.sizes.raw_width, raw.sizes.raw_height, wanted.max_pixels)
            return _preview(raw, wanted) or _developed(raw, wanted)
    except rawpy.LibRawError as error:
        raise NotAnImage(f"not a raw file that can be read: {words_of(error)}") from error


def _preview(raw: rawpy.RawPy, wanted: Wanted) -> Image.Image | None:
    try:
        preview = raw.extract_thumb()
    except rawpy.LibRawError:
        return None
    if preview.format is not rawpy.ThumbFormat.JPEG:
        return None
    jpeg = bytes(preview.data)
    with Image.open(BytesIO(jpeg), formats=["JPEG"]) as image:
        developed = max(raw.sizes.width, raw.sizes.height) // 2
        is_large = max(image.size) >= min(wanted.max_edge, developed)
        is_told = image.getexif().get(0x0112) is not None
    if not is_large:
        return None
    picture = picture_in(BytesIO(jpeg), "JPEG", wanted)
    return picture if is_told else upright(picture, _EXIF_OF_FLIP.get(raw.sizes.flip))


def _developed(raw: rawpy.RawPy, wanted: Wanted) -> Image.Image:
    # Half its size is enough, and spares the guessing of colours that no sensor saw.
    pixels = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8)
    picture = Image.fromarray(pixels)
    picture.thumbnail((wanted.max_edge, wanted.max_edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture
