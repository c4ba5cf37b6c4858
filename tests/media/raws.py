"""Draws camera raw files for tests: a DNG whose sensor saw four coloured quarters."""

import struct
from collections.abc import Sequence

import numpy as np
from tests.media.pictures import quarters

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _SIGNED_RATIONAL = 1, 2, 3, 4, 5, 10
_LIGHTEST = 65_535


def dng(width: int = 64, height: int = 32, preview: bytes = b"") -> bytes:
    """A raw file of these pixels, with the camera's own JPEG beside them if one is given."""
    light = (np.asarray(quarters(width, height), dtype=np.float64) / 255) ** 2.2
    mosaic = np.empty((height, width))
    mosaic[0::2, 0::2], mosaic[1::2, 1::2] = light[0::2, 0::2, 0], light[1::2, 1::2, 2]
    mosaic[0::2, 1::2], mosaic[1::2, 0::2] = light[0::2, 1::2, 1], light[1::2, 0::2, 1]
    sensor = (mosaic * _LIGHTEST).astype("<u2").tobytes()
    start = 8
    after = start + len(sensor)
    entries: list[tuple[int, int, Sequence[int] | bytes]] = [
        (254, _LONG, [0]),
        (256, _LONG, [width]),
        (257, _LONG, [height]),
        (258, _SHORT, [16]),
        (259, _SHORT, [1]),
        (262, _SHORT, [32803]),
        (271, _ASCII, b"Slatehouse\0"),
        (272, _ASCII, b"Test\0"),
        (273, _LONG, [start]),
        (274, _SHORT, [1]),
        (277, _SHORT, [1]),
        (278, _LONG, [height]),
        (279, _LONG, [len(sensor)]),
        (33421, _SHORT, [2, 2]),
        (33422, _BYTE, bytes((0, 1, 1, 2))),
        (50706, _BYTE, bytes((1, 4, 0, 0))),
        (50708, _ASCII, b"Slatehouse Test\0"),
        (50714, _SHORT, [0]),
        (50717, _LONG, [_LIGHTEST]),
        # From XYZ to the sensor's colours, which are Rec. 709's.
        (50721, _SIGNED_RATIONAL, [32405, -15371, -4985, -9693, 18760, 416, 556, -2040, 10572]),
        (50728, _RATIONAL, [10_000, 10_000, 10_000]),
        (50778, _SHORT, [21]),
    ]
    if preview:
        entries.append((330, _LONG, [after]))
        inner = _directory(_of_preview(len(preview), after), after)
        body = inner + preview
    else:
        body = b""
    place = after + len(body)
    return struct.pack("<2sHI", b"II", 42, place) + sensor + body + _directory(sorted(entries), place)


def _of_preview(length: int, place: int) -> list[tuple[int, int, Sequence[int] | bytes]]:
    entries: list[tuple[int, int, Sequence[int] | bytes]] = [
        (254, _LONG, [1]),
        (256, _LONG, [600]),
        (257, _LONG, [300]),
        (258, _SHORT, [8, 8, 8]),
        (259, _SHORT, [7]),
        (262, _SHORT, [6]),
        (273, _LONG, [0]),
        (277, _SHORT, [3]),
        (278, _LONG, [300]),
        (279, _LONG, [length]),
    ]
    size = len(_directory(entries, place))
    return [(tag, kind, [place + size] if tag == 273 else values) for tag, kind, values in entries]


def _directory(entries: Sequence[tuple[int, int, Sequence[int] | bytes]], place: int) -> bytes:
    extra_place = place + 2 + 12 * len(entries) + 4
    fields, extra = b"", b""
    for tag, kind, values in entries:
        packed = _packed(kind, values)
        count = len(packed) // {_BYTE: 1, _ASCII: 1, _SHORT: 2, _LONG: 4}.get(kind, 8)
        if len(packed) > 4:
            value = struct.pack("<I", extra_place + len(extra))
            extra += packed + bytes(len(packed) % 2)
        else:
            value = packed.ljust(4, b"\0")
        fields += struct.pack("<HHI", tag, kind, count) + value
    return struct.pack("<H", len(entries)) + fields + bytes(4) + extra


def _packed(kind: int, values: Sequence[int] | bytes) -> bytes:
    if isinstance(values, bytes):
        return values
    match kind:
        case 3:
            return struct.pack(f"<{len(values)}H", *values)
        case 4:
            return struct.pack(f"<{len(values)}I", *values)
        case _:
            return b"".join(struct.pack("<ii", value, 10_000) for value in values)
