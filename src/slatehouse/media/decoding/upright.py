"""Turning a picture the way its file says that it is to be seen."""

from PIL.Image import Image, Transpose

__all__ = ["upright"]

_UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


def upright(picture: Image, orientation: object) -> Image:
    """The picture, turned by an EXIF orientation; left as it is where that is none of 2 to 8."""
    turn = _UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return picture if turn is None else picture.transpose(turn)
