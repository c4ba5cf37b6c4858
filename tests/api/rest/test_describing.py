"""The OpenAPI document tells of every route, of each as it is, and of nothing else."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV30SpecValidator

from slatehouse.api.rest.describing.document import OPERATIONS, Document
from slatehouse.api.rest.describing.parameters import IN_PATHS, IN_QUERIES, UNTOLD
from slatehouse.api.rest.describing.yaml import as_yaml
from slatehouse.api.rest.route import Route
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES
from slatehouse.schema.schema import standard_schema

# A path that another call has, too, may be routed once more to be read like that of any field.
ALL_ROUTES = [route for route in (*OPEN_ROUTES, *ROUTES) if not isinstance(route.run, partial)]
SITE = "https://tracking.example.com"
SCHEMA = standard_schema()


@pytest.fixture(scope="module")
def document() -> Any:
    return json.loads(Document(OPEN_ROUTES, ROUTES).json(SCHEMA, SITE))


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ALL_ROUTES, ids=named)
def test_every_route_is_described(route: Route) -> None:
    assert route.run in OPERATIONS


def test_nothing_is_described_that_no_route_leads_to() -> None:
    assert set(OPERATIONS) == {route.run for route in ALL_ROUTES}


@pytest.mark.parametrize("route", ALL_ROUTES, ids=named)
def test_every_name_in_a_path_is_described_and_has_an_example(route: Route) -> None:
    names = re.findall(r"\{(\w+)", route.path)
    assert set(names) <= set(IN_PATHS)
    operation = OPERATIONS[route.run]
    assert sorted((*operation.names, *operation.fixed)) == sorted(names)


@pytest.mark.parametrize("route", ALL_ROUTES, ids=named)
def test_every_parameter_is_described_and_no_other_is_in_an_example(route: Route) -> None:
    assert route.parameters <= set(IN_QUERIES) | UNTOLD
    assert set(OPERATIONS[route.run].query) <= route.parameters
    assert OPERATIONS[route.run].needs <= set(OPERATIONS[route.run].query)


def test_no_parameter_is_described_that_no_route_reads() -> None:
    assert set(IN_QUERIES) <= {name for route in ALL_ROUTES for name in route.parameters}


def test_each_operation_has_a_name_of_its_own() -> None:
    names = [operation.name for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


def test_it_is_an_openapi_document(document: Any) -> None:
    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []


def test_every_route_is_in_it(document: Any) -> None:
    told = {(method.upper(), path) for path, operations in document["paths"].items() for method in operations}
    assert len(told) == len(ALL_ROUTES)


def test_only_the_open_routes_need_no_bearer(document: Any) -> None:
    is_open = {
        operation["operationId"]
        for operations in document["paths"].values()
        for operation in operations.values()
        if operation.get("security") == []
    }
    assert is_open == {OPERATIONS[route.run].name for route in OPEN_ROUTES}


def test_the_types_of_the_site_are_told(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["EntityName"]["enum"] == [each.name for each in SCHEMA]
    assert "published_files" in schemas["EntityPlural"]["enum"]


def test_every_shape_that_has_a_name_is_used(document: Any) -> None:
    used = set(re.findall(r'"#/components/(\w+/\w+)"', json.dumps(document)))
    components = document["components"]
    assert used == {f"{kind}/{name}" for kind in ("schemas", "responses") for name in components[kind]}


def test_the_yaml_says_the_same(document: Any) -> None:
    assert yaml.safe_load(Document(OPEN_ROUTES, ROUTES).yaml(SCHEMA, SITE)) == document


plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text("aZ0 _-:#.,'\"\\\n\té…😀{}[]&*!|>%@`~=")
    | st.sampled_from(["yes", "No", "~", "1.0", "a: b", "a #b", "- a", "2026-11-05", "a ", "", "=", "a\nb"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: -", max_size=3), inner),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.text("xyz#", min_size=1, max_size=3), plain))
def test_whatever_is_written_as_yaml_reads_the_same(value: dict[str, object]) -> None:
    assert yaml.safe_load(as_yaml(value)) == value


def test_the_web_application_has_types_of_every_call_and_shape(document: Any) -> None:
    """Where it fails, `make web-types` mends it."""
    typed = (Path(__file__).parents[3] / "web" / "src" / "api" / "openapi.d.ts").read_text()
    calls = {call["operationId"] for path in document["paths"].values() for call in path.values()}
    assert set(re.findall(r'operations\["(\w+)"\]', typed)) == calls
    shapes = re.findall(
        r"^        (\w+): ", typed.partition("    schemas: {")[2].partition("\n    };")[0], re.MULTILINE
    )
    assert set(shapes) == set(document["components"]["schemas"])
