"""The interactive page about the REST API, at `/api/docs`: Swagger UI over the API's own document.

Everything on it comes from this site, and its security policy lets a browser load nothing from elsewhere.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import falcon
from falcon import App, Request, Response

from slatehouse.api.wire.address import Addresses
from slatehouse.api.wire.replies import Reply, send

__all__ = ["PATH", "add_api_docs"]

PATH = "/api/docs"

_HTML, _CSS, _SCRIPT = "text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8"
_OURS = {"start.js": ("api_docs.js", _SCRIPT)}
_BROUGHT = {
    "swagger-ui.js": ("swagger_bundle.js", _SCRIPT),
    "swagger-ui.css": ("swagger_style.css", _CSS),
}
"""The files of the page by their names in it: what they are called where they are kept, and their type."""

# Swagger UI sets styles on elements, and its pictures stand in its style sheet.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self' {address}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_api_docs(app: App[Request, Response], addresses: Addresses) -> None:
    """Serve the page, and the files that it needs."""
    app.add_route(PATH, _Page(addresses))
    app.add_route(f"{PATH}/{{name}}", _File())


class _Page:
    """Anyone may see it; the calls that it offers to try need a bearer like all others."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def on_get(self, request: Request, response: Response) -> None:
        headers = {
            "content-type": _HTML,
            "content-security-policy": _POLICY.format(address=self._addresses.of(request)),
        }
        send(Reply(_our_file("api_docs.html"), headers=headers), request, response)

    on_head = on_get


class _File:
    def on_get(self, request: Request, response: Response, name: str) -> None:
        if name in _OURS:
            kept, content_type = _OURS[name]
            body = _our_file(kept)
        elif name in _BROUGHT:
            kept, content_type = _BROUGHT[name]
            body = _brought_file(kept)
        else:
            raise falcon.HTTPNotFound
        send(Reply(body, headers={"content-type": content_type}), request, response)

    on_head = on_get


@cache
def _our_file(name: str) -> bytes:
    return files(__package__).joinpath(name).read_bytes()


@cache
def _brought_file(name: str) -> bytes:
    """A file of the package that brings Swagger UI along; importing it would read ten megabytes of others."""
    package = find_spec("offapi")
    assert package is not None and package.submodule_search_locations
    return (Path(package.submodule_search_locations[0]) / name).read_bytes()
