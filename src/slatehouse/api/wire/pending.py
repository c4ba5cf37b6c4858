"""The picture that clients see until a thumbnail is made; anyone may fetch it (python-api/transport §11)."""

from __future__ import annotations

from hashlib import sha256

from falcon import App, Request, Response

from slatehouse.api.wire.entity_tags import etag_matches
from slatehouse.media.pending import PENDING_PATH, pending_image

__all__ = ["add_pending_image"]


def add_pending_image(app: App[Request, Response]) -> None:
    """Serve the pending image on its path."""
    app.add_route(PENDING_PATH, _PendingImage())


class _PendingImage:
    """The content type has no parameters: the official client's tests compare it whole."""

    def on_get(self, request: Request, response: Response) -> None:
        etag = f'"{sha256(pending_image()).hexdigest()}"'
        response.set_header("etag", etag)
        response.set_header("cache-control", "public, max-age=300")
        known = request.env.get("HTTP_IF_NONE_MATCH")
        if known is not None and etag_matches(known, etag):
            response.status = 304
        else:
            response.content_type = "image/png"
            response.data = pending_image()

    on_head = on_get

    def on_options(self, request: Request, response: Response) -> None:
        """What is not of the API tells nobody what it could do."""
        response.status = 405
