"""Page and PageSetting: who may make pages, their first layout, and when they are new (entity-types B.29,
pages-and-events §5 and §6)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import ReadOnly, WrongClass
from slatehouse.site.errors import CreateFailed, DeleteFailed

NO_TEMPLATE = (
    "The entity type [] does not have a default entity query page to use as a template. "
    "Please contact Shotgun Support."
)


def settings_of(desk: Desk, page: Target) -> list[Target]:
    """The settings of a page."""
    found = desk.find("PageSetting", desk.where("PageSetting", "page", "is", page))
    return [Target("PageSetting", row_id) for row_id in found]


def layout(desk: Desk, setting: Target) -> Any:
    """The layout that a setting holds, decoded as doors show it."""
    return (
        desk.site.schema["PageSetting"].fields["settings_json"].type.text(desk.get(setting, "settings_json"))
    )


def test_a_page_that_a_person_makes_shows_rows(ann: Desk) -> None:
    page = ann.create("Page", name="Shots", project=ann.project, entity_type="Shot")
    read = ann.read(page, "page_type", "ui_category", "shared", "entity_type", "system_owned")
    assert read == {
        "page_type": "canvas",
        "ui_category": "reports",
        "shared": True,
        "entity_type": "Shot",
        "system_owned": False,
    }
    (setting,) = settings_of(ann, page)
    assert ann.get(setting, "user") is None
    body = layout(ann, setting)["children"]["body"]
    assert body["settings"]["entity_type"] == "Shot"
    columns = body["children"]["list_content"]["settings"]["columns"]
    assert columns == ["image", "code", "sg_status_list", "description"]


def test_scripts_make_no_pages(robot: Desk) -> None:
    for sent, reason in (
        ({}, NO_TEMPLATE),
        ({"entity_type": "Shot"}, f"HumanUser(#0) expected, got ApiUser(#{robot.caller.id})"),
    ):
        with pytest.raises(CreateFailed) as refused:
            robot.create("Page", name="Shots", project=robot.project, **sent)
        assert refused.value.reason == reason


def test_a_page_of_nothing_is_refused(ann: Desk) -> None:
    with pytest.raises(CreateFailed) as refused:
        ann.create("Page", name="Shots")
    assert refused.value.reason == NO_TEMPLATE
    with pytest.raises(ReadOnly):
        ann.create("Page", name="Shots", entity_type="Shot", page_type="canvas")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('{"not": "a widget tree"}', {"not": "a widget tree"}),
        ('[{"spec_path": "", "settings": {}}]', [{"spec_path": "", "settings": {}}]),
        ("no JSON at all", "no JSON at all"),
        ("[" * 512 + "]" * 512, msgspec.json.decode("[" * 512 + "]" * 512)),
        ("[" * 513 + "]" * 513, "[" * 513 + "]" * 513),
        ("[" * 100_000 + "]" * 100_000, "[" * 100_000 + "]" * 100_000),
        ('"\\ud800"', '"\\ud800"'),
        ("1e999", "1e999"),
        ("9" * 5_000, "9" * 5_000),
        (None, None),
    ],
)
def test_settings_are_written_as_text_and_read_decoded(ann: Desk, written: object, read: object) -> None:
    (setting,) = settings_of(ann, ann.create("Page", name="Shots", entity_type="Shot"))
    ann.update(setting, settings_json=written)
    assert layout(ann, setting) == read


@pytest.mark.parametrize("sent", [{"a": 1}, [1], 5, True])
def test_settings_are_no_objects(ann: Desk, sent: object) -> None:
    (setting,) = settings_of(ann, ann.create("Page", name="Shots", entity_type="Shot"))
    with pytest.raises(WrongClass) as refused:
        ann.update(setting, settings_json=sent)
    assert refused.value.classes == ("String", "NilClass")


def test_a_page_is_as_new_as_its_layout(ann: Desk, bob: Desk) -> None:
    clock = ann.site.clock
    assert isinstance(clock, Clock)
    page = ann.create("Page", name="Shots", entity_type="Shot")
    (setting,) = settings_of(ann, page)
    made = ann.get(setting, "created_at")
    start = clock.now
    clock.move(hours=1)
    bob.update(setting, settings_json="{}")
    later = f"{clock.now:%Y-%m-%dT%H:%M:%SZ}"
    clock.now = start
    read = ann.read(page, "created_at", "updated_at")
    assert (read["created_at"], read["updated_at"], ann.get(setting, "created_at")) == (made, later, made)
    assert ann.get(page, "updated_by") == Target("HumanUser", bob.caller.id)


def test_settings_stay(ann: Desk) -> None:
    page = ann.create("Page", name="Shots", entity_type="Shot")
    (setting,) = settings_of(ann, page)
    second = ann.create("PageSetting", page=page, settings_json=msgspec.json.encode({}).decode())
    with pytest.raises(DeleteFailed) as refused:
        ann.retire(second)
    assert refused.value.reason == "Entity type PageSetting doesn't respond to retirement"
    ann.retire(page)
    assert [ann.get(each, "page") for each in (setting, second)] == [None, None]


def test_a_setting_needs_a_page_and_settings(ann: Desk, robot: Desk) -> None:
    page = ann.create("Page", name="Shots", entity_type="Shot")
    for desk in (ann, robot):
        person = Target("HumanUser", ann.caller.id)
        setting = desk.create("PageSetting", page=page, settings_json="[]", user=person)
        assert desk.get(setting, "user") == person
    hit = robot.create("PageHit", page=page, user=person)
    assert robot.get(hit, "page") == page
