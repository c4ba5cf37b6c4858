"""Version: who made it, and what it starts with (entity-types B.10)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target


def test_a_version_is_its_maker_s_unless_somebody_else_is_named(robot: Desk, ann: Desk) -> None:
    by_robot, by_ann = (Target(desk.caller.type, desk.caller.id) for desk in (robot, ann))
    made: list[tuple[Desk, dict[str, object], Target, Target | None]] = [
        (robot, {}, by_robot, by_robot),
        (robot, {"user": by_ann}, by_robot, by_ann),
        (ann, {}, by_ann, by_ann),
        (ann, {"user": None}, by_ann, None),
    ]
    for desk, sent, maker, artist in made:
        version = desk.create("Version", **sent)
        assert (desk.get(version, "created_by"), desk.get(version, "user")) == (maker, artist)


@pytest.mark.parametrize(
    "checkbox", ["client_approved", "flagged", "sg_movie_has_slate", "sg_frames_have_slate"]
)
def test_nothing_is_checked(robot: Desk, checkbox: str) -> None:
    assert robot.get(robot.create("Version"), checkbox) is False
    assert checkbox not in robot.echo("Version")


def test_the_answer_of_a_create_shows_what_the_contract_shows(robot: Desk) -> None:
    shown = robot.echo("Version", description="a first look", entity=robot.create("Shot"))
    plain = {name: value for name, value in shown.items() if not hasattr(value, "id") and value != []}
    code = plain.pop("code")
    assert str(code).startswith("New Version ")
    assert plain == {
        "cached_display_name": code,
        "created_at": "2026-03-04T05:06:07Z",
        "description": "a first look",
        "open_notes_count": 0,
        "sg_status_list": "rev",
        "updated_at": "2026-03-04T05:06:07Z",
        "viewed_by_current_user": "unread",
    }
    assert {"project", "entity", "created_by", "updated_by"} <= shown.keys()
    assert "sg_task" not in shown
