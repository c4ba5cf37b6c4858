"""Whatever a client sends, it is answered: with what it asked for, or with what is wrong with it.

And what is refused changes nothing.
"""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon import testing
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.client import ARRAY, FORM, HASH, JSON, Client, told
from tests.contract.junk import (
    TYPES,
    array_filters,
    fields,
    hash_filters,
    junk,
    odd_texts,
    relations,
    requests,
    summary_bodies,
    texts,
    values,
)
from tests.fixtures.dump import everything
from tests.fixtures.tries import tries

from slatehouse.schema.field import Field
from slatehouse.site.site import Site

many_times = settings(max_examples=tries(30), deadline=None)
some_times = settings(max_examples=tries(15), deadline=None)

Strategy = Callable[[str], st.SearchStrategy[object]]

kinds = st.sampled_from(TYPES)
spelled = st.sampled_from([(ARRAY, array_filters), (HASH, hash_filters)])


def is_answered(answer: testing.Result) -> bool:
    if answer.status_code >= 400:
        told(answer)
    return answer.status_code < 500


@given(field=fields, relation=relations, value=values)
@many_times
def test_any_condition(api: Client, field: Field, relation: str, value: object) -> None:
    answer = api.search(field.entity_type, [[field.name, relation, value]], fields="*", page={"size": 3})
    assert is_answered(answer), answer.text


@given(data=st.data(), kind=kinds, spelling=spelled)
@many_times
def test_any_filter(api: Client, data: st.DataObject, kind: Any, spelling: tuple[str, Strategy]) -> None:
    content_type, strategy = spelling
    filters = data.draw(strategy(kind.name))
    answer = api.search(kind.name, filters, content_type, page={"size": 3})
    assert is_answered(answer), answer.text


@given(data=st.data(), kind=kinds, spelling=spelled)
@many_times
def test_any_summary(api: Client, data: st.DataObject, kind: Any, spelling: tuple[str, Strategy]) -> None:
    content_type, strategy = spelling
    body: dict[str, Any] = data.draw(summary_bodies(kind.name))
    if data.draw(st.booleans()):
        body["filters"] = data.draw(strategy(kind.name))
    answer = api("POST", f"/entity/{kind.name}/_summarize", body, content_type)
    assert is_answered(answer), answer.text


@given(data=st.data(), text=odd_texts | junk, spelling=spelled, page=junk | st.just({"size": "3"}))
@many_times
def test_any_text_search(
    api: Client, data: st.DataObject, text: object, spelling: tuple[str, Strategy], page: object
) -> None:
    content_type, strategy = spelling
    names = data.draw(st.lists(kinds.map(lambda kind: str(kind.name)), max_size=3))
    types: object = {name: data.draw(strategy(name)) for name in names}
    if not names:
        types = data.draw(junk)
    body = {"text": text, "entity_types": types}
    if data.draw(st.booleans()):
        body["page"] = page
    answer = api("POST", "/entity/_text_search", body, content_type)
    assert is_answered(answer), answer.text


segments = st.sampled_from(
    ["Project", "1", "3", "Shot", "Asset", "sg_sequence", "Sequence", "__none__", "id", "%00"]
)
places = st.lists(segments | odd_texts).map("/".join)
entries = st.fixed_dictionaries({"preset_name": st.just("NAV_ENTRIES"), "path": places, "seed": junk})


@given(path=places | junk, criteria=junk | st.fixed_dictionaries({"entity": junk}), text=odd_texts)
@many_times
def test_any_place(api: Client, path: object, criteria: object, text: str) -> None:
    for call, body in (
        ("hierarchy/_expand", {"path": path}),
        ("hierarchy/_search", {"root_path": path, "search_criteria": {"search_string": text}}),
        ("hierarchy/_search", {"root_path": "/", "search_criteria": criteria}),
    ):
        answer = api("POST", f"/{call}", body)
        assert is_answered(answer), answer.text


@given(preset=junk | entries)
@many_times
def test_any_preset(api: Client, preset: object) -> None:
    for sent in (preset, [preset]):
        body = {"filters": [], "additional_filter_presets": sent}
        assert is_answered(api("POST", "/entity/versions/_search", body, ARRAY))


DATES = st.sampled_from(["2026-03-02", "2026-03-01", "9999-12-31", "0001-01-01", "03/02/2026"])


