"""Writes files that mean no good, in every format that is decoded: cut off, with headers that lie, bombs, and
files that name others. All of it is small, and made from seeds: the same each time.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import OpenImageIO as oiio
import pypdfium2
from pillow_heif import from_pillow
from tests.media.charts import write, write_cineon, write_parts
from tests.media.movies import movie
from tests.media.pictures import encoded, png, psd, quarters
from tests.media.raws import dng

__all__ = ["Files", "bombs", "cut_off", "disguises", "lies", "mutated", "tellers", "whole_files"]

Files = dict[str, bytes]

MANY = 60_000
_HUGE, _MOST = 0xFFFFFFFF, 0x7FFFFFFF


def whole_files(folder: Path) -> Files:
    """A good file of each kind that is decoded, some in several forms of their format."""
    still = quarters(64, 32)
    light = (np.asarray(still) / np.float32(255)).astype(np.float32)
    made = {
        "exr": write(folder / "a.exr", light),
        "exr, tiled": write(folder / "tiled.exr", light, tile_width=16, tile_height=16),
        "exr, dwaa": write(folder / "dwaa.exr", light, compression="dwaa"),
        "exr, parts": write_parts(
            folder / "parts.exr",
            {"depth": (light[..., :1], ("Z",)), "rgb": (light, ("R", "G", "B"))},
        ),
        "exr, deep": _deep(folder / "deep.exr"),
        "hdr": write(folder / "a.hdr", light, "float"),
        "dpx": write(folder / "a.dpx", light, "uint16", oiio__BitsPerSample=10),
        "cineon": write_cineon(folder / "a.cin", light),
        "tiff, 16 bits": write(folder / "a.tif", light, "uint16"),
        "psd": psd(folder / "a.psd", still, 8),
        "pdf": _document(folder / "a.pdf"),
        "mov": movie(folder / "a.mov"),
        "mp4": movie(folder / "a.mp4", frames=4),
        "mkv": movie(folder / "a.mkv", "ffv1", "yuv444p"),
        "avi": movie(folder / "a.avi", "mjpeg", "yuvj420p"),
        "ts": movie(folder / "a.ts", frames=4),
        "mpg": movie(folder / "a.vob", "mpeg2video", frames=4),
        "wmv": movie(folder / "a.wmv", "wmv2", frames=4),
        "flv": movie(folder / "a.flv", "flv1", frames=4),
        "mxf": movie(folder / "a.mxf", "mpeg2video", size=(640, 360), frames=4),
    }
    heif = BytesIO()
    from_pillow(still).save(heif, quality=80)
    return {
        "png": encoded(still, "PNG"),
        "jpeg": encoded(still, "JPEG"),
        "jpeg, progressive": encoded(still, "JPEG", progressive=True),
        "webp": encoded(still, "WEBP"),
        "webp, lossless": encoded(still, "WEBP", lossless=True),
        "avif": encoded(still, "AVIF"),
        "gif": encoded(still, "GIF", save_all=True, append_images=[quarters(64, 32).rotate(180)]),
        "tiff": encoded(still, "TIFF", compression="tiff_adobe_deflate"),
        "heif": heif.getvalue(),
        "dng": dng(64, 32, encoded(still, "JPEG")),
    } | {name: path.read_bytes() for name, path in made.items()}


def _deep(path: Path) -> Path:
    spec = oiio.ImageSpec(8, 8, 2, "half")
    spec.channelnames, spec.deep = ("A", "Z"), True
    data = oiio.DeepData()
    data.init(spec)
    output = oiio.ImageOutput.create(str(path))
    assert output and output.open(str(path), spec) and output.write_deep_image(data), oiio.geterror()
    output.close()
    return path


def _document(path: Path) -> Path:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 100)
    document.save(str(path))
    document.close()
    return path


def cut_off(whole: Files) -> Files:
    """Each file up to a few bytes of it."""
    return {
        f"{name}, up to {kept}": content[: int(len(content) * kept)]
        for name, content in whole.items()
        for kept in (0.05, 0.5, 0.95)
    }


def mutated(whole: Files, seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Damaged files; damage is done where headers are, more often than not."""
    random_ = random.Random(seed)
    names = sorted(whole)
    for number in range(count):
        name = names[number % len(names)]
        content = bytearray(whole[name])
        for _ in range(random_.choice((1, 2, 8))):
            end = len(content) if random_.random() < 0.4 else min(len(content), 600)
            place = random_.randrange(end)
            match random_.randrange(4):
                case 0:
                    content[place] = random_.randrange(256)
                case 1:
                    content[place : place + 4] = random_.choice((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"))
                case 2:
                    content[place] ^= 1 << random_.randrange(8)
                case _:
                    del content[place : place + random_.randrange(1, 9)]
        yield f"{name}, mutation {seed}/{number}", bytes(content)


def lies(whole: Files) -> Files:
    """Headers that promise what is not there: pixels, channels, windows that nothing could hold."""
    found = {
        "png of 60,000": png(MANY, MANY, (b"IDAT", zlib.compress(bytes(1000)))),
        "png of no size": png(0, 0),
        "png of the largest size": png(_MOST, _MOST),
        "gif without frames": whole["gif"][:13] + b";",
        "gif of no size": _patched(whole["gif"], 6, bytes(4)),
        "gif of the largest size": _patched(whole["gif"], 6, b"\xff" * 4),
        "webp of the largest size": _patched(
            whole["webp"], whole["webp"].index(b"\x9d\x01\x2a") + 3, b"\xff\x3f\xff\x3f"
        ),
        "hdr of 60,000": whole["hdr"].replace(b"-Y 32 +X 64", b"-Y 60000 +X 60000"),
        "hdr of less than nothing": whole["hdr"].replace(b"-Y 32 +X 64", b"-Y -32 +X -64"),
        "hdr of no size": whole["hdr"].replace(b"-Y 32 +X 64", b"-Y 0 +X 0"),
        "psd of many channels": _patched(whole["psd"], 12, b"\xff\xff"),
        "psd of no channels": _patched(whole["psd"], 12, bytes(2)),
        "dpx of many elements": _patched(whole["dpx"], 770, b"\xff\xff"),
        "dpx that begins behind its end": _patched(whole["dpx"], 4, b"\xff" * 4),
        "mov of no frames": _patched(whole["mov"], whole["mov"].index(b"stsz") + 12, bytes(4)),
        "mov of many frames": _patched(whole["mov"], whole["mov"].index(b"stsz") + 12, b"\x7f\xff\xff\xff"),
        "mov whose index is all": _patched(
            whole["mov"], whole["mov"].index(b"moov") - 4, b"\x7f\xff\xff\xff"
        ),
        "cineon of more than it holds": _patched(whole["cineon"], 16, b"\x40\0\0\0"),
        "cineon of nothing more": _patched(whole["cineon"], 16, b"\xff" * 4),
        "dpx of more than it holds": _patched(
            whole["dpx"], 32, b"\x40\0\0\0" if whole["dpx"].startswith(b"SDPX") else b"\0\0\0\x40"
        ),
        "exr of many channels": whole["exr"].replace(b"channels\0chlist\0", b"channels\0chlist\1"),
    }
    for kind in ("jpeg", "jpeg, progressive"):
        start = max(whole[kind].find(mark) for mark in (b"\xff\xc0", b"\xff\xc2")) + 5
        for size, height_and_width in (("no size", bytes(4)), ("the largest size", b"\xff" * 4)):
            found[f"{kind} of {size}"] = _patched(whole[kind], start, height_and_width)
    sizes = {"no size": 0, "60,000": MANY, "the largest size": _HUGE, "a size below nothing": 0x80000000}
    for size, value in sizes.items():
        pair = struct.pack(">2I", value, value)
        found |= {
            f"psd of {size}": _patched(whole["psd"], 14, pair),
            f"dpx of {size}": _patched(whole["dpx"], 772, _ordered(whole["dpx"], value) * 2),
            f"cineon of {size}": _patched(whole["cineon"], 200, pair),
            f"tiff of {size}": _tagged(whole["tiff"], {256: value, 257: value}),
            f"tiff, 16 bits, of {size}": _tagged(whole["tiff, 16 bits"], {256: value, 257: value}),
            f"tiff of strips of {size}": _tagged(whole["tiff"], {278: value, 279: value}),
            f"dng of {size}": _tagged(whole["dng"], {256: value, 257: value}),
        }
        for kind in ("heif", "avif"):
            found[f"{kind} of {size}"] = _patched(whole[kind], whole[kind].index(b"ispe") + 8, pair)
        for kind in ("mov", "mp4"):
            place = whole[kind].index(b"avc1") + 28
            found[f"{kind} of {size}"] = _patched(
                whole[kind], place, struct.pack(">2H", *[value & 0xFFFF] * 2)
            )
    for kind in ("exr", "exr, tiled", "exr, parts", "exr, deep"):
        for window, corners in _WINDOWS.items():
            for attribute in (b"dataWindow\0box2i\0", b"displayWindow\0box2i\0"):
                place = whole[kind].index(attribute) + len(attribute) + 4
                name = attribute.partition(b"\0")[0].decode()
                found[f"{kind} with a {name} {window}"] = _patched(
                    whole[kind], place, struct.pack("<4i", *corners)
                )
    tiles = whole["exr, tiled"].index(b"tiledesc\0") + 13
    for value in (0, 1, _HUGE):
        found[f"exr of tiles of {value}"] = _patched(
            whole["exr, tiled"], tiles, struct.pack("<2I", value, value)
        )
    return found


_WINDOWS = {
    "as large as numbers are": (-_MOST, -_MOST, _MOST, _MOST),
    "of 60,000": (0, 0, MANY - 1, MANY - 1),
    "that ends before it begins": (10, 10, 0, 0),
    "far away": (_MOST - 8, _MOST - 8, _MOST, _MOST),
    "of a line": (0, 0, _MOST - 1, 0),
}


def _patched(content: bytes, place: int, value: bytes) -> bytes:
    return content[:place] + value + content[place + len(value) :]


def _ordered(content: bytes, value: int) -> bytes:
    return struct.pack(">I" if content.startswith(b"SDPX") else "<I", value)


def _tagged(content: bytes, values: dict[int, int]) -> bytes:
    """A little-endian TIFF with other values of tags in its first directory."""
    changed = bytearray(content)
    (start,) = struct.unpack_from("<I", changed, 4)
    (count,) = struct.unpack_from("<H", changed, start)
    for place in range(start + 2, start + 2 + 12 * count, 12):
        (tag,) = struct.unpack_from("<H", changed, place)
        if tag in values:
            struct.pack_into("<HII", changed, place + 2, 4, 1, values[tag])
    return bytes(changed)


def bombs() -> Files:
    """Small files that would be very large ones, or very long work."""
    zeros = zlib.compress(bytes(64 << 20), 9)
    row = zlib.compressobj(9)
    white = b"".join(row.compress(b"\0" + b"\xff" * (MANY // 8)) for _ in range(1_000)) + row.flush()
    return {
        "png of more pixels than it says": png(64, 32, (b"IDAT", zeros)),
        "png of 60,000 by 60,000 in one bit": png(MANY, MANY, (b"IDAT", white), depth=1, colour_type=0),
        "png with a long text": png(64, 32, (b"zTXt", b"Comment\0\0" + zeros), (b"IDAT", zlib.compress(b""))),
        "png with a long profile": png(64, 32, (b"iCCP", b"p\0\0" + zeros), (b"IDAT", zlib.compress(b""))),
        "gif that never ends": encoded(quarters(), "GIF")[:-1] + b",\0\0\0\0\1\0\1\0\0\2\2L\1\0" * 20_000,
        "tiff whose directories lead round": b"II*\0\x08\0\0\0\x01\0"
        + struct.pack("<HHII", 256, 4, 1, 8)
        + struct.pack("<I", 8),
        "pdf of a page that holds a bomb": pdf_of("/MediaBox [0 0 200 100]", zeros, "/Filter /FlateDecode"),
        "pdf of an enormous page": pdf_of("/MediaBox [0 0 1e12 1e12]"),
        "pdf of a page of no size": pdf_of("/MediaBox [0 0 0 0]"),
        "pdf of a page of a line": pdf_of("/MediaBox [0 0 1e9 1e-9]"),
        "pdf of a page without numbers": pdf_of("/MediaBox [nan inf -inf (x)]"),
        "pdf whose page is its own parent": pdf_of("/MediaBox [0 0 200 100] /Kids [3 0 R]"),
        "pdf that draws itself": pdf_of(
            "/MediaBox [0 0 200 100] /Resources << /XObject << /A 4 0 R >> >>",
            b"/A Do",
            "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 4 0 R >> >>",
        ),
        "pdf of nested arrays": b"%PDF-1.4\n1 0 obj " + b"[" * 200_000,
        "pdf of many strokes": pdf_of("/MediaBox [0 0 200 100]", b"0 0 m 200 100 l S\n" * 50_000),
    }


def pdf_of(page: str, content: bytes = b"", stream: str = "", catalogue: str = "") -> bytes:
    """A document of one page with these entries, its content and that of the document's catalogue."""
    objects = (
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /Contents 4 0 R {page} >>".encode(),
        f"<< /Length {len(content)} {stream} >>\nstream\n".encode() + content + b"\nendstream",
    )
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


def disguises(whole: Files) -> Files:
    """Files that are something else than they look like."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    return {
        "nothing": b"",
        "a page with a script": b"<!DOCTYPE html><script>alert(1)</script>",
        "a drawing with a script": svg,
        "an archive": b"PK\x03\x04" + bytes(1000),
        "a program": b"\x7fELF" + bytes(1000),
        "a drawing after the mark of a png": b"\x89PNG\r\n\x1a\n" + svg,
        "a drawing after the mark of an exr": b"\x76\x2f\x31\x01" + svg,
        "a drawing after the mark of a raw file": b"FUJIFILMCCD-RAW" + svg,
        "a movie after the mark of a webp": whole["webp"][:12] + whole["avi"][12:],
        "a mov with the mark of a heif": _patched(whole["mov"], 8, b"heic"),
        "a heif with the mark of a mov": _patched(whole["heif"], 8, b"qt  "),
        "a tiff with the mark of a raw file": b"IIRO" + whole["tiff"][4:],
        "an mkv in an mxf": b"\x06\x0e\x2b\x34" + whole["mkv"],
        "marks alone, png": b"\x89PNG\r\n\x1a\n",
        "marks alone, mxf": b"\x06\x0e\x2b\x34",
        "marks alone, mkv": b"\x1aE\xdf\xa3",
        "marks alone, ogg": b"OggS",
        "marks alone, box": b"\0\0\0\x08ftyp",
        "pdf with a script": pdf_of(
            "/MediaBox [0 0 200 100]",
            catalogue="/OpenAction << /S /JavaScript /JS (while (true) {}) >>",
        ),
    }


def tellers(whole: Files, address: str, secret: Path) -> Files:
    """Files that name an address, or a file of this machine, which nobody is to ask for."""
    return {
        "a playlist": f"#EXTM3U\n#EXTINF:10,\n{address}/a.ts\n#EXT-X-ENDLIST\n".encode(),
        "a list of files": f"ffconcat version 1.0\nfile '{secret}'\nfile '{address}/a.mov'\n".encode(),
        "a session": f"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"
        f"a=control:{address}\n".encode(),
        "a stream": f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{address}</BaseURL></MPD>'.encode(),
        "a mov whose frames are elsewhere": _referring(whole["mov"], f"{address}/a.mov".encode()),
        "a mov whose frames are in a file": _referring(whole["mov"], f"file://{secret}".encode()),
        "a playlist in a mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + f"#EXTM3U\n{address}/a.ts\n".encode(),
        "pdf that leads elsewhere": pdf_of(
            "/MediaBox [0 0 200 100]", catalogue=f"/OpenAction << /S /URI /URI ({address}) >>"
        ),
        "pdf whose content is a file": pdf_of(
            "/MediaBox [0 0 200 100]", b"", f"/F ({secret}) /FFilter /ASCIIHexDecode"
        ),
        "pdf of a form that sends": pdf_of(
            "/MediaBox [0 0 200 100]",
            catalogue=f"/OpenAction << /S /SubmitForm /F << /FS /URL /F ({address}) >> >>",
        ),
    }


def _referring(content: bytes, address: bytes) -> bytes:
    """A movie whose data reference is an address: of the same length, so that all else stays in its place."""
    place = content.index(b"url \0\0\0\1") - 4
    entry = struct.pack(">I4sI", 12 + len(address) + 1, b"url ", 0) + address + b"\0"
    grown = len(entry) - 12
    content = content[:place] + entry + content[place + 12 :]
    for kind in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        at = content.index(kind) - 4
        (size,) = struct.unpack_from(">I", content, at)
        content = _patched(content, at, struct.pack(">I", size + grown))
    return content
