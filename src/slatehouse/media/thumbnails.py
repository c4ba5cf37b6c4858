"""Thumbnails: small upright JPEGs of a picture, a page or a movie, or a reason why there are none.

Decoding strangers' files is for a child process (`isolation.py`); what is here may be killed at any point.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

import msgspec
from PIL import Image

from slatehouse.media.decoding.formats import read_picture
from slatehouse.media.decoding.wanted import NotAnImage, TooManyPixels, ViewUnknown, Wanted, words_of
from slatehouse.media.scratch import scratch

__all__ = ["Thumbnail", "make_thumbnail", "thumbnail_of_file"]

_QUALITY = 85


class Thumbnail(msgspec.Struct, frozen=True):
    """A finished thumbnail: `jpeg` is the file, `width` and `height` its pixels.

    `large` is the file of the larger size; the same, where the picture itself is no larger.
    """

    jpeg: bytes
    width: int
    height: int
    large: bytes


def make_thumbnail(source: Path | BinaryIO, wanted: Wanted | None = None) -> Thumbnail:
    """The picture in `source`, no larger than wanted and never enlarged, in sRGB.

    Transparent parts show neutral grey. Raises `NotAnImage` or `TooManyPixels`; `ViewUnknown` where colours
    are configured wrongly; and `OSError` when the file itself cannot be opened.
    """
    with _as_path(source) as path:
        # Whatever goes wrong later than this, the file is to blame.
        path.open("rb").close()
        try:
            return _drawn(path, wanted or Wanted())
        except (NotAnImage, TooManyPixels, ViewUnknown):
            raise
        except MemoryError:
            raise NotAnImage("decoding it takes more memory than is allowed") from None
        except Exception as error:
            # Decoders raise whatever the broken bytes lead them to.
            raise NotAnImage(f"broken image: {words_of(error)}") from error


def thumbnail_of_file(path: str, wanted: dict[str, Any]) -> Thumbnail:
    """`make_thumbnail` with arguments that travel to a child process."""
    return make_thumbnail(Path(path), msgspec.convert(wanted, Wanted))


@contextmanager
def _as_path(source: Path | BinaryIO) -> Iterator[Path]:
    if isinstance(source, Path):
        yield source
        return
    with scratch() as folder:
        source.seek(0)
        with (path := folder / "picture").open("wb") as file:
            copyfileobj(source, file)
        yield path


def _drawn(path: Path, wanted: Wanted) -> Thumbnail:
    """Both sizes of one decoding."""
    edge = wanted.max_edge
    picture = read_picture(path, msgspec.structs.replace(wanted, max_edge=max(edge, wanted.large_edge)))
    if max(picture.size) <= edge:
        jpeg = _jpeg(picture)
        return Thumbnail(jpeg, picture.width, picture.height, jpeg)
    small = picture.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Thumbnail(_jpeg(small), small.width, small.height, _jpeg(picture))


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()