@given(start=DATES | texts, end=DATES | texts, who=texts | st.integers().map(str))
@many_times
def test_any_days(api: Client, start: str, end: str, who: str) -> None:
    query = urlencode(
        {"start_date": start, "end_date": end, "user_id": who, "project_id": who}, errors="replace"
    )
    answer = api("GET", f"/schedule/work_day_rules?{query}")
    if answer.json != {"status": "error", "error": "invalid date"}:
        assert is_answered(answer), answer.text


@given(filters=junk, sort=junk, page=junk, fields=junk, options=junk)
@many_times
def test_any_search(api: Client, **body: object) -> None:
    assert is_answered(api("POST", "/entity/versions/_search", body, ARRAY))


@given(sent=st.lists(requests(), max_size=3) | junk)
@many_times
def test_any_batch(api: Client, sent: object) -> None:
    answer = api("POST", "/entity/_batch", {"requests": sent})
    assert is_answered(answer), answer.text
    if answer.status_code == 200:
        assert isinstance(sent, list)
        assert len(answer.json["data"]) == len(sent)


@given(field=fields, value=values)
@many_times
def test_any_value(api: Client, field: Field, value: object) -> None:
    project = {"project": {"type": "Project", "id": api.names["project"]}}
    body = {**project, field.name: value}
    answer = api("POST", f"/entity/{field.entity_type}", body)
    assert is_answered(answer), answer.text
    if answer.status_code == 201:
        row = f"/entity/{field.entity_type}/{answer.json['data']['id']}"
        assert api("GET", row).status_code == 200
        assert is_answered(api("PUT", row, {field.name: value}))


@given(body=st.binary(max_size=30) | junk.map(lambda value: json.dumps(value).encode()))
@many_times
def test_any_body(api: Client, body: bytes) -> None:
    for method, path, content_type in (
        ("POST", "/entity/tags", JSON),
        ("PUT", "/entity/shots/<shot2>", JSON),
        ("POST", "/entity/_batch", JSON),
        ("POST", "/entity/shots/_search", HASH),
        ("POST", "/entity/shots/_summarize", ARRAY),
        ("POST", "/entity/_text_search", HASH),
        ("POST", "/auth/access_token", FORM),
    ):
        answer = api(method, path, body, content_type)
        assert is_answered(answer) or answer.status_code == 401, (path, answer.text)


def nested(depth: int, innermost: str) -> str:
    return '{"logical_operator":"and","conditions":[' * depth + innermost + "]}" * depth


@pytest.mark.parametrize("depth", [0, 264, 265, 266, 300, 400, 5_000])
@pytest.mark.parametrize(
    "innermost", ['["id","is",1]', '["nope","is",1]', "", '["id","is",' + "[" * 99 + "]" * 99 + "]"]
)
def test_any_depth(api: Client, depth: int, innermost: str) -> None:
    deep = nested(depth, innermost) if depth else '{"logical_operator":"or","conditions":[]}'
    for path, body in (
        ("/entity/shots/_search", f'{{"filters":{deep}}}'),
        ("/entity/shots/_summarize", f'{{"filters":{deep},"summary_fields":[]}}'),
        ("/entity/_text_search", f'{{"text":"x","entity_types":{{"Shot":{deep}}}}}'),
    ):
        answer = api("POST", path, body, HASH)
        assert is_answered(answer), answer.text
        if depth > 265:
            assert told(answer)[:2] == (400, 103)


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/entity/notes"), ("PUT", "/entity/notes/<note>"), ("POST", "/entity/_batch")],
)
@pytest.mark.parametrize("opening", ['{"meta":', '{"requests":', '{"subject":', ""])
def test_json_of_any_depth(api: Client, method: str, path: str, opening: str) -> None:
    for depth in (513, 100_000):
        body = opening + "[" * depth + "]" * depth + ("}" if opening else "")
        assert told(api(method, path, body))[:3] == (400, 103, "Invalid JSON body")


