"""Photographs of phones, HEIF, which `pillow-heif` teaches Pillow to read."""

from pathlib import Path

from PIL.Image import Image
from pillow_heif import register_heif_opener

from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.wanted import Wanted
from slatehouse.media.decoding.web import picture_in

__all__ = ["read"]

# Two megabytes a thread of its own are not needed for one picture at a time.
register_heif_opener(thumbnails=False, decode_threads=1)


def read(path: Path, found: Format, wanted: Wanted) -> Image:
    """The primary picture of the file, which the library has turned upright."""
    return picture_in(path, found.name.upper(), wanted)
