"""Which part of a file of many pictures, and which of its channels, are made to be looked at."""

from collections.abc import Iterator, Sequence

import OpenImageIO as oiio
from msgspec import Struct

from slatehouse.media.decoding.wanted import NotAnImage

__all__ = ["Part", "chosen_part"]

_MOST_PARTS = 256
_COLOURS = ("R", "G", "B")
_SPELLINGS = {"RED": "R", "GREEN": "G", "BLUE": "B", "ALPHA": "A"}
_BEAUTIES = ("", "RGBA", "RGB", "BEAUTY", "COMBINED", "C", "FINAL")
"""Names of layers that hold the finished picture, as renderers and compositors write them; best first."""


class Part(Struct, frozen=True):
    """A part of a file: which it is, how it is laid out, and its channels of red, green, blue and alpha.

    The alpha's is None where it has none. `first` and `last` bound the channels that have to be read.
    """

    number: int
    spec: oiio.ImageSpec
    picked: tuple[int, int, int, int | None]

    @property
    def first(self) -> int:
        return min(each for each in self.picked if each is not None)

    @property
    def last(self) -> int:
        return max(each for each in self.picked if each is not None)


def chosen_part(source: oiio.ImageInput) -> Part:
    """The part to show, which the file is set to: colours by the names that are usual, else the first.

    Raises `NotAnImage` where the pixels are deep, or there are none.
    """
    parts = [Part(number, spec, picked) for number, spec in _specs(source) for picked in [_picked(spec)]]
    if not parts:
        raise NotAnImage("no picture in it")
    best = min(parts, key=lambda part: _rank(part))
    if best.spec.deep:
        raise NotAnImage("its pixels are deep: they hold samples at many distances, and no picture")
    source.seek_subimage(best.number, 0)
    return best


def _specs(source: oiio.ImageInput) -> Iterator[tuple[int, oiio.ImageSpec]]:
    for number in range(_MOST_PARTS):
        if not source.seek_subimage(number, 0):
            source.geterror()
            return
        spec = source.spec()
        if spec.nchannels > 0 and spec.width > 0 and spec.height > 0:
            yield number, oiio.ImageSpec(spec)


def _rank(part: Part) -> tuple[bool, bool, int, int]:
    """The lower, the likelier it is the picture: the name of the colours' layer counts, else the part's."""
    layer = _layers(part.spec.channelnames)[part.picked[0]][0]
    name = layer or str(part.spec.getattribute("oiio:subimagename") or "").upper()
    is_grey = part.picked[0] == part.picked[1]
    return part.spec.deep, is_grey, _place(name.rpartition(".")[2]), part.number


def _place(layer: str) -> int:
    return _BEAUTIES.index(layer) if layer in _BEAUTIES else len(_BEAUTIES)


def _picked(spec: oiio.ImageSpec) -> tuple[int, int, int, int | None]:
    layers: dict[str, dict[str, int]] = {}
    for number, (layer, channel) in enumerate(_layers(spec.channelnames)):
        layers.setdefault(layer, {}).setdefault(channel, number)
    coloured = [name for name, channels in layers.items() if all(colour in channels for colour in _COLOURS)]
    if coloured:
        best = layers[min(coloured, key=lambda name: _place(name.rpartition(".")[2]))]
        red, green, blue = (best[colour] for colour in _COLOURS)
        return red, green, blue, best.get("A")
    grey = next((channels for channels in layers.values() if "Y" in channels), None)
    if grey is not None:
        return grey["Y"], grey["Y"], grey["Y"], grey.get("A")
    colours = [
        number for number in range(spec.nchannels) if number not in (spec.alpha_channel, spec.z_channel)
    ]
    alpha = None if spec.alpha_channel < 0 else spec.alpha_channel
    if len(colours) < len(_COLOURS):
        only = colours[0] if colours else 0
        return only, only, only, alpha if colours else None
    return colours[0], colours[1], colours[2], alpha


def _layers(names: Sequence[str]) -> list[tuple[str, str]]:
    """The layer and the channel, in capitals, that each name means: `diffuse.R` is R of DIFFUSE."""
    split = [name.upper().rpartition(".") for name in names]
    return [(layer, _SPELLINGS.get(channel, channel)) for layer, _, channel in split]
