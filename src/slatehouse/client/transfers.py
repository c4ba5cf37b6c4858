"""Files that are fetched from a site and sent to it, as conversations."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urlencode, urlsplit

import msgspec

from slatehouse.client import verbs
from slatehouse.client.asks import JSON, Answer, Ask
from slatehouse.client.errors import BrokenAnswer, Incomplete, NoPicture, NotFound, Refusal, Refused
from slatehouse.client.landing import Landing, Progress
from slatehouse.client.rows import File, Link, Row
from slatehouse.client.speaking import PREFIX, Line
from slatehouse.client.talks import Talk

__all__ = ["Received", "StillPending", "alt_at", "downloaded", "known_address", "thumbnail", "uploaded"]

_JSON = {"Content-Type": JSON}
_PENDING = "/images/status/transient/"
_THUMBNAIL = "_t"
_UNREADABLE_RANGE = 416
_BLOCK = 256 * 1024
_PART = 32 * 1024**2
_FROM_PARTS = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Received:
    """A file that is in its place. `alt` says of a picture which one it is: `thumbnail` or `original`.

    Of one that was there before neither that nor its type is known. `name` is what the site calls it, by its
    address.
    """

    path: Path
    size: int
    content_type: str | None
    alt: str | None = "original"
    name: str = ""


def downloaded(line: Line, row: Row | Link, field: str, landing: Landing) -> Talk[Received]:
    """What a file field holds, as it was uploaded. Raises `NotFound` where it holds nothing."""
    with closing(landing):
        received = yield from _landed(line, _address(row, field, "original"), "original", landing)
    return received


def thumbnail(line: Line, row: Row | Link, field: str, alt: str, landing: Landing) -> Talk[Received]:
    """The picture of a row. Where there is no thumbnail, or none yet, it is the original.

    A row that was read with its picture's address is fetched from there, while the address is good. Raises
    `NoPicture` where there is neither.
    """
    refusal = Refusal(404)
    with closing(landing):
        for each, address in _ways(row, field, alt):
            try:
                received = yield from _landed(line, address, each, landing)
                return received
            except StillPending:
                pass
            except NotFound as error:
                refusal = error.refusal
            except Refused:
                # Only an address that was read before has an end.
                if "://" not in address:
                    raise
    raise NoPicture(f"The picture of {row.type} {row.id}", refusal)


def _ways(row: Row | Link, field: str, alt: str) -> Iterator[tuple[str, str]]:
    """Where a picture may be, what is wanted most first."""
    if alt != "thumbnail":
        yield alt, _address(row, field, alt)
        return
    known = known_address(row, field)
    if known is not None:
        yield alt, known
    yield alt, _address(row, field, alt)
    yield "original", _address(row, field, "original")


def known_address(row: Row | Link, field: str) -> str | None:
    """Where the row says that its picture is; that is good for some minutes."""
    known = row.get(field) if isinstance(row, Row) else None
    return known if isinstance(known, str) and known.startswith(("https://", "http://")) else None


def alt_at(url: str, asked: str) -> str:
    """Which picture is at an address, where that one was asked for.

    Raises `StillPending` where it is a passing one.
    """
    path = urlsplit(url).path
    if path.startswith(_PENDING):
        raise StillPending
    # A site gives the original where there is no thumbnail, or none yet.
    return asked if asked == "original" or PurePosixPath(path).stem.endswith(_THUMBNAIL) else "original"


class StillPending(Exception):
    """What is there is a passing picture, which stands for one that is being made."""


class _Picked:
    """A landing that lets no passing picture through."""

    def __init__(self, landing: Landing) -> None:
        self._landing = landing
        self.headers = landing.headers
        self.write = landing.write

    def begin(self, head: Answer) -> None:
        alt_at(head.url, "thumbnail")
        self._landing.begin(head)


def _address(row: Row | Link, field: str, alt: str) -> str:
    return f"{verbs.place(row.type, row.id)}/{quote(field, safe='')}?{urlencode({'alt': alt})}"


def _landed(line: Line, address: str, alt: str, landing: Landing) -> Talk[Received]:
    ask = Ask("GET", address, is_safe=True, sink=_Picked(landing))
    while True:
        try:
            answer = yield from line.asked(ask)
            size = landing.finish()
            break
        except Refused as error:
            if error.refusal.status != _UNREADABLE_RANGE:
                raise
            # What is kept is longer than the file, or no part of it.
            landing.discard()
    content_type, name = answer.headers.get("content-type"), PurePosixPath(urlsplit(answer.url).path).name
    return Received(landing.target, size, content_type, alt_at(answer.url, alt), unquote(name))


class FileSource:
    """The bytes of a file, or of a part of it, as they are sent; told of as they go."""

    def __init__(
        self, path: Path, start: int = 0, size: int | None = None, progress: Progress | None = None
    ) -> None:
        self._path = path
        self._start = start
        self._whole = path.stat().st_size
        self.size = self._whole - start if size is None else size
        self._progress = progress

    def __iter__(self) -> Iterator[bytes]:
        left = self.size
        with self._path.open("rb") as file:
            file.seek(self._start)
            while left:
                block = file.read(min(_BLOCK, left))
                if not block:
                    raise Incomplete(f"{self._path} became shorter while it was sent. Send it again.")
                left -= len(block)
                yield block
                if self._progress is not None:
                    self._progress(self._start + self.size - left, self._whole)


def uploaded(
    line: Line,
    row: Row | Link,
    path: Path,
    field: str | None,
    name: str | None,
    progress: Progress | None = None,
) -> Talk[Link | None]:
    """Send a file into a field of a row, or among its attachments; the Attachment that it became.

    Of a picture there is none.
    """
    name, size = name or path.name, path.stat().st_size
    place = f"{verbs.place(row.type, row.id)}/{quote(field or 'attachments', safe='')}"
    in_parts = size > _FROM_PARTS
    asked = {"filename": name, **({"multipart_upload": "true"} if in_parts else {})}
    begun_ask = Ask("GET", f"{place}/_upload?{urlencode(asked)}", is_safe=True)
    begun = yield from line.asked_json(begun_ask)
    try:
        info, links = dict(begun["data"]), begun["links"]
        next_part = links.get("get_next_part")
        if in_parts:
            info["etags"] = yield from _parts_sent(line, path, size, links["upload"], next_part, progress)
        else:
            yield from _sent(line, FileSource(path, progress=progress), name, links["upload"])
        completed = {"upload_info": info, "upload_data": {}}
        done = Ask("POST", _below_prefix(links["complete_upload"]), msgspec.json.encode(completed), _JSON)
    except (KeyError, TypeError) as error:
        raise BrokenAnswer(begun_ask.what, f"it tells of no upload ({error!r})") from error
    yield from line.asked(done)
    attachment = yield from _attachment(line, row, field)
    return attachment


def _sent(line: Line, source: FileSource, name: str, url: str) -> Talk[str]:
    """Put bytes where the site says; the tag that it answers. To put them twice is to put them once."""
    headers = {"Content-Length": str(source.size)}
    content_type = mimetypes.guess_type(name)[0]
    if content_type:
        headers["Content-Type"] = content_type
    answer = yield from line.asked(Ask("PUT", url, source, headers, is_safe=True))
    return answer.headers.get("etag", "").strip('"')


def _parts_sent(
    line: Line, path: Path, size: int, url: str, next_part: str, progress: Progress | None
) -> Talk[list[str]]:
    tags = []
    for start in range(0, size, _PART):
        if start:
            following = yield from line.asked_json(Ask("GET", _below_prefix(next_part), is_safe=True))
            url, next_part = following["links"]["upload"], following["links"]["get_next_part"]
        source = FileSource(path, start, min(_PART, size - start), progress)
        tag = yield from _sent(line, source, "", url)
        tags.append(tag)
    return tags


def _below_prefix(path: str) -> str:
    """A path of the site's as the API's own: it comes with one of the prefixes (contract rest/40)."""
    for prefix in (PREFIX, "/api/v1"):
        if path.startswith(f"{prefix}/"):
            return path.removeprefix(prefix)
    raise KeyError(path)


def _attachment(line: Line, row: Row | Link, field: str | None) -> Talk[Link | None]:
    shown = field or "attachments"
    holder = yield from verbs.read(line, row.type, row.id, (shown,))
    value = holder.get(shown)
    if isinstance(value, File):
        return Link("Attachment", value.id, value.name) if value.id else None
    # The newest is the one that was just made: nothing that the site answers names it.
    return max(value, key=lambda link: link.id, default=None) if isinstance(value, tuple) else None
