"""Calls made up from the OpenAPI document by schemathesis: each is answered as the document says.

To make a call up takes longer than to make it: each is made up once, and made on both databases.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.contract.conftest import populate, script_token, sign_by_its_clock
from tests.fixtures.cluster import programs
from tests.fixtures.sites import KINDS, Sites
from tests.fixtures.tries import tries

from slatehouse.api.rest.describing.document import Document
from slatehouse.api.rest.describing.parameters import IN_QUERIES
from slatehouse.api.rest.describing.shapes import ROW_ID
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.api.wire.application import application
from slatehouse.schema.schema import standard_schema

SITE = "http://tracking.test"
STRICT = {"Prefer": "handling=strict"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
FILM = {"type": "Project", "id": 1}
LIKELY: Mapping[str, Any] = {
    "EntityPlural": {"type": "string", "enum": ["shots", "versions", "notes", "tasks", "projects"]},
    "EntityName": {"type": "string", "enum": ["Shot", "Version", "Note", "Task", "Project", "Tag"]},
    "Values": {
        "type": "object",
        "properties": {
            "project": {"type": "object", "enum": [FILM, {"type": "Project", "id": 2**40}]},
            "description": {"type": "string"},
            "sg_status_list": {"type": "string", "enum": ["wtg", "fin", "nope"]},
            "tags": {"type": "array", "enum": [[], [{"type": "Tag", "id": 1}]]},
        },
        "required": ["project"],
        "additionalProperties": False,
    },
    "Condition": {
        "type": "array",
        "enum": [["id", "greater_than", 0], ["project", "is", FILM], ["id", "in", [1, 2]], ["nope", "is", 1]],
    },
}
"""What schemathesis is to make of shapes that say too little for it to meet anything that is there."""


REF = "#/components/schemas/"
SENT = ("parameters", "requestBody")


def likely(shape: Any) -> Any:
    """What is sent, with ids of rows that there may be; what is referred to has a likely form of its own."""
    if shape == dict(ROW_ID):
        return {"type": "integer", "enum": [1, 2, 3, 10**9]}
    if shape == dict(IN_QUERIES["wait"].shape):
        # Nothing happens here that would be worth to wait for.
        return {"type": "integer", "enum": [0]}
    if isinstance(shape, dict):
        return {
            name: each.replace(REF, f"{REF}Likely") if name == "$ref" else likely(each)
            for name, each in shape.items()
        }
    return [likely(each) for each in shape] if isinstance(shape, list) else shape


def document() -> Any:
    """The document of the site, in which what is answered is as it says, and what is sent is likely."""
    told = json.loads(Document(OPEN_ROUTES, ROUTES).json(standard_schema(), SITE))
    shapes = told["components"]["schemas"]
    shapes |= {f"Likely{name}": LIKELY.get(name) or likely(shape) for name, shape in shapes.items()}
    for operations in told["paths"].values():
        for operation in operations.values():
            operation |= {part: likely(operation[part]) for part in SENT if part in operation}
    return told


DESCRIBED = schemathesis.openapi.from_dict(document())
CALLS: Mapping[str, Any] = {
    operation.label: operation for methods in map(dict, DESCRIBED.values()) for operation in methods.values()
}

# So many that all calls together take well under a minute on either database.
now_and_then = settings(
    max_examples=tries(8),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def places(operation: Any, ids: Mapping[str, int]) -> st.SearchStrategy[dict[str, object]]:
    """Names for the path, most of which are there."""
    choices: dict[str, st.SearchStrategy[object]] = {
        "entity": st.sampled_from(["Shot", "Version", "Note", "Task", "projects", "human_users", "tags"]),
        "record_id": st.sampled_from(sorted(set(ids.values()))) | st.integers(1, 10**18 - 1),
        "field_name": st.sampled_from(["image", "tasks", "project", "code", "sg_uploaded_movie", "nothing"]),
        "page": st.sampled_from(["1.csv", "x.json", "7.xml", "7"]),
        "view": st.sampled_from(["main.csv", "main"]),
        "account_type": st.sampled_from(["human_users", "api_users"]),
        "session_id": st.sampled_from(["0" * 32, "nothing"]),
        "hook_id": st.sampled_from([str(UUID(int=0)), "nothing"]),
        "delivery_id": st.sampled_from([str(UUID(int=0)), "nothing"]),
    }
    names = [parameter.name for parameter in operation.path_parameters]
    return st.fixed_dictionaries({name: choices[name] for name in names})


def may_be_wrong(operation: Any) -> bool:
    """Whether the document says anything of the call's parameters or body that a caller could ignore."""
    return bool([*operation.query, *operation.body])


CASES = [
    pytest.param(name, mode, id=f"{name} {mode.value}")
    for name, operation in CALLS.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or may_be_wrong(operation)
]


class Called(NamedTuple):
    """An application that is called, and by whom."""

    app: Any
    headers: dict[str, str]


class Productions(NamedTuple):
    """The same production on each database."""

    ids: dict[str, int]
    called: list[Called]


@pytest.fixture(scope="module")
def productions(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Productions]:
    # Where there is no PostgreSQL, the tests that ask for it alone are skipped, and say so.
    kinds = KINDS if programs() else ("sqlite",)
    with ExitStack() as opened:
        sites = [
            sign_by_its_clock(opened.enter_context(makes.site(tmp_path_factory.mktemp(makes.kind) / "site")))
            for makes in (Sites(kind, lambda: request.getfixturevalue("cluster")) for kind in kinds)
        ]
        first, *others = map(populate, sites)
        assert others == [first] * len(others)
        yield Productions(
            first,
            [Called(application(each), {"Authorization": f"Bearer {script_token(each)}"}) for each in sites],
        )


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_it_is_answered_as_described(productions: Productions, name: str, mode: GenerationMode) -> None:
    """In silence and under `Prefer: handling=strict`, and on each database with the same status."""
    operation = CALLS[name]

    @given(data=st.data())
    @now_and_then
    def answered(data: st.DataObject) -> None:
        path = data.draw(places(operation, productions.ids))
        case = data.draw(operation.as_strategy(mode, path_parameters=path))
        for headers in ({}, STRICT):
            statuses = set()
            for called in productions.called:
                answer = case.call(
                    app=called.app, base_url=SITE + "/api/v1.1", headers=called.headers | headers
                )
                case.validate_response(answer, checks=CHECKS)
                statuses.add(answer.status_code)
            assert len(statuses) == 1, f"{case.as_curl_command()}: {statuses}"

    answered()
