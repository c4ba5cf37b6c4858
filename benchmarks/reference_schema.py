"""The reference for reads of the schema: a bare Falcon application that checks a token which it has seen,
and answers bytes that it has in memory, with the headers of every answer. It shares no code with the product.
"""

from __future__ import annotations

from hashlib import sha1
from pathlib import Path
from random import getrandbits
from typing import Any

import falcon

from benchmarks.reference_reads import Notes

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "vary": "Origin, Access-Control-Request-Method",
    "cache-control": "private, max-age=0, must-revalidate",
}


class Page:
    """One body, as it is."""

    def __init__(self, notes: Notes, body: bytes) -> None:
        self._notes = notes
        self._body = body
        self._headers = {**HEADERS, "etag": f'W/"{sha1(body, usedforsecurity=False).hexdigest()}"'}

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """The body."""
        self._notes.check(request)
        response.data = self._body
        response.content_type = "application/json; charset=utf-8"
        response.set_headers(self._headers)
        response.set_header("x-request-id", f"{getrandbits(128):032x}")


def create(folder: str) -> falcon.App[Any, Any]:
    """The application for the bodies in the folder: `schema.Version.fields` is that of the path."""
    application: falcon.App[Any, Any] = falcon.App()
    notes = Notes(Path(folder))
    for body in Path(folder).glob("schema*"):
        application.add_route(f"/api/v1.1/{body.name.replace('.', '/')}", Page(notes, body.read_bytes()))
    return application
