"""Bodies that are too large, too deep, or other than they say cost little and are refused in words."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import ARRAY, FORM, JSON, Client
from tests.contract.rpc import Rpc
from tests.security.settings import with_settings

from slatehouse.api.wire.application import application
from slatehouse.config import ServerSettings
from slatehouse.site.site import Site

SOON = 30.0
"""Seconds of a processor that nothing here comes near to, however busy it is, unless its cost explodes."""


def took(began: float) -> float:
    return time.process_time() - began


DEEP = b"[" * 200_000
BOMBS: dict[str, bytes] = {
    "deep": b'{"filters":' + DEEP,
    "deep and closed": b'{"filters":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "deep objects": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "a long number": b'{"filters":[["id","is",' + b"9" * 500_000 + b"]]}",
    "a long fraction": b'{"filters":[["id","is",0.' + b"9" * 500_000 + b"]]}",
    "a large exponent": b'{"filters":[["id","is",1e999999999]]}',
    "equal names": b"{" + b",".join(b'"filters":[]' for _ in range(100_000)) + b"}",
    "many names": json.dumps({str(number): [] for number in range(100_000)}).encode(),
    "many conditions": b'{"filters":[' + b",".join([b'["code","is","x"]'] * 400_000) + b"]}",
    "many values": json.dumps({"filters": [["id", "in", list(range(100_000))]]}).encode(),
    "escapes": b'{"filters":[["code","is","' + rb"A" * 100_000 + b'"]]}',
    "half a surrogate": rb'{"filters":[["code","is","\ud800"]]}',
    "no text": b"\xff\xfe\x00" * 1000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_json_bomb_is_answered_soon(api: Client, rpc: Rpc, name: str) -> None:
    began = time.process_time()
    rest = api("POST", "/entity/shots/_search", BOMBS[name], ARRAY)
    assert rest.status_code in (200, 400, 413)
    call = b'{"method_name":"read","params":[' + json.dumps(rpc.auth).encode() + b"," + BOMBS[name] + b"]}"
    answer = rpc.send(call)
    assert answer.status_code == 200 and "exception" in answer.json
    assert took(began) < SOON


def test_a_body_may_have_the_size_that_is_set(contract_site: Site, api: Client) -> None:
    app = application(with_settings(contract_site, server=ServerSettings(max_body_bytes=1000)))
    small = Client(app, api.token, api.names)
    for path, content_type in (("/entity/shots/_search", ARRAY), ("/entity/shots", JSON)):
        body = json.dumps({"filters": [], "description": "x" * 2000})
        assert small("POST", path, body, content_type).status_code == 413
    for path in ("/api/v1/auth/access_token", "/upload/upload_file"):
        answer = testing.simulate_post(app, path, body="a=" + "x" * 2000, headers={"Content-Type": FORM})
        assert answer.status_code == 413 or answer.text.startswith("0\n")


def test_a_compressed_body_is_not_unpacked(api: Client) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = api("POST", "/entity/shots/_search", bomb, ARRAY, {"Content-Encoding": "gzip"})
    assert answer.status_code == 400


@pytest.mark.parametrize("declared", ["-1", "x", "1e3", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(app: Any, declared: str) -> None:
    environ = testing.create_environ("/api/v1/auth/access_token", method="POST", body="grant_type=password")
    answered = testing.StartResponseMock()
    b"".join(app({**environ, "CONTENT_TYPE": FORM, "CONTENT_LENGTH": declared}, answered))
    assert str(answered.status)[:3] in ("400", "413")


def test_a_form_of_many_parts_is_answered_soon(app: Any) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
    began = time.process_time()
    for form in (part * 50_000, b"--b\r\n" * 100_000, part[:-10] + b"\r\n" * 500_000, b"-" * 1_000_000):
        answer = testing.simulate_post(
            app,
            "/upload/upload_file",
            body=form + b"--b--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )
        assert answer.text.startswith("0\n")
    assert took(began) < SOON


@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"filter[{number}]=x" for number in range(2000)),
        "a[" * 20_000,
        "fields=" + "entity.Shot." * 5_000,
        "sort=" + ",".join(["code"] * 10_000),
        "page[size]=" + "9" * 50_000,
        "%" * 50_000,
        "filter" + "[a]" * 9000,
    ],
    ids=["filters", "brackets", "path", "sort", "digits", "percents", "nesting"],
)
def test_a_query_string_is_answered_soon(app: Any, api: Client, query: str) -> None:
    began = time.process_time()
    headers = {"Authorization": f"Bearer {api.token}"}
    answer = testing.simulate_get(app, "/api/v1/entity/tasks", query_string=query, headers=headers)
    assert answer.status_code in (200, 400)
    assert took(began) < SOON


@pytest.mark.parametrize(
    "text", ["%" * 20_000, "_" * 20_000, "a" * 20_000 + "!", "(a+)+$" * 2000, " " * 50_000]
)
def test_no_text_makes_a_search_explode(api: Client, text: str) -> None:
    began = time.process_time()
    for filters in (
        [["description", "contains", text]],
        [["code", "starts_with", text]],
        [["project", "name_contains", text]],
    ):
        assert api("POST", "/entity/shots/_search", {"filters": filters}, ARRAY).status_code in (200, 400)
    sought = {"text": text, "entity_types": {"Shot": []}}
    assert api("POST", "/entity/_text_search", sought, ARRAY).status_code in (200, 400)
    assert took(began) < SOON


def test_a_page_is_never_larger_than_the_largest(api: Client) -> None:
    answer = api("GET", "/entity/shots?page[size]=1000000")
    assert answer.status_code == 400
