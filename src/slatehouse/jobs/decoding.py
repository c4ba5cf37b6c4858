"""What the jobs that decode strangers' files share: what is wanted of them, and whose fault a failure is."""

from __future__ import annotations

from slatehouse.config.settings import MediaSettings
from slatehouse.media.decoding.wanted import Colours, NotAnImage, TooManyPixels, Wanted
from slatehouse.media.isolation import Cause, Failed

__all__ = ["NotDecoded", "is_to_blame", "wanted_by"]

_FAULTS_OF_THE_FILE = frozenset({NotAnImage.__name__, TooManyPixels.__name__})


class NotDecoded(Exception):
    """Nothing was made of a file, and nothing says that it is to blame: it is worth another attempt."""


def wanted_by(media: MediaSettings) -> Wanted:
    """The thumbnails that a site wants."""
    spaces = dict(each.split("=", 1) for each in media.colour_spaces)
    colours = Colours(media.colour_config, media.colour_view, spaces)
    return Wanted(media.thumbnail_edge, media.max_pixels, colours)


def is_to_blame(failed: Failed) -> bool:
    """Whether the same file would fail again. Slowness and a sudden death may be the machine's doing."""
    return failed.cause is Cause.MEMORY or failed.exception in _FAULTS_OF_THE_FILE
