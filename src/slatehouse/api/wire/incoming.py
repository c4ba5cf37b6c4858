"""The bytes of an upload, as they come in."""

from __future__ import annotations

from collections.abc import Iterator

from falcon import Request

from slatehouse.media.blobs import BLOCK_SIZE

__all__ = ["blocks_of"]


def blocks_of(request: Request) -> Iterator[bytes]:
    """The body in blocks: as many bytes as were declared, or all that come where nothing was."""
    stream = request.stream if request.content_length is None else request.bounded_stream
    while block := stream.read(BLOCK_SIZE):
        yield block
