"""Pictures that are bombs make no thumbnail, take no machine down, and are refused in words."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from slatehouse.media.isolation import Failed, Limits, Sandbox
from slatehouse.media.thumbnails import (
    NotAnImage,
    Thumbnail,
    TooManyPixels,
    make_thumbnail,
    thumbnail_of_file,
)

MEGABYTE = 1024 * 1024


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, pixels: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunks)
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
    )


def text_bomb(kind: bytes) -> bytes:
    packed = zlib.compress(b"\0" * (200 * MEGABYTE), 9)
    return png(1, 1, chunk(kind, b"Comment\0\0" + packed), pixels=zlib.compress(b"\0\0"))


def tall_gif() -> bytes:
    return (
        b"GIF89a"
        + struct.pack("<HH", 65535, 65535)
        + b"\xf0\0\0"
        + b"\0" * 6
        + b","
        + struct.pack("<HHHHB", 0, 0, 65535, 65535, 0)
        + b"\x02\x02L\x01\0;"
    )


def archive() -> bytes:
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zeros", b"\0" * (20 * MEGABYTE))
    return kept.getvalue()


def lying_tiff() -> bytes:
    kept = BytesIO()
    Image.new("L", (4, 4)).save(kept, "TIFF")
    return kept.getvalue().replace(
        struct.pack("<HHII", 256, 4, 1, 4), struct.pack("<HHII", 256, 4, 1, 2**31 - 1)
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "more pixels than there is memory for": lambda: png(2**31 - 1, 2**31 - 1),
    "just too many pixels": lambda: png(100_000, 100_000, pixels=zlib.compress(b"\0" * MEGABYTE)),
    "a text that unpacks to much": lambda: text_bomb(b"zTXt"),
    "a profile that unpacks to much": lambda: text_bomb(b"iCCP"),
    "a picture of all that a GIF can be": tall_gif,
    "a TIFF that lies about its width": lying_tiff,
    "an archive": archive,
    "a drawing with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
    "a drawing that fetches": lambda: b'<svg><image href="http://127.0.0.1:1/"/></svg>',
    "entities that grow": lambda: b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>',
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_child_of_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name]())
    assert path.stat().st_size < MEGABYTE
    with Sandbox(Limits(seconds=60, cpu_seconds=30)) as sandbox:
        made = sandbox.run(thumbnail_of_file, str(path))
        # A text that is passed over does no harm; then the picture beside it is one pixel.
        assert isinstance(made, Failed) or (made.width, made.height) == (1, 1)
        Image.new("RGB", (8, 8)).save(tmp_path / "good.png")
        assert isinstance(sandbox.run(thumbnail_of_file, str(tmp_path / "good.png")), Thumbnail)


@pytest.mark.parametrize("edge", [1000, 1001])
def test_pixels_are_counted_before_they_are_decoded(edge: int) -> None:
    content = BytesIO()
    Image.new("L", (edge, 1000)).save(content, "PNG")
    if edge == 1000:
        assert make_thumbnail(content, max_pixels=1_000_000).width == 512
    else:
        with pytest.raises(TooManyPixels):
            make_thumbnail(content, max_pixels=1_000_000)


def test_no_program_is_started_for_a_format() -> None:
    for content in (BOMBS["PostScript"](), BOMBS["a drawing that fetches"]()):
        with pytest.raises(NotAnImage):
            make_thumbnail(BytesIO(content))
