"""rest/20 and errata 36: what the answer of a create tells of types with rules of their own."""

from __future__ import annotations

from typing import Any

import pytest
from tests.contract.client import Client

CONSTANT = (
    "Warning: If you see this displayed in the UI, it means the widget is not respecting grid_column = false."
)
MADE = {"created_at", "updated_at", "cached_display_name"}


def told(api: Client, segment: str, body: object) -> dict[str, Any]:
    """The attributes in the answer."""
    answer = api("POST", f"/entity/{segment}", body)
    assert answer.status_code == 201, answer.text
    attributes: dict[str, Any] = answer.json["data"]["attributes"]
    return attributes


@pytest.mark.parametrize(
    ("segment", "body", "names"),
    [
        (
            "notes",
            {"client_note": False},
            {"publish_status", "read_by_current_user", "reply_content", "sg_status_list"},
        ),
        (
            "deliveries",
            {},
            {"delivery_number", "read_by_current_user", "reply_content", "sg_status_list", "title"},
        ),
        (
            "versions",
            {"flagged": False, "description": ""},
            {"code", "open_notes_count", "sg_status_list", "viewed_by_current_user"},
        ),
        (
            "playlists",
            {},
            {"code", "external_share_count", "media_center_viewed_by_current_user", "open_notes_count"},
        ),
        ("tasks", {}, {"color", "content", "open_notes_count", "sg_sort_order", "sg_status_list"}),
        ("time_logs", {}, {"date", "description", "duration"}),
        ("cuts", {"fps": None}, {"code", "open_notes_count", "sg_status_list"}),
    ],
)
def test_what_is_empty_or_not_ticked_is_not_told(
    api: Client, ids: dict[str, int], segment: str, body: dict[str, object], names: set[str]
) -> None:
    project = {"type": "Project", "id": ids["project"]}
    assert set(told(api, segment, {"project": project, **body})) == MADE | names


def test_a_project_tells_six_things(api: Client) -> None:
    attributes = told(api, "projects", {"name": "Breakwater"})
    assert set(attributes) == MADE | {"landing_page_url", "name", "tracking_settings"}


def test_a_dependency_without_an_offset_tells_none(api: Client, ids: dict[str, int]) -> None:
    project = {"type": "Project", "id": ids["project"]}
    tasks = [api("POST", "/entity/tasks", {"project": project}).json["data"]["id"] for _ in range(2)]
    ends = dict(zip(("task", "dependent_task"), ({"type": "Task", "id": row} for row in tasks), strict=True))
    attributes = told(api, "task_dependencies", {**ends, "offset_days": None})
    assert set(attributes) == {"cached_display_name", "dependency_type"}


def test_a_delivery_is_told_before_it_has_a_number(api: Client, ids: dict[str, int]) -> None:
    project = {"type": "Project", "id": ids["project"]}
    attributes = told(api, "deliveries", {"project": project, "title": "Reel 1"})
    assert attributes["cached_display_name"] == "#(No Number) : Reel 1"
    assert attributes["reply_content"] == CONSTANT
    number = attributes["delivery_number"]
    read = api("GET", f"/entity/deliveries/{number}").json["data"]["attributes"]
    assert read["cached_display_name"] == f"#{number}: Reel 1"


def test_values_that_only_doors_spell(api: Client, ids: dict[str, int]) -> None:
    """A count that is a text, and a calculated fraction of six decimals."""
    template = api("POST", "/entity/task_templates", {}).json["data"]["id"]
    project = {"type": "Project", "id": ids["project"]}
    task = api("POST", "/entity/tasks", {"project": project, "duration": 600}).json["data"]["id"]
    for path, expected in (
        (f"task_templates/{template}?fields=task_count", {"task_count": "0"}),
        (
            f"tasks/{task}?fields=workload,workload_per_day,workload_per_day_per_assignee",
            {"workload": 600, "workload_per_day": "0.625000", "workload_per_day_per_assignee": None},
        ),
    ):
        assert api("GET", f"/entity/{path}").json["data"]["attributes"] == expected


@pytest.mark.parametrize("relation", ["is", "in"])
def test_strict_callers_are_told_what_they_have_read(api: Client, relation: str) -> None:
    """Everyone else finds what is unread, whatever word they ask for (improvements B9)."""
    value: object = "read" if relation == "is" else ["read"]
    body = {"filters": [["read_by_current_user", relation, value]]}
    headers = {"Prefer": "handling=strict"}
    media = "application/vnd+shotgun.api3_array+json"
    strict = api("POST", "/entity/notes/_search", body, media, headers)
    silent = api("POST", "/entity/notes/_search", body, media)
    assert api.ids(strict) == []
    assert bool(api.ids(silent)) is (relation == "in")


def test_whoever_reads_a_note_keeps_that_for_themselves(
    api: Client, artist: Client, ids: dict[str, int]
) -> None:
    """A person may write what is kept for each person, whatever else they may not."""
    note = f"/entity/notes/{ids['note2']}"
    answer = artist("PUT", note, {"read_by_current_user": "read"})
    assert answer.json["data"]["attributes"]["read_by_current_user"] == "read"
    assert artist("PUT", note, {"read_by_current_user": "unread", "client_approved": True}).status_code == 400
    for reader, expected in ((artist, "read"), (api, "unread")):
        read = reader("GET", f"{note}?fields=read_by_current_user,subject").json["data"]["attributes"]
        assert read == {"read_by_current_user": expected, "subject": "Light"}