@pytest.mark.parametrize(
    "number",
    ["9" * 400, "9" * 5_000, "-" + "9" * 5_000, "1e400", "-1e400", "1e-400", "0." + "9" * 5_000, "-0"],
)
def test_any_number(api: Client, number: str) -> None:
    project = '"project":{"type":"Project","id":1}'
    for path, body, content_type in (
        ("/entity/versions/_search", f'{{"filters":[["frame_count","is",{number}]]}}', ARRAY),
        ("/entity/versions/_search", f'{{"filters":[["id","in",[{number}]]]}}', ARRAY),
        (
            "/entity/versions/_search",
            f'{{"filters":[["entity","is",{{"type":"Shot","id":{number}}}]]}}',
            ARRAY,
        ),
        ("/entity/versions/_search", f'{{"filters":[["created_at","in_last",[{number},"DAY"]]]}}', ARRAY),
        ("/entity/versions/_search", f'{{"page":{{"number":{number}}}}}', ARRAY),
        (
            "/entity/_text_search",
            f'{{"text":"x","entity_types":{{"Shot":[]}},"page":{{"number":{number}}}}}',
            ARRAY,
        ),
        ("/entity/versions", f'{{{project},"frame_count":{number}}}', JSON),
        ("/entity/versions", f'{{{project},"sg_movie_aspect_ratio":{number}}}', JSON),
        ("/entity/versions", f'{{{project},"entity":{{"type":"Shot","id":{number}}}}}', JSON),
        ("/entity/notes", f'{{{project},"meta":{{"a":{number}}}}}', JSON),
        ("/entity/time_logs", f'{{{project},"duration":{number}}}', JSON),
        (
            "/entity/_batch",
            f'{{"requests":[{{"request_type":"delete","entity":"Shot","record_id":{number}}}]}}',
            JSON,
        ),
    ):
        answer = api("POST", path, body, content_type)
        assert is_answered(answer), (path, answer.text)


@pytest.mark.parametrize(
    "query",
    [
        "fields=%00",
        "filter[code]=a%00b",
        "filter[a%00]=b",
        "sort=%00",
        "page[size]=%00",
        "fields=%FF%FE",
        "filter[code]=%ED%A0%80",
        "filter[]=1",
        "filter=1",
        "options=1",
        "page[size][x]=1",
        "&&&=&",
        "fields=" + "a.Shot." * 2000 + "b",
        "fields=" + "code," * 5000,
        "sort=" + ",".join(["code"] * 500),
        "sort=" + "a" * 100_000,
        "page[number]=" + "9" * 5_000,
        "page[number]=" + "9" * 90,
        "filter[id]=" + "9" * 5_000,
        "filter[sg_cut_in]=" + "9" * 5_000,
        "filter[id]=" + ",".join(map(str, range(10**30, 10**30 + 500))),
    ],
)
def test_any_query_string(api: Client, query: str) -> None:
    for headers in ({}, {"Prefer": "handling=strict"}):
        assert is_answered(api("GET", f"/entity/shots?{query}", headers=headers))


def test_a_nul_in_a_parameter_is_told(api: Client) -> None:
    source = {"filter[code]": ["filter[code] may not hold the character NUL"]}
    answer = api("GET", "/entity/shots?filter[code]=a%00b")
    assert told(answer) == (400, 103, "Request Parameters invalid.", source, None)


@pytest.mark.parametrize("path", ["/entity/%00", "/entity/shots/<shot>/%00", "/entity/%FF", "/entity/a%0Ab"])
def test_any_path(api: Client, path: str) -> None:
    assert is_answered(api("GET", path))


@st.composite
def writes(draw: st.DrawFn) -> tuple[str, str, object]:
    """A write that may well be refused."""
    field = draw(fields)
    row = f"/entity/{field.entity_type}/{draw(st.integers(1, 3))}"
    body = {field.name: draw(values), **draw(st.dictionaries(texts, values, max_size=1))}
    if draw(st.booleans()):
        body["project"] = {"type": "Project", "id": 1}
    match draw(st.integers(0, 7)):
        case 6:
            day = {"date": draw(DATES), "working": draw(st.booleans() | values)}
            return "PUT", "/schedule/work_day_rules", {**day, "user_id": draw(st.integers(0, 3) | values)}
        case 7:
            people = st.sampled_from(["1", "2", "3"]) | texts
            seats = draw(st.dictionaries(people, st.just("flow") | values, max_size=2))
            return "POST", "/subscription_seat/user_subscriptions", seats
        case 0:
            return "POST", f"/entity/{field.entity_type}", body
        case 1:
            return "PUT", row, body
        case 2:
            return "DELETE", row, None
        case 3:
            return "POST", f"{row}?revive=1", None
        case _:
            return "POST", "/entity/_batch", {"requests": draw(st.lists(requests(), min_size=1, max_size=4))}


@given(sent=st.lists(writes(), min_size=1, max_size=4), strict=st.booleans())
@some_times
def test_what_is_refused_changes_nothing(
    api: Client, contract_site: Site, sent: list[tuple[str, str, object]], strict: bool
) -> None:
    headers = {"Prefer": "handling=strict"} if strict else {}
    before = everything(contract_site)
    for write in sent:
        answer = api(*write, headers=headers)
        assert is_answered(answer), answer.text
        after = everything(contract_site)
        assert after == before or answer.status_code < 300, write
        before = after
