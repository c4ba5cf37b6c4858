"""An answer as a value, and how it is sent: status, caching headers, validator (errata 38)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from falcon import Request, Response

from slatehouse.api.wire.entity_tags import etag_matches, etag_of

__all__ = ["JSON_TYPE", "Reply", "send"]

JSON_TYPE = "application/json; charset=utf-8"
_KEPT_AND_CHECKED = "private, max-age=0, must-revalidate"
_NOT_KEPT = "no-cache, max-age=0"
_READS = ("GET", "HEAD")


class Reply(msgspec.Struct, frozen=True):
    """What a call answers. The body is JSON unless `headers` say otherwise.

    `etag` is the body's validator, where whoever keeps the body has kept that, too. What comes in a `stream`
    piece by piece has none. `cookies` are headers for a browser.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    etag: str | None = None
    stream: Iterator[bytes] | None = None
    cookies: tuple[str, ...] = ()


def send(reply: Reply, request: Request, response: Response) -> None:
    """Put the reply into Falcon's response; a reader who has it already gets 304 without a body."""
    for cookie in reply.cookies:
        response.append_header("set-cookie", cookie)
    if reply.stream is not None:
        response.stream = reply.stream
    elif reply.status == 200:
        response.data = reply.body
        etag = reply.etag or etag_of(reply.body)
        response.set_header("cache-control", _KEPT_AND_CHECKED)
        response.set_header("etag", etag)
        known = request.env.get("HTTP_IF_NONE_MATCH")
        if known is not None and request.method in _READS and etag_matches(known, etag):
            # Nothing else of the answer is sent then, its type included.
            response.status = 304
            return
    else:
        response.data = reply.body
        response.status = reply.status
        response.set_header("cache-control", _NOT_KEPT)
    for name, value in reply.headers.items():
        response.set_header(name, value)
