"""Light as a screen shows it: through a view of an OpenColorIO configuration."""

import os
from typing import Any

import numpy as np
import OpenImageIO as oiio
from numpy.typing import NDArray
from PIL import Image

from slatehouse.media.colour import GREY
from slatehouse.media.decoding.colour_spaces import Space
from slatehouse.media.decoding.wanted import Colours, ViewUnknown

__all__ = ["seen_by_view", "viewed"]

_DISPLAY = "sRGB - Display"
_CONFIG = "OCIO"
_WHITE = 255


def viewed(pixels: NDArray[np.float32], space: Space, colours: Colours) -> Image.Image:
    """Red, green, blue (times alpha) and alpha as a picture over neutral grey. Raises `ViewUnknown`."""
    seen = seen_by_view(pixels, space, colours)
    alpha = np.clip(seen[..., 3:], 0.0, 1.0)
    flat = seen[..., :3] * _WHITE + np.array(GREY, dtype=np.float32) * (1 - alpha)
    return Image.fromarray(np.clip(flat + 0.5, 0, _WHITE).astype(np.uint8))


def seen_by_view(pixels: NDArray[np.float32], space: Space, colours: Colours) -> NDArray[np.float32]:
    """Red, green, blue (times alpha) and alpha as the view shows them, 1 the screen's white.

    Raises `ViewUnknown`.
    """
    if space.decades is not None:
        pixels = pixels.copy()
        light = np.float32(10.0) ** ((pixels[..., :3] - 1) * space.decades)
        pixels[..., :3] = np.where(pixels[..., :3] > 0, light, 0)
    if space.matrix is not None:
        pixels = pixels.copy()
        pixels[..., :3] = pixels[..., :3] @ space.matrix.T.astype(np.float32)
    display, slash, view = colours.view.rpartition("/")
    # The library keeps what it made of this configuration alone, and only for who names none: not even "".
    # For the next picture that is a tenth of a second.
    first = os.environ.setdefault(_CONFIG, colours.config)
    other: dict[str, Any] = {} if first == colours.config else {"colorconfig": colours.config}
    shown = oiio.ImageBufAlgo.ociodisplay(
        oiio.ImageBuf(np.ascontiguousarray(pixels)),
        display if slash else _DISPLAY,
        view,
        fromspace=space.name,
        unpremult=True,
        **other,
    )
    if shown.has_error:
        raise ViewUnknown(shown.geterror())
    return np.asarray(shown.get_pixels(oiio.FLOAT))
