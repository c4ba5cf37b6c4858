"""The bytes of an upload, as they come in."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator

from falcon import Request

from slatehouse.media.blobs import BLOCK_SIZE

__all__ = ["BadDigest", "blocks_of"]


class BadDigest(Exception):
    """The bytes are not those whose MD5 the client had declared."""


def blocks_of(request: Request) -> Iterator[bytes]:
    """The body in blocks: as many bytes as were declared, or all that come where nothing was.

    Raises `BadDigest` at the end where a `Content-MD5` (RFC 1864) says that it was to be another body.
    """
    stream = request.stream if request.content_length is None else request.bounded_stream
    declared = request.env.get("HTTP_CONTENT_MD5")
    digest = hashlib.md5(usedforsecurity=False)
    while block := stream.read(BLOCK_SIZE):
        if declared is not None:
            digest.update(block)
        yield block
    if declared is not None and b64encode(digest.digest()).decode() != declared.strip():
        raise BadDigest
