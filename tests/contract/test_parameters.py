"""Every parameter of the query string that the OpenAPI document tells of makes a difference."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from tests.contract.client import JSON, Client
from tests.contract.test_every_route import LIKELY, described_as, place
from tests.contract.test_strict import STRICT

from slatehouse.api.rest.describing.document import OPERATIONS
from slatehouse.api.rest.describing.parameters import IN_QUERIES, UNTOLD
from slatehouse.api.rest.route import Route
from slatehouse.api.rest.routes import OPEN_ROUTES, ROUTES

TELLING = {
    "fields": "code",
    "filter[]": "x",
    "sort": "",
    "page[size]": "0",
    "page[number]": "0",
    "options[return_only]": "retired",
    "options[include_archived_projects]": "maybe",
    "multi_entity_update_mode": "nope",
    "options[multi_entity_update_modes][]": "nope",
    "revive": "1",
    "alt": "nope",
    "entity": "nope",
    "entity_fields[]": "sg_nope",
    "project_id": "x",
    "prefs": "hours_per_day",
    "multipart_upload": "nope",
}
"""A value of each parameter that shows, at the latest in strict handling, that it was looked at."""

INNER = {"filter[]": "sg_nope", "entity_fields[]": "Note", "options[multi_entity_update_modes][]": "tags"}
"""What stands between the brackets of those that have names in them."""

TOLD = [
    pytest.param(route, name, id=f"{described_as(route)} {name}")
    for route in (*OPEN_ROUTES, *ROUTES)
    if route.run in OPERATIONS
    for name in sorted(route.parameters - UNTOLD - OPERATIONS[route.run].unread)
]


def spelled(name: str, value: object) -> dict[str, object]:
    if name not in INNER:
        return {name: value}
    if isinstance(value, dict):
        return {name.replace("[]", f"[{key}]"): each for key, each in value.items()}
    return {name.replace("[]", f"[{INNER[name]}]"): value}


HOOK = {"url": "https://8.8.8.8/hook", "entity_types": {"Shot": {"update": []}}}


@pytest.fixture(scope="module")
def hook(api: Client) -> str:
    """The id of a webhook that has one delivery: that it was disabled."""
    made = str(api("POST", "/webhook/hooks", HOOK, JSON).json["data"]["id"])
    api("PUT", f"/webhook/hooks/{made}", {"status": "disabled"}, JSON)
    return made


@pytest.mark.parametrize(("route", "name"), TOLD)
def test_it_changes_the_answer(api: Client, hook: str, route: Route, name: str) -> None:
    others: dict[str, object] = {}
    for each, value in OPERATIONS[route.run].query.items():
        if each != name:
            others |= spelled(each, value)
    body: Any = {"tags": []} if route.method == "PUT" else None
    path = place(route).replace(LIKELY["hook"], hook) if "{hook}" in route.path else place(route)

    def answered(query: dict[str, object]) -> tuple[int, Any]:
        answer = api(route.method, f"{path}?{urlencode(query)}", body, JSON, STRICT)
        told: Any = answer.json if answer.content.startswith(b"{") else answer.text
        if answer.status_code >= 400:
            return answer.status_code, told.get("errors", [told])[0] | {"id": None, "meta": None}
        return answer.status_code, told.get("data") if isinstance(told, dict) else told

    assert name in IN_QUERIES
    assert answered(others) != answered({**others, **spelled(name, TELLING.get(name, "x"))})
