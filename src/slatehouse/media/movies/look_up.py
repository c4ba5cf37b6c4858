"""A view as a table that FFmpeg's filters look pixels up in: a film has too many for anything slower."""

from pathlib import Path

import numpy as np

from slatehouse.media.decoding.movie_colours import Look
from slatehouse.media.decoding.viewing import seen_by_view

__all__ = ["look_up"]

_EDGE = 65
# Steps of light are seen where it is dark: there the table has to be fine.
_SHAPE = 3.0


def look_up(look: Look, table: Path) -> tuple[tuple[str, str], ...]:
    """Write the table of a look; the filters, by name and arguments, that bring pixels of red, green and blue
    through it."""
    steps = np.linspace(0, 1, _EDGE, dtype=np.float32)
    codes = steps if look.is_logarithm else steps**_SHAPE
    # Red runs fastest.
    blue, green, red = np.meshgrid(codes, codes, codes, indexing="ij")
    pixels = np.stack((red, green, blue, np.ones_like(red)), axis=-1).reshape(_EDGE, _EDGE * _EDGE, 4)
    seen = seen_by_view(np.ascontiguousarray(pixels), look.space, look.colours)[..., :3]
    with table.open("w") as file:
        file.write(f"LUT_3D_SIZE {_EDGE}\n")
        np.savetxt(file, seen.reshape(-1, 3).clip(0, 1), fmt="%.6f")
    through = ("lut3d", f"file={_quoted(table)}:interp=tetrahedral")
    if look.is_logarithm:
        return (through,)
    shape = f"maxval*pow(val/maxval,{1 / _SHAPE})"
    return (("lutrgb", f"r='{shape}':g='{shape}':b='{shape}'"), through)


def _quoted(path: Path) -> str:
    """The path as an argument of a filter, where colons part arguments."""
    return str(path).replace("\\", "\\\\").replace(":", "\\:").replace("'", "\\'")
