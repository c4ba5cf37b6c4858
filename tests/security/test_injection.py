"""Text that would be a command, a program or a header elsewhere is text here."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from falcon import testing
from tests.contract.client import ARRAY, Client
from tests.contract.rpc import Rpc, condition, query

PAYLOADS = [
    *("'", '"', "';--", "' OR '1'='1", '" OR 1=1 --', "1); DROP TABLE shots; --", "%27%20OR%201=1", "\\"),
    *("code) UNION SELECT hash FROM passwords --", "code\x1fcode", "code$1", "code?", ":code", "%(code)s"),
    *(
        "__import__('os').system('id')",
        "'+str(row)+'",
        "{row}",
        "${7*7}",
        "{{7*7}}",
        "<script>",
        "\r\nX-A: b",
    ),
    *("values[0]", "__class__", "entity.__class__", "x" * 10_000, "\u0000", "\u202e", "code`", "code/*"),
]


def rows(api: Client) -> list[int]:
    return api.ids(api("GET", "/entity/shots?fields=code"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_of_a_field_is_a_name_and_nothing_else(api: Client, rpc: Rpc, payload: str) -> None:
    before = rows(api)
    for name in ("fields", "sort", "page[size]", f"filter[{payload}]", "options[return_only]"):
        answer = testing.simulate_get(
            api.app,
            "/api/v1/entity/shots",
            query_string=f"{quote(name, safe='')}={quote(payload, safe='')}",
            headers={"Authorization": f"Bearer {api.token}"},
        )
        assert answer.status_code in (200, 400), answer.text
        assert payload not in json.dumps([each.get("attributes") for each in answer.json.get("data", [])])
    for body in (
        {"filters": [[payload, "is", "x"]]},
        {"filters": [["code", payload, "x"]]},
        {"filters": [], "fields": [payload], "sort": payload},
    ):
        assert api("POST", "/entity/shots/_search", body, ARRAY).status_code in (200, 400)
    answer = rpc.ask("read", query("Shot", [condition(payload, "is", 1)], [payload]))
    assert answer.get("exception") is True
    assert rpc.ask("read", query("Shot", [], [payload])).get("exception", False) is ("\x00" in payload)
    assert rows(api) == before


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_value_is_compared_and_kept_as_it_is(api: Client, ids: dict[str, int], payload: str) -> None:
    found = api("POST", "/entity/shots/_search", {"filters": [["code", "is", payload]]}, ARRAY)
    assert found.status_code == (400 if "\x00" in payload else 200)
    assert found.json.get("data", []) == []
    written = api("PUT", "/entity/shots/<shot2>", {"description": payload})
    if written.status_code == 200:
        kept = api("GET", "/entity/shots/<shot2>?fields=description").json["data"]["attributes"]
        assert kept["description"] == payload.strip()
    else:
        assert "\x00" in payload and written.status_code == 400


@pytest.mark.parametrize(
    "name",
    [
        'a".html',
        "a\r\nSet-Cookie: x=1.png",
        "a\nb.png",
        "a;filename=b.html",
        "a%0d%0aX-A: b.png",
        "../../a.png",
        "…\u202egnp.html",
        "a\x7f.png",
        "=cmd|' /C calc'!A0.csv",
    ],
)
def test_a_name_of_a_file_is_no_header(app: Any, api: Client, name: str) -> None:
    init = f"/entity/shots/<shot>/image/_upload?filename={quote(name, safe='')}"
    begun = api("GET", init)
    if begun.status_code == 400:
        return
    upload = begun.json["links"]["upload"].partition("tracking.test")[2]
    path, _, text = upload.partition("?")
    assert testing.simulate_put(app, path, query_string=text, body=b"x").status_code == 200
    body = {"upload_info": begun.json["data"], "upload_data": {}}
    api("POST", begun.json["links"]["complete_upload"], body)
    moved = api("GET", "/entity/shots/<shot>/image?alt=original")
    for _, value in moved.headers.items():
        assert value.isprintable()
    if moved.status_code == 302:
        path, _, text = moved.headers["location"].partition("tracking.test")[2].partition("?")
        served = testing.simulate_get(app, path, query_string=text)
        disposition = served.headers["content-disposition"]
        assert disposition.isprintable() and disposition.isascii()
        assert disposition.count('"') == 2 and "/" not in disposition.replace("UTF-8''", "")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "banana"])
def test_an_origin_is_echoed_to_itself_alone(app: Any, origin: str) -> None:
    """Contract rest/00 §13: any page may call, with a bearer; no cookie of this site lets anyone in there."""
    answer = testing.simulate_get(
        app, "/api/v1/entity/shots", headers={"Origin": origin, "Cookie": "_session_id=x"}
    )
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == origin
    assert "Origin" in answer.headers["vary"]
    outside = testing.simulate_get(app, "/api3/json", headers={"Origin": origin})
    assert "access-control-allow-origin" not in outside.headers
