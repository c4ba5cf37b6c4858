"""What is wanted of a picture, and the refusals of a file that cannot give it."""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

__all__ = [
    "DRAWING",
    "MAX_PIXELS",
    "Colours",
    "NotAnImage",
    "TooManyPixels",
    "ViewUnknown",
    "Wanted",
    "admit",
    "words_of",
]

MAX_PIXELS = 200_000_000
"""Pixels of the largest image that is decoded unless configured: 20,000 x 10,000, which takes about 1 GB."""


DRAWING = 4
"""Counted up whenever files come out otherwise than before: what was made of them is then made anew."""


class Colours(Struct, frozen=True):
    """How colours that are not made for a screen are brought to one, in the words of OpenColorIO.

    `config` is an address that OpenColorIO knows, or the path of a configuration; `view` is one of the
    display `sRGB - Display` there, or of the display named before a slash. `spaces` names the colour space
    that files of a format are in; a format without one, or with none, is in what it says itself.
    """

    config: str = "ocio://studio-config-v2.2.0_aces-v1.3_ocio-v2.4"
    view: str = "sRGB - Display/ACES 1.0 - SDR Video"
    spaces: Mapping[str, str] = MappingProxyType({"dpx": "ADX10", "cineon": "ADX10"})


class Wanted(Struct, frozen=True):
    """A picture no edge of which is longer than `max_edge`, of a file of at most `max_pixels` pixels.

    Where a thumbnail comes in two sizes, no edge of the larger is longer than `large_edge`.
    """

    max_edge: int = 512
    max_pixels: int = MAX_PIXELS
    colours: Colours = Colours()
    large_edge: int = 1024


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


class ViewUnknown(Exception):
    """The configuration has no such view, display or colour space; no file is to blame."""


def words_of(error: Exception) -> str:
    """What a decoder says of a file, without the file's place on this machine."""
    (said, *_) = error.args or ("",)
    if isinstance(said, bytes):
        return said.decode(errors="replace")
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


def admit(width: int, height: int, limit: int) -> None:
    """Refuse an image before it is decoded, by what its header says. Raises `TooManyPixels`."""
    if width * height > limit:
        raise TooManyPixels(width, height, limit)
