"""The header of a Cineon file, as far as the library that reads it believes what it should not."""

import struct
from pathlib import Path

from slatehouse.media.decoding.wanted import NotAnImage

__all__ = ["raise_if_it_lies"]

_BIG_ENDIAN = b"\x80\x2a\x5f\xd7"
_LENGTH = 20
_UNSAID = 0xFFFFFFFF


def raise_if_it_lies(path: Path) -> None:
    """Refuse a file whose header promises more of its maker's data than there is: the library reads on."""
    with path.open("rb") as file:
        head = file.read(_LENGTH)
    if len(head) < _LENGTH:
        raise NotAnImage("broken image: it ends in its header")
    order = ">" if head.startswith(_BIG_ENDIAN) else "<"
    (promised,) = struct.unpack_from(f"{order}I", head, _LENGTH - 4)
    if promised not in (0, _UNSAID) and promised > path.stat().st_size:
        raise NotAnImage(f"broken image: its header promises {promised} bytes that are not there")
