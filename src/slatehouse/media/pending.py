"""The picture that stands in for a thumbnail that is still being made."""

from functools import cache
from io import BytesIO

__all__ = ["PENDING_PATH", "TRANSIENT_PREFIX", "pending_image"]

TRANSIENT_PREFIX = "/images/status/transient/"
"""Clients tell a passing image from a final one by this beginning of its path."""

PENDING_PATH = f"{TRANSIENT_PREFIX}thumbnail_pending.png"
"""Path of the pending image on a site (rest/40-media.md of the contract, "Values of file fields")."""

_SIZE = (256, 144)
_BACKGROUND = (118, 118, 118)
_TEXT = (222, 222, 222)


@cache
def pending_image() -> bytes:
    """The image as a PNG file; drawn once in a process, and always alike."""
    # A process that is not asked for it has no other use for Pillow.
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", _SIZE, _BACKGROUND)
    draw = ImageDraw.Draw(image)
    middle = (_SIZE[0] / 2, _SIZE[1] / 2)
    draw.text(middle, "Thumbnail pending", fill=_TEXT, font=ImageFont.load_default(18), anchor="mm")
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
