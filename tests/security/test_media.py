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

from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, Wanted
from slatehouse.media.isolation import Failed, Limits, Sandbox
from slatehouse.media.thumbnails import Thumbnail, make_thumbnail, thumbnail_of_file

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


def exr(width: int, height: int) -> bytes:
    """An EXR that promises so many pixels and has none."""

    def attribute(name: bytes, kind: bytes, value: bytes) -> bytes:
        return name + b"\0" + kind + b"\0" + struct.pack("<I", len(value)) + value

    window = struct.pack("<4i", 0, 0, width - 1, height - 1)
    channels = (
        b"".join(name + b"\0" + struct.pack("<IB3xII", 1, 0, 1, 1) for name in (b"B", b"G", b"R")) + b"\0"
    )
    return (
        b"\x76\x2f\x31\x01\x02\0\0\0"
        + attribute(b"channels", b"chlist", channels)
        + attribute(b"compression", b"compression", b"\0")
        + attribute(b"dataWindow", b"box2i", window)
        + attribute(b"displayWindow", b"box2i", window)
        + attribute(b"lineOrder", b"lineOrder", b"\0")
        + attribute(b"pixelAspectRatio", b"float", struct.pack("<f", 1.0))
        + attribute(b"screenWindowCenter", b"v2f", bytes(8))
        + attribute(b"screenWindowWidth", b"float", struct.pack("<f", 1.0))
        + b"\0"
    )


def pdf_of_a_large_page() -> bytes:
    objects = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1:1/)>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000000000 2000000000]>>",
    )
    body = b"".join(b"%d 0 obj%sendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>"


def endless_movie() -> bytes:
    """A movie whose boxes say that they go on for ever."""
    head = struct.pack(">I4s4sI", 16, b"ftyp", b"qt  ", 0)
    return head + struct.pack(">I4sQ", 1, b"moov", 2**62) + struct.pack(">I4sQ", 1, b"trak", 2**61) * 50


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
    "an EXR of more pixels than there is memory for": lambda: exr(60_000, 60_000),
    "an EXR without any of its pixels": lambda: exr(10_000, 10_000),
    "an EXR that is all width": lambda: exr(2**31 - 1, 1),
    "a Radiance picture that promises much": lambda: (
        b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 60000 +X 60000\n"
    ),
    "a DPX of nothing": lambda: b"SDPX" + bytes(2044),
    "a Photoshop file of much": lambda: struct.pack(">4sH6xHIIHH", b"8BPS", 1, 3, 30_000, 30_000, 16, 3),
    "a raw file of nothing": lambda: (
        struct.pack("<2sHIH", b"II", 42, 8, 1) + struct.pack("<HHI4s", 50706, 1, 4, b"\1\4\0\0") + bytes(4)
    ),
    "a page as wide as a country": pdf_of_a_large_page,
    "a movie without end": endless_movie,
    "a phone's picture of nothing": lambda: struct.pack(">I4s4sI", 16, b"ftyp", b"heic", 0) + bytes(64),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\n",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_in_a_child_of_little_memory(name: str, tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[name]())
    assert path.stat().st_size < MEGABYTE
    with Sandbox(Limits(seconds=60, cpu_seconds=30)) as sandbox:
        made = sandbox.run(thumbnail_of_file, str(path), {})
        # A text that is passed over does no harm, nor does a large page that is drawn small.
        assert isinstance(made, Failed) or (made.width, made.height) in ((1, 1), (512, 512))
        Image.new("RGB", (8, 8)).save(tmp_path / "good.png")
        assert isinstance(sandbox.run(thumbnail_of_file, str(tmp_path / "good.png"), {}), Thumbnail)


@pytest.mark.parametrize("edge", [1000, 1001])
def test_pixels_are_counted_before_they_are_decoded(edge: int) -> None:
    content = BytesIO()
    Image.new("L", (edge, 1000)).save(content, "PNG")
    if edge == 1000:
        assert make_thumbnail(content, Wanted(max_pixels=1_000_000)).width == 512
    else:
        with pytest.raises(TooManyPixels):
            make_thumbnail(content, Wanted(max_pixels=1_000_000))


def test_no_program_is_started_for_a_format() -> None:
    for content in (BOMBS["PostScript"](), BOMBS["a drawing that fetches"]()):
        with pytest.raises(NotAnImage):
            make_thumbnail(BytesIO(content))
