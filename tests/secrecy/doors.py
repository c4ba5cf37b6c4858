"""Questions through every door of a site, and what a caller is answered, without what is different in every
answer: names of requests, and addresses of uploads that are made at random."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote, urlencode

from falcon import testing

JSON = "application/json"
ARRAY = "application/vnd+shotgun.api3_array+json"
HASH = "application/vnd+shotgun.api3_hash+json"
FORM = "application/x-www-form-urlencoded"

_RANDOM = re.compile(
    r'"(?:id|crud_error_uuid|uuid)":"[0-9a-f-]{32,36}"|'
    # How far somebody has come is sealed in another way each time.
    r'"cursor":"[A-Za-z0-9_-]{48}"|'
    r'"upload_id":"[^"]+"|/storage/incoming/[0-9a-f]+\?[^"]*|upload_id=[^&"]+|"session_id":"[^"]+"'
)
_OF_THE_REQUEST = frozenset({"x-request-id", "server-timing"})
_ROW_TAG = re.compile(r'W/"([0-9a-f]+\.[0-9a-f]+)\.[0-9a-f]+"')


@dataclass(frozen=True)
class Ask:
    """A call of one door. The path of the Python API's is the method's name."""

    door: Literal["rest", "rpc", "form", "file"]
    method: str
    path: str
    body: Any = None
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.door} {self.method} {self.path} {json.dumps(self.body)} {self.content_type}"


def rest(method: str, path: str, body: Any = None, content_type: str = JSON) -> Ask:
    return Ask("rest", method, path, body, content_type)


def strictly(ask: Ask) -> Ask:
    """The same question by a caller who wants to hear of what is otherwise passed over."""
    return Ask(ask.door, ask.method, ask.path, ask.body, ask.content_type, (("Prefer", "handling=strict"),))


def rpc(name: str, argument: Any) -> Ask:
    return Ask("rpc", "POST", name, argument)


def form(path: str, **fields: object) -> Ask:
    return Ask("form", "POST", path, {name: str(value) for name, value in fields.items()})


@dataclass(frozen=True)
class Told:
    """An answer as far as it may be compared."""

    status: int
    headers: Mapping[str, str]
    text: str


def _state_in(etag: str) -> str:
    """The state of a row in its tag; the rest is a digest of the answer, which holds what is random."""
    row = _ROW_TAG.fullmatch(etag)
    return row[1] if row else ""


@dataclass
class Visitor:
    """One caller of one site, signed in at each of its doors."""

    app: Any = field(repr=False)
    token: str
    auth: Mapping[str, str]
    session_token: str

    def __call__(self, ask: Ask) -> Told:
        answer = _SENDERS[ask.door](self, ask)
        headers = {name: value for name, value in answer.headers.items() if name not in _OF_THE_REQUEST}
        if "etag" in headers:
            headers["etag"] = _state_in(headers["etag"])
        return Told(answer.status_code, headers, _RANDOM.sub("~", answer.content.decode(errors="replace")))

    def json(self, ask: Ask) -> Any:
        """What a call answers that succeeds."""
        answer = _SENDERS[ask.door](self, ask)
        assert answer.status_code in (200, 201), answer.text
        return answer.json

    def _rest(self, ask: Ask) -> testing.Result:
        headers = {"Authorization": f"Bearer {self.token}", **dict(ask.headers)}
        if ask.body is not None:
            headers["Content-Type"] = ask.content_type
        path, _, query = ask.path.partition("?")
        body = None if ask.body is None else json.dumps(ask.body)
        return self._send(ask.method, "/api/v1" + path, body, headers, quote(query, safe="=&[]-_.,%+*"))

    def _rpc(self, ask: Ask) -> testing.Result:
        body = json.dumps({"method_name": ask.path, "params": [self.auth, ask.body]})
        return self._send("POST", "/api3/json", body, {"Content-Type": JSON})

    def _form(self, ask: Ask) -> testing.Result:
        return self._send("POST", ask.path, urlencode({**self.auth, **ask.body}), {"Content-Type": FORM})

    def _file(self, ask: Ask) -> testing.Result:
        return self._send(ask.method, ask.path, None, {"Cookie": f"_session_id={self.session_token}"})

    def _send(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str], query: str = ""
    ) -> testing.Result:
        return testing.simulate_request(
            self.app, method, path, query_string=query, body=body, headers=headers, host="tracking.test"
        )


_SENDERS = {"rest": Visitor._rest, "rpc": Visitor._rpc, "form": Visitor._form, "file": Visitor._file}
