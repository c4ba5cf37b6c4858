"""Files of the media store as answers: whole or in part, with a strong tag, and so that none of them runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from falcon import Request, Response

from slatehouse.api.wire import storage_errors
from slatehouse.api.wire.entity_tags import etag_matches
from slatehouse.api.wire.gate import Passage, passage_of
from slatehouse.api.wire.ranges import NOT_SATISFIABLE, asked_slice
from slatehouse.api.wire.storage_errors import refuse
from slatehouse.media.blobs import BLOCK_SIZE, BlobStore, Blocks, NoSuchBlob, StoreAway
from slatehouse.media.content_types import harmless_type
from slatehouse.media.recent import RecentBlobs

__all__ = ["FileHeaders", "StoredFiles"]

# A file from a stranger runs nothing here, whatever a browser takes it for.
_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
)


class FileHeaders(NamedTuple):
    """How a file is handed out: for how long, as what, and whether to be shown or saved."""

    cache_control: str
    content_type: str | None
    disposition: str


class StoredFiles:
    """Answers requests with blobs, for whoever found that they may have them."""

    def __init__(self, store: BlobStore) -> None:
        self._store = store
        self.recent = RecentBlobs(store)

    def send(self, request: Request, response: Response, blob: str, headers: FileHeaders) -> None:
        """Answer with the blob, or with the part of it that is asked for; or why there is none."""
        try:
            self._send(request, response, blob, headers)
        except NoSuchBlob:
            refuse(response, storage_errors.NO_SUCH_KEY)
        except StoreAway:
            refuse(response, storage_errors.STORE_AWAY)

    def _send(self, request: Request, response: Response, blob: str, headers: FileHeaders) -> None:
        size, etag = self.recent.size(blob), f'"{blob}"'
        response.set_header("etag", etag)
        response.set_header("cache-control", headers.cache_control)
        known = request.env.get("HTTP_IF_NONE_MATCH")
        if known is not None and etag_matches(known, etag):
            response.status = 304
            return
        part = asked_slice(_range_header(request, etag), size)
        if part is NOT_SATISFIABLE:
            response.set_header("content-range", f"bytes */{size}")
            return refuse(response, storage_errors.INVALID_RANGE)
        _describe(response, headers)
        start, end = (part.start, part.end) if part else (0, size)
        response.content_length = end - start
        if part:
            response.status = 206
            response.set_header("content-range", part.content_range)
        if size <= BLOCK_SIZE:
            # Off at once: the request is done, and no thread waits for its reader.
            response.data = self.recent.read(blob, size)[start:end]
        else:
            blocks = self._store.open(blob, start, end)
            response.stream = _GivingWay(blocks, passage_of(request.env))


def _describe(response: Response, headers: FileHeaders) -> None:
    response.content_type = harmless_type(headers.content_type)
    response.set_header("content-disposition", headers.disposition)
    response.set_header("accept-ranges", "bytes")
    response.set_header("content-security-policy", _POLICY)


class _GivingWay:
    """The blocks of a large file, each of which gives way to requests that are worked on."""

    def __init__(self, blocks: Blocks, passage: Passage) -> None:
        self._passage = passage
        self.close = blocks.close
        self._blocks = blocks

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            yield block
            self._passage.give_way()


def _range_header(request: Request, etag: str) -> str | None:
    """The `Range` header, unless it is to count only for another version of the file (`If-Range`)."""
    condition = request.env.get("HTTP_IF_RANGE")
    return request.env.get("HTTP_RANGE") if condition in (None, etag) else None
