"""A write that is refused leaves the whole database as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.fixtures.desk import Desk
from tests.fixtures.dump import everything

from slatehouse.accounts.errors import PermissionRefusal
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import Refusal
from slatehouse.site.batch import Create, Retire, Update
from slatehouse.site.site import Site

SHOT, RETIRED, VERSION = Target("Shot", 1), Target("Shot", 2), Target("Version", 1)
TASKS = Target("Task", 1), Target("Task", 2)

BAD_CREATES: list[tuple[str, dict[str, object]]] = [
    ("Shot", {"bogus": 1}),
    ("Shot", {"project": None, "code": "x"}),
    ("Shot", {"project": 7}),
    ("Shot", {"project": Target("Project", 99)}),
    ("Shot", {"code": ""}),
    ("Shot", {"code": 7}),
    ("Shot", {"code": "x", "sg_cut_in": 2**31}),
    ("Shot", {"code": "x", "sg_cut_in": "seven"}),
    ("Shot", {"code": "x", "sg_status_list": "zzz"}),
    ("Shot", {"code": "x", "sg_sequence": RETIRED}),
    ("Shot", {"code": "x", "assets": [Target("Asset", 99)]}),
    ("Shot", {"code": "x", "assets": None}),
    ("Shot", {"code": "x", "open_notes_count": 1}),
    ("Version", {"code": "x", "flagged": None}),
    ("Version", {"code": "x", "sg_movie_aspect_ratio": 2}),
    ("Version", {"code": "x", "image": {"type": "Attachment", "id": 1}}),
    ("Version", {"code": "x", "sg_uploaded_movie": {"name": "no address"}}),
    ("Version", {"code": "x", "sg_uploaded_movie": {"local_path": "/nowhere/x.mov"}}),
    ("Version", {"sg_uploaded_movie": {"url": "https://example.com/a.mov"}, "entity": Target("Shot", 99)}),
    ("Sequence", {"episode": SHOT}),
    ("Task", {"start_date": "2026-02-30"}),
    ("Task", {"color": "#ff8000"}),
    ("Task", {"upstream_tasks": [Target("Task", 99)]}),
    ("Note", {"client_note": True}),
    ("Note", {"meta": 7}),
    ("Playlist", {"versions": [VERSION, Target("Version", 99)]}),
    ("HumanUser", {"login": "ada"}),
    ("Project", {"name": "Film"}),
    ("TaskDependency", {"task": TASKS[0], "dependent_task": TASKS[1]}),
    ("TaskDependency", {"task": TASKS[0]}),
]
BAD_UPDATES: list[tuple[Target, dict[str, object]]] = [
    (SHOT, {"bogus": 1}),
    (SHOT, {"code": "changed", "sg_cut_in": "x"}),
    (SHOT, {"code": "changed", "assets": [Target("Asset", 99)]}),
    (SHOT, {"code": "changed", "notes": [VERSION]}),
    (SHOT, {"code": None}),
    (SHOT, {"created_at": "2020-01-01"}),
    (SHOT, {"sg_sequence": RETIRED}),
    (RETIRED, {"code": "changed"}),
    (Target("Shot", 99), {"code": "changed"}),
    (VERSION, {"code": "changed", "sg_uploaded_movie": "text"}),
    (VERSION, {"code": "changed", "playlists": {"multi_entity_update_mode": "add"}}),
    (TASKS[0], {"workload": 1, "content": "changed"}),
    (Target("HumanUser", 2), {"login": "ada"}),
]
BAD_BATCHES: list[Callable[[Site, dict[str, object]], list[Create | Update | Retire]]] = [
    lambda site, project: [
        Create(site.schema["Shot"], {"project": project, "code": "first"}),
        Create(site.schema["Shot"], {"code": "no project"}),
    ],
    lambda site, project: [
        Update(site.schema["Shot"], SHOT.id, {"code": "changed"}),
        Retire(site.schema["Version"], VERSION.id),
        Retire(site.schema["Shot"], RETIRED.id),
    ],
    lambda site, project: [
        Retire(site.schema["Shot"], SHOT.id),
        Update(site.schema["Shot"], SHOT.id, {"code": "changed"}),
    ],
]


@pytest.fixture(scope="module")
def people(desk_of_module: Desk) -> dict[str, Desk]:
    """An administrator and an artist, and the rows that the table above names."""
    desk = desk_of_module
    found = {role: desk.hire(login, role) for login, role in (("ada", "admin"), ("bob", "artist"))}
    ada = found["admin"]
    shot, retired = ada.create("Shot", code="a"), ada.create("Shot", code="b")
    version = ada.create("Version", entity=shot)
    tasks = ada.create("Task", content="a"), ada.create("Task", content="b")
    ada.create("TaskDependency", task=tasks[0], dependent_task=tasks[1])
    ada.retire(retired)
    assert ((shot, retired, version), tasks) == ((SHOT, RETIRED, VERSION), TASKS)
    return found


@pytest.mark.parametrize(("type_", "sent"), BAD_CREATES, ids=str)
def test_a_refused_create_leaves_nothing(
    people: dict[str, Desk], type_: str, sent: dict[str, object]
) -> None:
    ada = people["admin"]
    before = everything(ada.site)
    with pytest.raises(Refusal):
        ada.create(type_, **sent)
    assert everything(ada.site) == before


@pytest.mark.parametrize(("row", "sent"), BAD_UPDATES, ids=str)
def test_a_refused_update_leaves_nothing(
    people: dict[str, Desk], row: Target, sent: dict[str, object]
) -> None:
    ada = people["admin"]
    before = everything(ada.site)
    with pytest.raises(Refusal):
        ada.update(row, **sent)
    assert everything(ada.site) == before


@pytest.mark.parametrize("batch", BAD_BATCHES)
def test_a_batch_with_one_refusal_leaves_nothing(
    people: dict[str, Desk], batch: Callable[[Site, dict[str, object]], list[Create | Update | Retire]]
) -> None:
    ada = people["admin"]
    before = everything(ada.site)
    with pytest.raises(Refusal):
        ada.session.batch(batch(ada.site, ada.project._asdict()))
    assert everything(ada.site) == before


def test_whoever_may_not_write_leaves_nothing(people: dict[str, Desk]) -> None:
    hired = people["artist"]
    bob = replace(hired, caller=replace(hired.caller, projects=(hired.project.id,)))
    before = everything(bob.site)
    for attempt in (
        lambda: bob.create("Shot", code="x"),
        lambda: bob.update(SHOT, code="x"),
        lambda: bob.retire(SHOT),
        lambda: bob.revive(RETIRED),
    ):
        with pytest.raises(PermissionRefusal):
            attempt()
    assert bob.update(SHOT)["code"] == "a"
    assert everything(bob.site) == before


def test_rows_that_are_not_there_are_neither_retired_nor_revived(people: dict[str, Desk]) -> None:
    ada = people["admin"]
    before = everything(ada.site)
    for row in (RETIRED, Target("Shot", 99)):
        with pytest.raises(Refusal):
            ada.retire(row)
    with pytest.raises(Refusal):
        ada.revive(Target("Shot", 99))
    assert ada.revive(SHOT) is False
    assert everything(ada.site) == before
