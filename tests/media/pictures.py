"""Draws small image files for tests: four coloured quarters, in every format and pixel mode that we read."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

from PIL import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 40), (30, 60, 210), (250, 250, 250)
CORNERS = (RED, GREEN, BLUE, WHITE)
"""Colours of the quarters: top left, top right, bottom left, bottom right."""

Colour = tuple[int, int, int]


def quarters(width: int = 64, height: int = 32) -> Image.Image:
    image = Image.new("RGB", (width, height))
    for index, colour in enumerate(CORNERS):
        left, top = (index % 2) * width // 2, (index // 2) * height // 2
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


def corners_of(jpeg: bytes) -> tuple[Colour, ...]:
    """The colours in the middle of each quarter, in the order of `CORNERS`."""
    image = Image.open(BytesIO(jpeg)).convert("RGB")
    places = [
        (x, y)
        for y in (image.height // 4, image.height * 3 // 4)
        for x in (image.width // 4, image.width * 3 // 4)
    ]
    return tuple(pixel(image, place) for place in places)


def pixel(image: Image.Image, place: tuple[int, int]) -> Colour:
    red, green, blue = image.crop((*place, place[0] + 1, place[1] + 1)).tobytes()
    return red, green, blue


def is_close(seen: Colour, expected: Colour, tolerance: int = 12) -> bool:
    return all(abs(one - other) <= tolerance for one, other in zip(seen, expected, strict=True))


def png(width: int, height: int, *chunks: tuple[bytes, bytes], depth: int = 8, colour_type: int = 2) -> bytes:
    """A PNG of hand-made chunks after its header, which need not be true."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, ((b"IHDR", header), *chunks, (b"IEND", b""))))


def _chunk(named: tuple[bytes, bytes]) -> bytes:
    name, body = named
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def deep_tiff(value: float, code: str, sample_format: int, order: str = "<") -> bytes:
    """An 8 by 8 grey TIFF of one value; `code` as in `struct`; `sample_format`: unsigned, signed, float."""
    pixels = struct.pack(f"{order}{code}", value) * 64
    short, long = 3, 4
    entries = [
        (256, short, 8),
        (257, short, 8),
        (258, short, 8 * struct.calcsize(code)),
        (259, short, 1),
        (262, short, 1),
        (273, long, 8),
        (277, short, 1),
        (278, short, 8),
        (279, long, len(pixels)),
        (339, short, sample_format),
    ]
    directory = struct.pack(f"{order}H", len(entries))
    for tag, kind, entry in entries:
        packed = (
            struct.pack(f"{order}H", entry) + b"\0\0" if kind == short else struct.pack(f"{order}I", entry)
        )
        directory += struct.pack(f"{order}HHI", tag, kind, 1) + packed
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(f"{order}HI", 42, 8 + len(pixels)) + pixels + directory + bytes(4)


def psd(path: Path, picture: Image.Image, depth: int) -> Path:
    """A PSD file of one flat picture in 8 or 16 bits."""
    header = struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, picture.height, picture.width, depth, 3)
    planes = b"".join(plane.tobytes() for plane in picture.convert("RGB").split())
    if depth == 16:
        planes = b"".join(bytes((value, value)) for value in planes)
    path.write_bytes(header + bytes(12) + b"\0\0" + planes)
    return path
