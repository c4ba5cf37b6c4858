"""The colour space that a picture's pixels are in, in the words of OpenColorIO's configurations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from slatehouse.media.decoding.wanted import Colours

if TYPE_CHECKING:
    # Movies come here, too, and most need nothing of a library that takes its time to load.
    import OpenImageIO as oiio

__all__ = ["LIGHTS", "LINEAR", "Space", "space_of"]

LINEAR = "Linear Rec.709 (sRGB)"
_LIGHT = frozenset({"exr", "hdr"})
_CLOSE = 2e-3

# Red, green, blue and white, each as x and y.
_D65 = (0.3127, 0.3290)
_ACES_WHITE = (0.32168, 0.33767)
_REC709 = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *_D65)
_PRIMARIES = {
    LINEAR: _REC709,
    "ACES2065-1": (0.7347, 0.2653, 0.0, 1.0, 0.0001, -0.077, *_ACES_WHITE),
    "ACEScg": (0.713, 0.293, 0.165, 0.830, 0.128, 0.044, *_ACES_WHITE),
    "Linear P3-D65": (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, *_D65),
    "Linear Rec.2020": (0.708, 0.292, 0.17, 0.797, 0.131, 0.046, *_D65),
    "Linear AdobeRGB": (0.64, 0.33, 0.21, 0.71, 0.15, 0.06, *_D65),
}
LIGHTS = frozenset(_PRIMARIES)
"""The spaces whose pixels are light."""

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])

Matrix = NDArray[np.float64]


class Space(Struct, frozen=True, eq=False):
    """A colour space by its name; pixels go through `matrix` first where no name fits what they are in.

    Where there are `decades`, pixels are logarithms: 1 is white, and just above 0 is so many powers of ten
    below it.
    """

    name: str
    matrix: Matrix | None = None
    decades: float | None = None


def space_of(spec: oiio.ImageSpec, file_format: str, colours: Colours) -> Space | None:
    """What the configuration says of the format; else what the file says of its primaries; else Rec. 709.

    None where the pixels are made for a screen already.
    """
    named = colours.spaces.get(file_format)
    if named:
        return Space(named)
    if file_format not in _LIGHT:
        return None
    primaries = spec.getattribute("chromaticities")
    if primaries is None or len(primaries) != len(_REC709):
        return Space(LINEAR)
    told = [float(each) for each in primaries]
    for name, known in _PRIMARIES.items():
        if np.allclose(told, known, atol=_CLOSE):
            return Space(name)
    matrix = _to_rec709(told)
    return Space(LINEAR, matrix)


def _to_rec709(primaries: Sequence[float]) -> Matrix | None:
    """The matrix from light of these primaries to Rec. 709's, white to white; None: they span nothing."""
    try:
        adapted = _adaptation(primaries[6:], _D65) @ _to_xyz(primaries)
        matrix: Matrix = np.linalg.inv(_to_xyz(_REC709)) @ adapted
    except (np.linalg.LinAlgError, ZeroDivisionError):
        return None
    return matrix if np.isfinite(matrix).all() else None


def _to_xyz(primaries: Sequence[float]) -> Matrix:
    columns = np.array([_xyz(*primaries[n : n + 2]) for n in (0, 2, 4)]).T
    scales = np.linalg.solve(columns, _xyz(*primaries[6:8]))
    scaled: Matrix = columns * scales
    return scaled


def _adaptation(white: Sequence[float], wanted: Sequence[float]) -> Matrix:
    gains = (_BRADFORD @ _xyz(*wanted)) / (_BRADFORD @ _xyz(*white))
    adapted: Matrix = np.linalg.inv(_BRADFORD) @ np.diag(gains) @ _BRADFORD
    return adapted


def _xyz(x: float, y: float) -> Matrix:
    return np.array([x / y, 1.0, (1 - x - y) / y])
