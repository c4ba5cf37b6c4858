"""Thumbnails in both sizes by hand, with our libraries and nothing else:
`python -m benchmarks.reference_pictures FILE`."""

from __future__ import annotations

import os
import sys
from io import BytesIO

from PIL import Image

LARGE_EDGE, EDGE, QUALITY = 1024, 512, 85
CONFIG = "ocio://studio-config-v2.2.0_aces-v1.3_ocio-v2.4"
SPACE, DISPLAY, VIEW = "Linear Rec.709 (sRGB)", "sRGB - Display", "ACES 1.0 - SDR Video"


def by_pillow(path: str) -> bytes:
    """Of a JPEG, which Pillow decodes in draft mode, at a fraction of its size."""
    with Image.open(path) as picture:
        picture.draft(None, (LARGE_EDGE, LARGE_EDGE))
        picture.load()
        picture.thumbnail((LARGE_EDGE, LARGE_EDGE), Image.Resampling.LANCZOS)
        return _both(picture)


def by_openimageio(path: str) -> bytes:
    """Of an EXR: read, shrunk by averaging, the fastest way there is without jagged edges, and viewed.

    With as many threads as there are processors. The library's own filter takes ten times as long.
    """
    os.environ["OCIO"] = CONFIG
    import numpy as np
    import OpenImageIO as oiio

    whole = oiio.ImageBuf(path)
    scale = LARGE_EDGE / max(whole.spec().full_width, whole.spec().full_height)
    size = round(whole.spec().full_width * scale), round(whole.spec().full_height * scale)
    region = oiio.ROI(0, size[0], 0, size[1], 0, 1, 0, 4)
    small = oiio.ImageBufAlgo.resize(whole, filtername="box", roi=region)
    shown = oiio.ImageBufAlgo.ociodisplay(small, DISPLAY, VIEW, fromspace=SPACE, unpremult=True)
    pixels = np.asarray(shown.get_pixels(oiio.UINT8))[..., :3]
    return _both(Image.fromarray(np.ascontiguousarray(pixels)))


def _both(large: Image.Image) -> bytes:
    """The thumbnail, when both are made."""
    _jpeg(large)
    large.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    return _jpeg(large)


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    (by_openimageio if sys.argv[1].endswith(".exr") else by_pillow)(sys.argv[1])
