"""The receiver of the manual, put to what the courier sends."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from email.message import Message
from http.server import HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from slatehouse.jobs.delivering.signing import Labels, headers_of

MANUAL = Path(__file__).parents[2] / "docs/manual/webhooks.md"
TOKEN = b"a long random text"
ONE, OTHER = {"delivery_id": "1", "event_type": "x"}, {"delivery_id": "2", "event_type": "y"}


@pytest.fixture(scope="module")
def receiver() -> dict[str, Any]:
    """What the manual's program makes, without the last lines that serve for ever."""
    (program,) = re.findall(r"```python\n(import.*?)```", MANUAL.read_text(), re.DOTALL)
    made: dict[str, Any] = {"__name__": "receiver"}
    exec(compile(program, str(MANUAL), "exec"), made)
    return made


def signed(body: bytes, token: bytes = TOKEN, now: float | None = None) -> dict[str, str]:
    labels = Labels("hook", "http://tracking.test/", "1", 1, 1)
    return headers_of(labels, body, token, "Slatehouse", time.time() if now is None else now)


def post(server: HTTPServer, body: bytes, headers: Mapping[str, str]) -> int:
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        with urlopen(Request(address, body, dict(headers))) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def test_it_knows_whom_a_request_is_from(receiver: dict[str, Any]) -> None:
    body, headers = b'{"data":{}}', Message()
    for name, value in signed(body).items():
        headers[name] = value
    assert receiver["is_genuine"](TOKEN, headers, body)
    assert not receiver["is_genuine"](TOKEN, headers, body + b" ")
    assert not receiver["is_genuine"](b"another", headers, body)
    assert not receiver["is_genuine"](TOKEN, signed(body, now=time.time() - 600), body)
    assert not receiver["is_genuine"](TOKEN, {}, body)


def test_it_does_nothing_twice(receiver: dict[str, Any]) -> None:
    server = HTTPServer(("127.0.0.1", 0), receiver["Receiver"])
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        for told in ({"data": ONE}, {"data": ONE}, {"data": {"deliveries": [ONE, OTHER]}}):
            body = json.dumps(told).encode()
            assert post(server, body, signed(body)) == 204
        assert post(server, b"{}", {}) == 403
    finally:
        server.shutdown()
        server.server_close()
    assert [receiver["work"].get() for _ in range(receiver["work"].qsize())] == [ONE, OTHER]
