"""A client of the API of one site, without a server in between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from falcon import testing

ARRAY = "application/vnd+shotgun.api3_array+json"
HASH = "application/vnd+shotgun.api3_hash+json"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass
class Client:
    """Calls paths below `prefix` with a bearer; `names` fills in placeholders such as `{version}`."""

    app: Any
    token: str = ""
    names: Mapping[str, int] = field(default_factory=dict)
    prefix: str = "/api/v1"

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        content_type: str | None = JSON,
        headers: Mapping[str, str] | None = None,
    ) -> testing.Result:
        """The answer; a body that is no text or bytes is sent as JSON."""
        sent = dict(headers or {})
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if body is not None and content_type is not None:
            sent["Content-Type"] = content_type
        plain = body if isinstance(body, str | bytes) or body is None else json.dumps(body)
        path, _, query = self.filled(path).partition("?")
        if not path.startswith("/api"):
            path = self.prefix + path
        # Brackets and commas are sent as people type them, everything else as it has to be.
        query = quote(query, safe="=&[]-_.,%+*")
        return testing.simulate_request(
            self.app, method, path, query_string=query, body=plain, headers=sent, host="tracking.test"
        )

    def filled(self, text: str) -> str:
        """The text with names in place of their placeholders."""
        for name, value in self.names.items():
            text = text.replace(f"<{name}>", str(value))
        return text

    def search(
        self, segment: str, filters: object, content_type: str = ARRAY, **rest: object
    ) -> testing.Result:
        """A `_search`."""
        return self("POST", f"/entity/{segment}/_search", {"filters": filters, **rest}, content_type)

    def ids(self, answer: testing.Result) -> list[int]:
        """The ids of the rows of a page."""
        assert answer.status_code == 200, answer.text
        return [row["id"] for row in answer.json["data"]]


def error_of(answer: testing.Result) -> dict[str, Any]:
    """The error in an answer, whose envelope has the contract's form."""
    (error,) = answer.json["errors"]
    assert list(error) == ["id", "status", "code", "title", "source", "detail", "meta"]
    assert len(error["id"]) == 32 and set(error["id"]) <= set("0123456789abcdef")
    assert error["status"] == answer.status_code
    return dict(error)


def told(answer: testing.Result) -> tuple[int, int, str, object, str | None]:
    """Status, code, title, source and detail of an error."""
    error = error_of(answer)
    return error["status"], error["code"], error["title"], error["source"], error["detail"]


def wrong(title: str, source: object = None) -> tuple[int, int, str, object, None]:
    """What `told` tells of a request that is wrong."""
    return 400, 103, title, {} if source is None else source, None


def invalid(source: object) -> tuple[int, int, str, object, None]:
    """What `told` tells of parameters that are no good."""
    return wrong("Request Parameters invalid.", source)


def refused(title: str) -> tuple[int, int, str, None, None]:
    """What `told` tells of what a rule or the database refuses."""
    return 400, 104, title, None, None


def not_found(detail: str | None = None, code: int = 103) -> tuple[int, int, str, None, str | None]:
    """What `told` tells of what is not there."""
    return 404, code, "Not Found", None, detail
