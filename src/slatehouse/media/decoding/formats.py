"""Which format a file has, by its first bytes, and what reads it. Its name is often wrong, and not asked."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from PIL.Image import Image

from slatehouse.media.decoding.tiff_tags import is_camera_raw
from slatehouse.media.decoding.wanted import NotAnImage, Wanted

__all__ = ["Format", "format_of", "read_picture"]

_HEAD = 64

_PACKETS = {188: 0, 192: 4}
"""How long packets of transport streams are, and where in one its mark stands: cameras put a time first."""

_MARK, _MARKS_SEEN = b"G", 4


class Format(Struct, frozen=True):
    """A format by the name that its library knows it by, the ending of its files' names, and the module whose
    `read` makes pictures of them."""

    name: str
    suffix: str
    reader: str


Fits = Callable[[bytes, BinaryIO], bool]
"""Whether a file of these first bytes is of a format; the file is at hand for what stands further on."""


def _starts(*beginnings: bytes) -> Fits:
    return lambda head, _: head.startswith(beginnings)


def _riff(kind: bytes) -> Fits:
    return lambda head, _: head[:4] == b"RIFF" and head[8:].startswith(kind)


def _brand(*brands: bytes) -> Fits:
    """Files of the ISO base media format say in their first box which use of it they are."""
    return lambda head, _: head[4:8] == b"ftyp" and head[8:12] in brands


def _box(*kinds: bytes) -> Fits:
    return lambda head, _: head[4:8] in kinds


def _in_packets(head: bytes, file: BinaryIO) -> bool:
    """A transport stream has no beginning of its own: what tells it is a mark in each of its packets."""
    file.seek(0)
    start = file.read(max(_PACKETS) * _MARKS_SEEN)
    return any(
        start[mark : mark + length * _MARKS_SEEN : length] == _MARK * _MARKS_SEEN
        for length, mark in _PACKETS.items()
    )


# The first that fits counts: a raw file is a TIFF, too, and every other brand is a movie.
_FORMATS: tuple[tuple[Fits, Format], ...] = (
    (_starts(b"\x89PNG\r\n\x1a\n"), Format("png", ".png", "web")),
    (_starts(b"\xff\xd8\xff"), Format("jpeg", ".jpg", "web")),
    (_riff(b"WEBP"), Format("webp", ".webp", "web")),
    (_starts(b"GIF87a", b"GIF89a"), Format("gif", ".gif", "web")),
    (_brand(b"avif", b"avis"), Format("avif", ".avif", "web")),
    (_brand(b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"), Format("heif", ".heic", "phone")),
    (_starts(b"\x76\x2f\x31\x01"), Format("exr", ".exr", "scene")),
    (_starts(b"SDPX", b"XPDS"), Format("dpx", ".dpx", "scene")),
    (_starts(b"\x80\x2a\x5f\xd7", b"\xd7\x5f\x2a\x80"), Format("cineon", ".cin", "scene")),
    (_starts(b"#?RADIANCE", b"#?RGBE"), Format("hdr", ".hdr", "scene")),
    (_starts(b"8BPS"), Format("psd", ".psd", "scene")),
    (_brand(b"crx "), Format("raw", ".cr3", "raw")),
    (_starts(b"FUJIFILMCCD-RAW", b"IIRO", b"IIRS", b"MMOR", b"IIU\0"), Format("raw", ".raw", "raw")),
    (is_camera_raw, Format("raw", ".dng", "raw")),
    (_starts(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"), Format("tiff", ".tif", "print")),
    (_starts(b"%PDF-"), Format("pdf", ".pdf", "pages")),
    (_box(b"ftyp", b"moov", b"mdat", b"wide", b"free"), Format("mov", ".mov", "movie")),
    (_starts(b"\x1aE\xdf\xa3"), Format("matroska", ".mkv", "movie")),
    (_starts(b"\x06\x0e\x2b\x34"), Format("mxf", ".mxf", "movie")),
    (_starts(b"OggS"), Format("ogg", ".ogg", "movie")),
    (_riff(b"AVI "), Format("avi", ".avi", "movie")),
    (_starts(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), Format("asf", ".wmv", "movie")),
    (_starts(b"FLV\x01"), Format("flv", ".flv", "movie")),
    (_starts(b"\0\0\x01\xba"), Format("mpeg", ".mpg", "movie")),
    (_in_packets, Format("mpegts", ".ts", "movie")),
)


def format_of(path: Path) -> Format | None:
    """The format of a file; None where none is known. Raises `OSError` where it cannot be opened."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        return next((each for fits, each in _FORMATS if fits(head, file)), None)


def read_picture(path: Path, wanted: Wanted) -> Image:
    """The picture of a file, upright, opaque, in sRGB, within what is wanted.

    Raises `NotAnImage`, `TooManyPixels`, and whatever the libraries raise of broken files.
    """
    found = format_of(path)
    if found is None:
        raise NotAnImage("of no format that pictures are made of")
    # Only what is needed: some of the libraries take longer to load than a picture to read.
    read: Callable[[Path, Format, Wanted], Image] = import_module(f"{__package__}.{found.reader}").read
    return read(path, found, wanted)
