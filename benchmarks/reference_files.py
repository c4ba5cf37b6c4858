"""A bare Falcon application that answers a thumbnail's bytes from memory, to anybody."""

from __future__ import annotations

import os

import falcon

SIZE = 30 * 1024


class _Thumbnail:
    def __init__(self) -> None:
        self._content = os.urandom(SIZE)

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        response.content_type = "image/jpeg"
        response.data = self._content


def create(folder: str) -> falcon.App[falcon.Request, falcon.Response]:
    """The application; it has no use for the folder."""
    app: falcon.App[falcon.Request, falcon.Response] = falcon.App()
    app.add_route("/thumbnail", _Thumbnail())
    return app
