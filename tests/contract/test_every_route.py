"""What holds for every call, tried on each route there is (rest/00 §1, §4.5, §8, §11 to §13)."""

from __future__ import annotations

import re

import pytest
from falcon import testing
from tests.contract.client import ARRAY, FORM, HASH, JSON, Client, not_found, told
from tests.contract.test_strict import STRICT, unread

from slatehouse.api.rest.describing.document import OPERATIONS
from slatehouse.api.rest.route import Route
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES

ALL_ROUTES = (*OPEN_ROUTES, *ROUTES)
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
ANY_TYPE = "application/octet-stream"
"""Bodies that are described so may be called anything."""

OF_TYPE = {"shots": "shot", "notes": "note", "projects": "project", "human_users": "person"}
LIKELY = {
    **{"segment": "shots", "row_id": "<shot>", "name": "image"},
    **{"type_name": "Shot"},
    **{"page": "1.csv", "view": "main.csv"},
    **{"account": "human_users", "session": "0" * 32},
    **dict.fromkeys(("hook", "delivery"), "5b8f0c52-6a0e-4d7b-9f57-1f6b0f3a2c11"),
}


def place(route: Route) -> str:
    """A path of the route where everything that it names is there."""
    names = dict(LIKELY)
    if operation := OPERATIONS.get(route.run):
        names |= operation.fixed
        names["name"] = str(operation.names.get("name", "image"))
    owner = "account" if "{account}" in route.path else "segment"
    names["row_id"] = f"<{OF_TYPE[names[owner]]}>"
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: names[found[1]], route.path)


def described_as(route: Route) -> str:
    return f"{route.method} {route.path}"


def called(client: Client, route: Route, query: str = "", **headers: str) -> testing.Result:
    """An answer to the call without a body."""
    return client(route.method, place(route) + query, headers={**headers})


def bodies(route: Route) -> tuple[str, ...]:
    """The content types that the route reads."""
    operation = OPERATIONS.get(route.run)
    return tuple(operation.bodies) if operation else ()


every_route = pytest.mark.parametrize("route", ALL_ROUTES, ids=described_as)
every_closed_route = pytest.mark.parametrize("route", ROUTES, ids=described_as)
every_read = pytest.mark.parametrize(
    "route", [route for route in ALL_ROUTES if route.method == "GET"], ids=described_as
)
every_body = pytest.mark.parametrize(
    "route",
    [route for route in ALL_ROUTES if bodies(route) and ANY_TYPE not in bodies(route)],
    ids=described_as,
)


@every_closed_route
def test_nobody_comes_without_a_bearer(anyone: Client, route: Route) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic dG9vbGtpdDpz"}):
        status, code, title, source, detail = told(called(anyone, route, **headers))
        assert (status, code, title, source) == (401, 102, "Unauthorized", None)
        assert detail == "Request rejected due to invalid credentials."


@every_route
def test_a_parameter_that_is_not_read_is_told_of_on_request_only(api: Client, route: Route) -> None:
    if route.method != "DELETE":
        plain, silent = called(api, route), called(api, route, "?nope=1&page[nope]=2")
        assert silent.status_code == plain.status_code
    strict = called(api, route, "?nope=1&page[nope]=2", **STRICT)
    assert told(strict) == unread("nope", "page[nope]")
    assert strict.headers["preference-applied"] == "handling=strict"


@every_route
def test_a_nul_is_no_part_of_a_parameter(api: Client, route: Route) -> None:
    answer = testing.simulate_request(
        api.app,
        route.method,
        "/api/v1" + api.filled(place(route)),
        query_string="nope=a%00b",
        headers={"Authorization": f"Bearer {api.token}"},
    )
    assert answer.status_code < 500


@pytest.mark.parametrize("path", sorted({route.path for route in ALL_ROUTES}))
def test_another_method_leads_nowhere(api: Client, path: str) -> None:
    routes = [route for route in ALL_ROUTES if route.path == path]
    for method in set(METHODS) - {route.method for route in routes}:
        assert told(api(method, place(routes[0]), {})) == not_found(), method


