"""A Falcon application that does nothing but answer: what any server on Falcon and Granian takes to start."""

from __future__ import annotations

import falcon


class _Root:
    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        response.media = {"data": {}}


def create(folder: str) -> falcon.App[falcon.Request, falcon.Response]:
    """The application; it has no use for the folder."""
    app: falcon.App[falcon.Request, falcon.Response] = falcon.App()
    app.add_route("/", _Root())
    return app
