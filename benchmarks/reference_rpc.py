"""A bare handler of the Python API: it answers bytes that were recorded, whichever were asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import falcon
import msgspec

__all__ = ["create", "name_of"]


def name_of(body: bytes) -> str:
    """Which recording answers a call: `read.500` for a page of 500 rows, `info` for what has no pages."""
    call = msgspec.json.decode(body)
    paging = call["params"][1]["paging"] if len(call["params"]) > 1 else None
    return f"{call['method_name']}.{paging['entities_per_page']}" if paging else str(call["method_name"])


class _Recorded:
    def __init__(self, folder: Path) -> None:
        self._answers = {path.name: path.read_bytes() for path in folder.glob("*") if path.is_file()}

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """The recording."""
        response.data = self._answers[name_of(request.stream.read(request.content_length or 0))]
        response.content_type = "application/json; charset=utf-8"


def create(folder: str) -> falcon.App[Any, Any]:
    """The application for the recordings in the folder."""
    application: falcon.App[Any, Any] = falcon.App()
    application.add_route("/api3/json", _Recorded(Path(folder)))
    return application
