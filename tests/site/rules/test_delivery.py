"""Delivery: its number, its names, and its two lists of versions (entity-types B.22)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.accounts.errors import NotEditable
from slatehouse.schema.refusals import NotAListValue


def test_a_delivery_is_numbered_by_its_id(robot: Desk) -> None:
    delivery = robot.create("Delivery")
    read = robot.read(delivery, "title", "delivery_number", "cached_display_name", "sg_status_list")
    assert read == {
        "title": f"New Delivery {delivery.id}",
        "delivery_number": str(delivery.id),
        "cached_display_name": f"#{delivery.id}: New Delivery {delivery.id}",
        "sg_status_list": "opn",
    }
    with pytest.raises(NotEditable) as refused:
        robot.update(delivery, delivery_number="7")
    assert "PermissionRule 336" in str(refused.value.rule)


def test_the_answer_of_a_create_names_it_before_it_has_a_number(robot: Desk) -> None:
    shown = robot.echo("Delivery", title="dailies: day 1")
    assert shown["cached_display_name"] == "#(No Number) : dailies: day 1"
    plain = {name for name, value in shown.items() if not hasattr(value, "id") and value != []}
    assert plain == {
        *("cached_display_name", "created_at", "delivery_number", "read_by_current_user", "reply_content"),
        *("sg_status_list", "title", "updated_at"),
    }
    found = robot.find("Delivery", robot.where("Delivery", "cached_display_name", "contains", "dailies: day"))
    assert len(found) == 1


def test_its_lists_of_versions_are_two(robot: Desk) -> None:
    version, delivery = robot.create("Version"), robot.create("Delivery")

    def lists() -> tuple[object, object, object]:
        own = (robot.get(delivery, name) for name in ("sg_versions", "version_sg_deliveries_versions"))
        return (*own, robot.get(version, "sg_deliveries"))  # type: ignore[return-value]

    robot.update(delivery, sg_versions=[version])
    assert lists() == ([version], [], [])
    robot.update(delivery, version_sg_deliveries_versions=[version])
    assert lists() == ([version], [version], [delivery])
    robot.update(delivery, sg_versions=[])
    assert lists() == ([], [version], [delivery])
    robot.update(version, sg_deliveries=[])
    assert lists() == ([], [], [])


def test_a_list_without_words_takes_none(robot: Desk) -> None:
    with pytest.raises(NotAListValue) as refused:
        robot.create("Delivery", sg_delivery_type="Final")
    assert refused.value.legal == ()
