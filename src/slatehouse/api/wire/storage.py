"""The storage: takes the bytes of uploads and gives files to whoever holds a signed address.

Nobody signs in here, and what a client sends of its own (a bearer, an `Accept`) is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from falcon import App, Request, Response

from slatehouse.api.wire import storage_errors
from slatehouse.api.wire.entity_tags import etag_matches
from slatehouse.api.wire.gate import Passage, passage_of
from slatehouse.api.wire.incoming import BadDigest, blocks_of
from slatehouse.api.wire.query_strings import QueryString, read_query
from slatehouse.api.wire.ranges import NOT_SATISFIABLE, Slice, asked_slice
from slatehouse.api.wire.storage_errors import refuse
from slatehouse.api.wire.storage_paths import (
    CONTENT_DISPOSITION,
    CONTENT_TYPE,
    DOWNLOAD_TEMPLATE,
    PART_NUMBER,
    UPLOAD_ID,
    UPLOAD_TEMPLATE,
)
from slatehouse.media.blobs import (
    BLOCK_SIZE,
    BadParts,
    Blocks,
    NoSuchBlob,
    PartsOf,
    StoreAway,
    StoreFull,
    TooLarge,
    Truncated,
)
from slatehouse.media.content_types import harmless_type
from slatehouse.media.recent import RecentBlobs
from slatehouse.media.signing import Verdict, signed_at
from slatehouse.site.site import Site

__all__ = ["add_storage"]

# A file from a stranger runs nothing here, whatever a browser takes it for.
_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
)


def add_storage(app: App[Request, Response], site: Site) -> None:
    """Serve the site's media on its signed paths."""
    app.add_route(UPLOAD_TEMPLATE, _Incoming(site))
    app.add_route(DOWNLOAD_TEMPLATE, _Files(site))


class _Incoming:
    """Where the bytes of an announced upload are put."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def on_put(self, request: Request, response: Response, token: str) -> None:
        query = read_query(request.query_string)
        if self._site.signer.verify(request.method, request.path, query.parameters) is not Verdict.VALID:
            return refuse(response, storage_errors.ACCESS_DENIED)
        try:
            md5 = self._keep(request, token, query)
        except TooLarge:
            return refuse(response, storage_errors.ENTITY_TOO_LARGE)
        except Truncated:
            return refuse(response, storage_errors.INCOMPLETE_BODY)
        except BadDigest:
            return refuse(response, storage_errors.BAD_DIGEST)
        except StoreFull:
            return refuse(response, storage_errors.STORE_FULL)
        except StoreAway:
            return refuse(response, storage_errors.STORE_AWAY)
        except BadParts:
            return refuse(response, storage_errors.NO_SUCH_UPLOAD)
        response.set_header("etag", f'"{md5}"')
        return None

    def _keep(self, request: Request, token: str, query: QueryString) -> str:
        """Keep a whole upload, or one part of it, whichever the address is for; its MD5."""
        blocks, length = blocks_of(request), request.content_length
        upload_id = query.get(UPLOAD_ID)
        if upload_id is None:
            return self._site.receive_upload(token, blocks, length).md5
        number = int(query.parameters[PART_NUMBER])
        return self._site.receive_part(PartsOf(token, upload_id), number, blocks, length)

    def on_request(self, request: Request, response: Response, **_: str) -> None:
        refuse(response, storage_errors.ACCESS_DENIED)

    on_get = on_head = on_post = on_delete = on_options = on_request


class _Files:
    """The files themselves, by the hash of their content."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._recent = RecentBlobs(site.blobs)

    def on_get(self, request: Request, response: Response, sha256: str, name: str) -> None:
        query = read_query(request.query_string)
        if self._site.signer.verify("GET", request.path, query.parameters) is not Verdict.VALID:
            return refuse(response, storage_errors.ACCESS_DENIED)
        try:
            size = self._recent.size(sha256)
            self._serve(request, response, sha256, size, query)
        except NoSuchBlob:
            refuse(response, storage_errors.NO_SUCH_KEY)
        except StoreAway:
            refuse(response, storage_errors.STORE_AWAY)
        return None

    def _serve(
        self, request: Request, response: Response, sha256: str, size: int, query: QueryString
    ) -> None:
        etag = f'"{sha256}"'
        response.set_header("etag", etag)
        response.set_header("cache-control", f"private, max-age={_seconds_left(query, self._site.clock())}")
        known = request.env.get("HTTP_IF_NONE_MATCH")
        if known is not None and etag_matches(known, etag):
            response.status = 304
            return None
        part = asked_slice(_range_header(request, etag), size)
        if part is NOT_SATISFIABLE:
            response.set_header("content-range", f"bytes */{size}")
            return refuse(response, storage_errors.INVALID_RANGE)
        _describe(response, query, part, size)
        start, end = (part.start, part.end) if part else (0, size)
        if size <= BLOCK_SIZE:
            # Off at once: the request is done, and no thread waits for its reader.
            response.data = self._recent.read(sha256, size)[start:end]
        else:
            blocks = self._site.blobs.open(sha256, start, end)
            response.stream = _GivingWay(blocks, passage_of(request.env))
        return None

    def on_request(self, request: Request, response: Response, **_: str) -> None:
        """An address is signed for one method, and these are signed for GET."""
        refuse(response, storage_errors.ACCESS_DENIED)

    on_head = on_post = on_put = on_delete = on_options = on_request


def _describe(response: Response, query: QueryString, part: Slice | None, size: int) -> None:
    response.content_type = harmless_type(query.get(CONTENT_TYPE))
    response.set_header("content-disposition", query.get(CONTENT_DISPOSITION) or "attachment")
    response.set_header("accept-ranges", "bytes")
    response.set_header("content-security-policy", _POLICY)
    response.content_length = part.length if part else size
    if part:
        response.status = 206
        response.set_header("content-range", part.content_range)


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


def _seconds_left(query: QueryString, now: datetime) -> int:
    """How long the address is good for; no copy of the file may be shown longer."""
    age = now.timestamp() - signed_at(query.parameters["X-Amz-Date"])
    return max(0, int(query.parameters["X-Amz-Expires"]) - int(age) - 1)
