"""Whatever a client sends, it is answered: with what it asked for, or with what is wrong with it."""

import json
from typing import Any

import pytest
from falcon import testing
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.client import ARRAY, Client, told

from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.schema import standard_schema

TYPES = tuple(standard_schema())
RELATIONS = sorted({relation for data_type in DATA_TYPES.values() for relation in data_type.relations})
LIKELY = st.sampled_from(
    [
        *(2**31, 2**63, 10**30, 1e300, "1", "true", "2020-01-01", "0001-01-01T00:00:00+14:00", "255,0,0"),
        *({"type": "Shot", "id": 1}, {"type": "Nope", "id": 1}, {"type": "Project", "id": 2**70}, {"id": 1}),
        *({"type": 5, "id": "x"}, {"url": 5}, {"local_path": "/a"}, [4, "WEEK"], [10**30, "YEAR"], "Shot"),
    ]
)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
values = LIKELY | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from([field for kind in TYPES for field in kind.fields.values()])
many_times = settings(max_examples=60, deadline=None)


def is_answered(answer: testing.Result) -> bool:
    if answer.status_code >= 400:
        told(answer)
    return answer.status_code < 500


@given(field=fields, relation=st.sampled_from(RELATIONS), value=values)
@many_times
def test_any_filter(api: Client, field: Any, relation: str, value: object) -> None:
    answer = api.search(field.entity_type, [[field.name, relation, value]], fields="*", page={"size": 3})
    assert is_answered(answer), answer.text


@given(filters=values, sort=values, page=values, fields=values, options=values)
@many_times
def test_any_search(api: Client, **body: object) -> None:
    assert is_answered(api("POST", "/entity/versions/_search", body, ARRAY))


@given(field=fields, value=values)
@many_times
def test_any_value(api: Client, field: Any, value: object) -> None:
    project = {"project": {"type": "Project", "id": api.names["project"]}}
    body = {**project, field.name: value}
    answer = api("POST", f"/entity/{field.entity_type}", body)
    assert is_answered(answer), answer.text
    if answer.status_code == 201:
        row = f"/entity/{field.entity_type}/{answer.json['data']['id']}"
        assert api("GET", row).status_code == 200
        assert is_answered(api("PUT", row, {field.name: value}))


@given(body=st.binary(max_size=30) | values.map(lambda value: json.dumps(value).encode()))
@many_times
def test_any_body(api: Client, body: bytes) -> None:
    for method, path in (("POST", "/entity/tags"), ("PUT", "/entity/shots/<shot2>")):
        assert is_answered(api(method, path, body))


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
    ],
)
def test_any_query_string(api: Client, query: str) -> None:
    assert is_answered(api("GET", f"/entity/shots?{query}"))


def test_a_nul_in_a_parameter_is_told(api: Client) -> None:
    source = {"filter[code]": ["filter[code] may not hold the character NUL"]}
    answer = api("GET", "/entity/shots?filter[code]=a%00b")
    assert told(answer) == (400, 103, "Request Parameters invalid.", source, None)


@pytest.mark.parametrize("path", ["/entity/%00", "/entity/shots/<shot>/%00", "/entity/%FF", "/entity/a%0Ab"])
def test_any_path(api: Client, path: str) -> None:
    assert is_answered(api("GET", path))
