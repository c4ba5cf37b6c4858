"""TIFF files: Pillow knows the pixels of print, OpenImageIO the deep ones."""

from pathlib import Path

from PIL.Image import Image

from slatehouse.media.decoding import scene, web
from slatehouse.media.decoding.formats import Format
from slatehouse.media.decoding.wanted import NotAnImage, Wanted

__all__ = ["read"]


def read(path: Path, found: Format, wanted: Wanted) -> Image:
    """The first picture of the file; one in a colour space of the configuration as its view shows it."""
    if found.name not in wanted.colours.spaces:
        try:
            return web.read(path, found, wanted)
        except NotAnImage:
            # Sixteen bits for each of three colours are more than Pillow takes.
            pass
    return scene.read(path, found, wanted)
