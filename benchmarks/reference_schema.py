"""The reference for reads of the schema: a bare Falcon application that checks a token which it has seen,
and answers bytes that it has in memory. It shares no code with the product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import falcon

from benchmarks.reference_reads import Notes


class Page:
    """One body, as it is."""

    def __init__(self, notes: Notes, body: bytes) -> None:
        self._notes = notes
        self._body = body

    def on_get(self, request: falcon.Request, response: falcon.Response) -> None:
        """The body."""
        self._notes.check(request)
        response.data = self._body
        response.content_type = "application/json; charset=utf-8"


def create(folder: str) -> falcon.App[Any, Any]:
    """The application for the bodies in the folder: `schema.Version.fields` is that of the path."""
    application: falcon.App[Any, Any] = falcon.App()
    notes = Notes(Path(folder))
    for body in Path(folder).glob("schema*"):
        application.add_route(f"/api/v1.1/{body.name.replace('.', '/')}", Page(notes, body.read_bytes()))
    return application
