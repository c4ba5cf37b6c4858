"""The first directory of a TIFF file, as far as it tells a camera's raw file from other pictures."""

import struct
from typing import BinaryIO

__all__ = ["is_camera_raw"]

_ENTRY = 12
_SHORTEST = 16
_SHORT = 3
_MARKS = {b"II*\0": "<", b"MM\0*": ">"}
_KIND_OF_PICTURE, _PHOTOMETRIC, _MAKE, _FURTHER_DIRECTORIES, _DNG_VERSION = 254, 262, 271, 330, 50706
_FILTER_ARRAY = 32803
_REDUCED = 1


def is_camera_raw(head: bytes, file: BinaryIO) -> bool:
    """Whether a file that begins so is a raw file: it says so, or a camera put only a preview first."""
    order = _MARKS.get(head[:4])
    if order is None or len(head) < _SHORTEST:
        return False
    if head[8:10] == b"CR":
        return True
    tags = _first_tags(file, struct.unpack_from(f"{order}I", head, 4)[0], order)
    if _DNG_VERSION in tags or tags.get(_PHOTOMETRIC) == _FILTER_ARRAY:
        return True
    return _MAKE in tags and (_FURTHER_DIRECTORIES in tags or tags.get(_KIND_OF_PICTURE) == _REDUCED)


def _first_tags(file: BinaryIO, start: int, order: str) -> dict[int, int]:
    """The tags of the first directory with their values, where those are numbers."""
    file.seek(start)
    count = int.from_bytes(file.read(2), "little" if order == "<" else "big")
    entries = file.read(count * _ENTRY)
    tags = {}
    for place in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        tag, kind, _, value = struct.unpack_from(f"{order}HHI4s", entries, place)
        tags[tag] = struct.unpack_from(f"{order}H" if kind == _SHORT else f"{order}I", value)[0]
    return tags