@every_body
@pytest.mark.parametrize("content_type", [JSON, ARRAY, HASH, FORM, "text/plain", "application/JSONP", ""])
def test_a_body_of_another_type_is_refused(api: Client, route: Route, content_type: str) -> None:
    legal = bodies(route)
    answer = api(route.method, place(route), "{}", content_type)
    if content_type in legal or (legal == (FORM,) and not content_type):
        assert answer.status_code != 415
    else:
        choice = ", ".join(f"'{each}'" for each in legal)
        source = {"content_type": f"Content-Type must be one of: {choice}."}
        assert told(answer) == (415, 103, f"Unsupported Content-Type '{content_type}'", source, None)


@every_body
def test_parameters_of_a_content_type_change_nothing(api: Client, route: Route) -> None:
    for content_type in bodies(route):
        sent = f"{content_type.upper()}; charset=utf-8"
        assert api(route.method, place(route), "{}", sent).status_code != 415


@every_body
@pytest.mark.parametrize("body", ["[]", "null", '"x"', "{no}", "\xff", "  ", "[" * 10_000])
def test_what_is_no_object_is_refused(api: Client, route: Route, body: str) -> None:
    for content_type in bodies(route):
        assert told(api(route.method, place(route), body, content_type))[:2] == (400, 103)


@every_read
def test_head_is_a_get_without_its_body(api: Client, route: Route) -> None:
    whole, head = called(api, route), api("HEAD", place(route))
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert head.headers.get("content-length") == str(len(whole.content))


@every_read
def test_a_slash_at_the_end_changes_nothing(api: Client, route: Route) -> None:
    plain, slashed = called(api, route), api("GET", place(route) + "/")
    assert slashed.status_code == plain.status_code
    if plain.status_code == 200:
        assert slashed.content == plain.content


@every_read
def test_both_prefixes_answer_alike_but_for_their_links(api: Client, route: Route) -> None:
    old, new = (api("GET", prefix + place(route)) for prefix in ("/api/v1", "/api/v1.1"))
    assert old.status_code == new.status_code
    if old.status_code == 200 and route.path and not route.path.startswith("/spec"):
        signature = re.compile(r"X-Amz-Signature=[0-9a-f]+|/incoming/[0-9a-f]+|signature=[0-9a-f]+")
        spelled = old.text.replace("/api/v1/", "/api/v1.1/")
        assert signature.sub("", spelled) == signature.sub("", new.text)


@every_read
def test_a_read_may_be_kept_and_is_asked_for_again(api: Client, route: Route) -> None:
    answer = called(api, route)
    if answer.status_code != 200:
        assert answer.headers["cache-control"] == "no-cache, max-age=0" and "etag" not in answer.headers
        return
    assert answer.headers["cache-control"] == "private, max-age=0, must-revalidate"
    # A row's tag holds its version and who asks before what was answered.
    assert re.fullmatch(r'W/"(?:[0-9a-f]+\.[0-9a-f]+\.)?[0-9a-f]{40}"', answer.headers["etag"])


@every_route
def test_every_answer_has_a_name_and_may_be_read_from_any_page(api: Client, route: Route) -> None:
    headers = called(api, route, Origin="https://review.example.com").headers
    assert re.fullmatch(r"[0-9a-f]{32}", headers["x-request-id"])
    assert headers["vary"] == "Origin, Access-Control-Request-Method"
    assert headers["access-control-allow-origin"] == "https://review.example.com"
    assert headers["access-control-allow-credentials"] == "true"
    assert not {"access-control-allow-headers", "access-control-expose-headers"} & set(headers)


@every_route
def test_the_vendor_types_are_no_answers(api: Client, route: Route) -> None:
    for accept in (ARRAY, HASH):
        answer = called(api, route, Accept=accept)
        assert (answer.status_code, answer.content) == (406, b"")


@every_closed_route
def test_conditions_on_a_write_are_not_looked_at(api: Client, route: Route) -> None:
    if route.method in ("GET", "DELETE"):
        return
    conditions = {
        "If-Match": '"x"',
        "If-None-Match": "*",
        "If-Unmodified-Since": "Wed, 01 Jan 2020 00:00:00 GMT",
    }
    assert called(api, route, **conditions).status_code == called(api, route).status_code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/entity/shots/<shot>/_revive"),
        ("POST", "/entity/shots/<shot>/_upload_complete"),
        ("POST", "/entity/shots/<shot>/image/_upload_complete"),
        ("PATCH", "/schema/Shot/fields/description"),
        ("PATCH", "/preferences"),
    ],
)
def test_what_only_the_published_reference_names_is_not_there(api: Client, method: str, path: str) -> None:
    """improvements A7"""
    assert told(api(method, path, {})) == not_found()
