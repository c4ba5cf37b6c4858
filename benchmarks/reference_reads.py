"""The reference for reads: a bare Falcon application that runs the same SQL by hand on the same database,
checks a token that it has seen before, and answers the same rows in the same form. It shares no code with the
product.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from base64 import b64decode, urlsafe_b64decode
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import falcon
import msgspec
import pysqlite3
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NOTE = """
SELECT n.id, n.subject, n.content, n.created_at, n.created_by$type, n.created_by$id,
  (SELECT name FROM row_names WHERE type = n.created_by$type AND id = n.created_by$id AND retired = 0)
FROM notes AS n WHERE n.id = ? AND n.row$retired IS NULL
"""
PAGE = """
SELECT n.id, n.subject, n.content, n.created_at, n.created_by$type, n.created_by$id,
  (SELECT name FROM row_names WHERE type = n.created_by$type AND id = n.created_by$id AND retired = 0)
FROM notes AS n
WHERE n.created_by$type = 'HumanUser' AND n.created_by$id = ? AND n.row$retired IS NULL
ORDER BY n.id LIMIT 25
"""
LINKS = """
SELECT l.owner_id, r.type, r.id, r.name FROM note__note_links AS l
JOIN row_names AS r ON r.type = l.target_type AND r.id = l.target_id AND r.retired = 0
WHERE l.owner_id IN (SELECT value FROM json_each(?)) ORDER BY r.key, r.id
"""
SLUGS = {"HumanUser": "human_users", "Shot": "shots"}

encode = msgspec.json.encode
decode = msgspec.json.decode


class Notes:
    """Both reads, and the check of the token."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "site.db"
        key = (folder / "secret.key").read_bytes().splitlines()[0]
        self._cipher = AESGCM(hashlib.sha256(b"slatehouse:" + key).digest())
        self._local = threading.local()
        self._seen: dict[str, float] = {}

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = pysqlite3.connect(str(self._path), isolation_level=None)
            connection.execute("PRAGMA mmap_size = 268435456")
            connection.execute("PRAGMA cache_size = -32000")
            self._local.connection = connection
        return connection

    def _unsealed(self, sealed: str) -> bytes:
        secret = b64decode(sealed.removeprefix("sealed:"))
        return self._cipher.decrypt(secret[:12], secret[12:], b"tokens")

    def check(self, request: falcon.Request) -> None:
        """Raise unless the request carries a token of the site that has not expired."""
        token = (request.get_header("Authorization") or "")[7:]
        expires = self._seen.get(token)
        if expires is None:
            head, payload, signature = token.split(".")
            query = "SELECT secret FROM slatehouse_signing_keys WHERE purpose = 'tokens'"
            secret = self._unsealed(self._connection().execute(query).fetchone()[0])
            made = hmac.new(secret, f"{head}.{payload}".encode(), hashlib.sha256).digest()
            if not hmac.compare_digest(made, urlsafe_b64decode(signature + "=" * (-len(signature) % 4))):
                raise falcon.HTTPUnauthorized
            claims = decode(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            expires = self._seen[token] = float(claims["exp"])
        if expires < time.time():
            raise falcon.HTTPUnauthorized

    def rows(self, found: list[Any]) -> list[dict[str, Any]]:
        """The rows in the form that the product answers."""
        links: dict[int, list[dict[str, Any]]] = {row[0]: [] for row in found}
        listed = encode(list(links)).decode()
        for owner, type_, row_id, name in self._connection().execute(LINKS, (listed,)):
            links[owner].append({"id": row_id, "name": name, "type": type_})
        return [self._row(row, links[row[0]]) for row in found]

    @staticmethod
    def _row(row: Any, links: list[dict[str, Any]]) -> dict[str, Any]:
        row_id, subject, content, created_at, type_, author, name = row
        here = f"/api/v1.1/entity/notes/{row_id}"
        return {
            "type": "Note",
            "attributes": {"content": content, "created_at": created_at, "subject": subject},
            "relationships": {
                "created_by": {
                    "data": {"id": author, "name": name, "type": type_},
                    "links": {
                        "self": f"{here}/relationships/created_by",
                        "related": f"/api/v1.1/entity/{SLUGS[type_]}/{author}",
                    },
                },
                "note_links": {"data": links, "links": {"self": f"{here}/relationships/note_links"}},
            },
            "id": row_id,
            "links": {"self": here},
        }

    def on_get(self, request: falcon.Request, response: falcon.Response, row_id: str) -> None:
        """One note."""
        self.check(request)
        found = self._connection().execute(NOTE, (int(row_id),)).fetchall()
        links = {"self": f"{request.path}?{urlencode(sorted(request.params.items()))}"}
        response.data = encode({"data": self.rows(found)[0], "links": links})
        response.content_type = "application/json; charset=utf-8"

    def on_post_search(self, request: falcon.Request, response: falcon.Response) -> None:
        """A page of a person's notes."""
        self.check(request)
        asked = decode(request.bounded_stream.read())
        found = self._connection().execute(PAGE, (asked["filters"][0][2]["id"],)).fetchall()
        path = "/api/v1.1/entity/notes/_search"
        links = {"self": path, "next": f"{path}?page%5Bnumber%5D=2&page%5Bsize%5D=25"}
        response.data = encode({"data": self.rows(found), "links": links})
        response.content_type = "application/json; charset=utf-8"


def create(folder: str) -> falcon.App[Any, Any]:
    """The application for the site in the folder."""
    application: falcon.App[Any, Any] = falcon.App()
    notes = Notes(Path(folder))
    application.add_route("/api/v1.1/entity/notes/_search", notes, suffix="search")
    application.add_route("/api/v1.1/entity/notes/{row_id}", notes)
    return application
