"""Two bare handlers of the Python API.

One answers bytes that were recorded, whichever were asked for; the other knows the key of the script and the
two statements that one note takes, and nothing else.
"""

from __future__ import annotations

import threading
import time
from hashlib import blake2b
from pathlib import Path
from typing import Any

import falcon
import msgspec
import pysqlite3

from benchmarks.reference_reads import LINKS, NOTE

__all__ = ["create", "create_by_hand", "name_of"]

_KNOWN_FOR = 1.0


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


class _ByHand:
    """Finds one note as somebody would who needs nothing else: the caller is looked up once a second."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "site.db"
        self._info = (folder / "info").read_bytes()
        self._local = threading.local()
        self._seen: dict[bytes, float] = {}

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = pysqlite3.connect(str(self._path), isolation_level=None)
        return connection

    def on_post(self, request: falcon.Request, response: falcon.Response) -> None:
        """The note, or what the site says of itself."""
        call = msgspec.json.decode(request.stream.read(request.content_length or 0))
        response.content_type = "application/json; charset=utf-8"
        if call["method_name"] == "info":
            response.data = self._info
            return
        credentials, asked = call["params"]
        self._check(credentials["script_name"], credentials["script_key"])
        row_id = asked["filters"]["conditions"][0]["values"][0]
        rows = self._connection().execute(NOTE, (row_id,)).fetchall()
        response.data = msgspec.json.encode({"results": {"entities": [self._row(row) for row in rows]}})

    def _check(self, name: str, key: str) -> None:
        shown, now = blake2b(f"{name}:{key}".encode()).digest(), time.monotonic()
        if self._seen.get(shown, 0.0) < now - _KNOWN_FOR:
            query = "SELECT id FROM api_users WHERE firstname = ? AND row$retired IS NULL"
            if self._connection().execute(query, (name,)).fetchone() is None:
                raise falcon.HTTPUnauthorized
            self._seen[shown] = now

    def _row(self, row: Any) -> dict[str, Any]:
        row_id, subject, content, created_at, type_, author, name = row
        links = self._connection().execute(LINKS, (msgspec.json.encode([row_id]).decode(),))
        return {
            "type": "Note",
            "id": row_id,
            "subject": subject,
            "content": content,
            "created_at": created_at,
            "created_by": {"id": author, "name": name, "type": type_},
            "note_links": [{"id": id_, "name": name, "type": type_} for _, type_, id_, name in links],
        }


def create_by_hand(folder: str) -> falcon.App[Any, Any]:
    """The application for the site in the folder, with the recording of `info` beside it."""
    application: falcon.App[Any, Any] = falcon.App()
    application.add_route("/api3/json", _ByHand(Path(folder)))
    return application


def create(folder: str) -> falcon.App[Any, Any]:
    """The application for the recordings in the folder."""
    application: falcon.App[Any, Any] = falcon.App()
    application.add_route("/api3/json", _Recorded(Path(folder)))
    return application
