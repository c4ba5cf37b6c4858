"""Types of which little is special: working days, menu items, statuses, steps, templates (entity-types B.5 to
B.8, B.24 to B.31)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import CreateOnly, NotAnEntityType, ReadOnly
from slatehouse.site.errors import ActionNotAllowed, CreateFailed

SHOWN = {Kind.VALUE, Kind.FILE}


@pytest.mark.parametrize("sent", [{}, {"date": "2026-03-04"}, {"working": True}], ids=str)
def test_work_day_rules_are_written_by_nobody(robot: Desk, ann: Desk, sent: dict[str, object]) -> None:
    for desk in (robot, ann):
        with pytest.raises(ActionNotAllowed) as refused:
            desk.create("WorkDayRule", **sent)
        assert refused.value.slug == "work_day_rules"


def test_a_menu_item_may_be_of_no_type(robot: Desk) -> None:
    assert robot.get(robot.create("ActionMenuItem", title="Render"), "entity_type") is None
    item = robot.create("ActionMenuItem", title="Render", entity_type="Shot")
    assert robot.update(item, entity_type="Asset")["entity_type"] == "Asset"


@pytest.mark.parametrize("sent", ["Nope", "shots", "shot"])
def test_a_template_is_of_a_type_that_there_is(robot: Desk, sent: str) -> None:
    with pytest.raises(NotAnEntityType):
        robot.create("TaskTemplate", entity_type=sent)
    template = robot.create("TaskTemplate", entity_type="Shot")
    assert robot.update(template, entity_type="Asset")["entity_type"] == "Asset"


def test_a_template_needs_nothing(robot: Desk) -> None:
    template = robot.create("TaskTemplate")
    read = robot.read(template, "code", "entity_type", "task_count")
    assert read == {"code": f"New TaskTemplate {template.id}", "entity_type": None, "task_count": 0}


def test_a_step_stays_with_its_type(robot: Desk) -> None:
    step = robot.create("Step", code="Comp", short_name="cmp", entity_type="Shot")
    assert robot.get(step, "cached_display_name") is None
    with pytest.raises(CreateOnly):
        robot.update(step, entity_type="Asset")


def test_a_type_of_files_is_unique_by_its_code(robot: Desk) -> None:
    robot.create("PublishedFileType", code="Nuke Script")
    with pytest.raises(CreateFailed, match="required to be unique"):
        robot.create("PublishedFileType", code="Nuke Script")


def test_projects_are_unique_by_name_and_code(robot: Desk) -> None:
    first = robot.create("Project", name="Alpha", code="a")
    for sent in ({"name": "Alpha"}, {"name": "Beta", "code": "a"}):
        with pytest.raises(CreateFailed):
            robot.create("Project", **sent)
    second = robot.create("Project", name="Beta")
    assert robot.get(second, "code") is None
    robot.create("Project", name="Gamma")
    robot.retire(first)
    robot.create("Project", name="Alpha", code="a")


def test_a_project_s_create_shows_six_values(robot: Desk) -> None:
    shown = robot.echo("Project", name="Delta")
    plain = {
        name for name, value in shown.items() if robot.site.schema["Project"].fields[name].type.kind in SHOWN
    }
    assert plain == {
        *("cached_display_name", "created_at", "landing_page_url"),
        *("name", "tracking_settings", "updated_at"),
    }


def test_a_status_keeps_its_code(robot: Desk) -> None:
    icon = Target("Icon", robot.find("Icon")[0])
    status = robot.create("Status", code="zz", name="Very Late", icon=icon)
    assert robot.get(status, "cached_display_name") == "Very Late"
    with pytest.raises(CreateOnly):
        robot.update(status, code="yy")
    with pytest.raises(ReadOnly):
        robot.update(status, system=True)


@pytest.mark.parametrize("names", [("url",), ("url", "image_data"), ()])
def test_an_icon_has_an_empty_address(robot: Desk, names: tuple[str, ...]) -> None:
    icon = robot.read(Target("Icon", robot.find("Icon")[0]), *names)
    assert (icon["url"], icon.get("image_data")) == ("", None)


def test_a_project_has_tracking_settings_from_the_start(robot: Desk) -> None:
    project = robot.create("Project", name="Epsilon")
    settings = robot.get(project, "tracking_settings")
    assert isinstance(settings, dict) and list(settings) == ["navchains"]
    assert robot.update(project, tracking_settings={})["tracking_settings"] == {}


def test_a_script_logs_events_and_may_stop(robot: Desk) -> None:
    """The real service begins without (improvements B22)."""
    script = robot.create("ApiUser", firstname="other")
    assert robot.get(script, "generate_event_log_entries") is True
    assert robot.update(script, generate_event_log_entries=False)["generate_event_log_entries"] is False
