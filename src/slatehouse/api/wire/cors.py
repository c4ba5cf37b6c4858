"""Who may call the API from a page of another address: anyone, with credentials (contract rest/00 §13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from falcon import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["AllowOrigins", "Preflights", "is_api"]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_HEADERS = frozenset(
    {
        "accept",
        "accept-language",
        "authorization",
        "content-language",
        "content-type",
        "origin",
        "range",
    }
)
_VARY = "Origin, Access-Control-Request-Method"
_MAX_AGE = "3600"


def is_api(path: str) -> bool:
    """Whether the path is one of the API, routed or not; nothing else answers other origins."""
    return path.startswith("/api/v1")


class AllowOrigins:
    """Falcon middleware: lets pages of any address read the API's answers, errors included."""

    def process_request(self, request: Request, response: Response) -> None:
        """Headers that are set before routing stay on whatever comes of the request."""
        if not is_api(request.path):
            return
        response.set_header("vary", _VARY)
        origin = request.env.get("HTTP_ORIGIN")
        if origin is not None:
            response.set_header("access-control-allow-origin", origin)
            response.set_header("access-control-allow-credentials", "true")


class Preflights:
    """WSGI middleware: answers a browser's question whether it may call, before routing and without a token.

    It stands before Falcon because the answer has no content type, and Falcon gives every answer one.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "OPTIONS" and is_api(environ.get("PATH_INFO", "")):
            headers = [("vary", _VARY), ("content-length", "0"), *_permission(environ)]
            start_response("200 OK", headers)
            return []
        return self._application(environ, start_response)


def _permission(environ: WSGIEnvironment) -> list[tuple[str, str]]:
    """The headers that allow what the browser asks; none where any of it is not allowed."""
    origin = environ.get("HTTP_ORIGIN")
    method = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
    names = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS")
    if origin is None or (method is not None and method.upper() not in _METHODS):
        return []
    if names is not None and not {name.strip().lower() for name in names.split(",")} <= _HEADERS:
        return []
    allowed = [
        ("access-control-allow-origin", origin),
        ("access-control-allow-credentials", "true"),
        ("access-control-max-age", _MAX_AGE),
    ]
    if method is not None:
        allowed.append(("access-control-allow-methods", ", ".join(_METHODS)))
    if names is not None:
        allowed.append(("access-control-allow-headers", names))
    return allowed
