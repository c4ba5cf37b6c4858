"""TimeLog: what it starts with, and the sum on its task (entity-types B.19)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import BadDate, OutOfRange, WrongLinkType


@pytest.fixture
def task(robot: Desk) -> Target:
    return robot.create("Task")


def logged(desk: Desk, task: Target) -> object:
    """The sum on a task."""
    return desk.get(task, "time_logs_sum")


def test_a_log_is_of_today_and_of_nobody(robot: Desk) -> None:
    log = robot.create("TimeLog")
    read = robot.read(log, "description", "date", "duration", "user", "cached_display_name")
    assert read == {
        "description": "New Time Log",
        "date": "2026-03-04",
        "duration": 0,
        "user": None,
        "cached_display_name": "New Time Log",
    }
    assert {"description", "date", "duration"} <= robot.echo("TimeLog").keys()
    for cleared in ("", None):
        assert robot.update(log, date=cleared)["date"] is None


@pytest.mark.parametrize("date", ["2026-03-04T05:06:07Z", "4.3.2026", "today"])
def test_a_date_is_a_date(robot: Desk, date: str) -> None:
    with pytest.raises(BadDate):
        robot.create("TimeLog", date=date)


def test_every_write_sums_up(robot: Desk, task: Target) -> None:
    assert logged(robot, task) == 0
    first = robot.create("TimeLog", entity=task, duration=30)
    second = robot.create("TimeLog", entity=task, duration=60, date=None)
    assert logged(robot, task) == 90
    robot.update(first, duration=45)
    assert logged(robot, task) == 105
    robot.retire(second)
    assert logged(robot, task) == 45
    robot.revive(second)
    assert logged(robot, task) == 105
    robot.update(second, duration=None)
    assert logged(robot, task) == 45


def test_a_log_that_moves_takes_its_time_along(robot: Desk, task: Target) -> None:
    other = robot.create("Task")
    log = robot.create("TimeLog", entity=task, duration=30)
    robot.update(log, entity=other, duration=40)
    assert (logged(robot, task), logged(robot, other)) == (0, 40)
    robot.update(log, entity=None)
    assert logged(robot, other) == 0


def test_a_sum_is_no_change_of_the_task(robot: Desk, task: Target) -> None:
    before = robot.read(task, "updated_at", "updated_by")
    events = len(robot.find("EventLogEntry", robot.where("EventLogEntry", "entity", "is", task)))
    robot.create("TimeLog", entity=task, duration=30)
    assert robot.read(task, "updated_at", "updated_by") == before
    assert len(robot.find("EventLogEntry", robot.where("EventLogEntry", "entity", "is", task))) == events


def test_a_log_may_stand_on_rows_without_a_sum(robot: Desk) -> None:
    for row in (robot.create("Shot"), robot.project):
        assert robot.get(robot.create("TimeLog", entity=row, duration=5), "entity") == row


def test_a_sum_beyond_all_columns_is_refused(robot: Desk, task: Target) -> None:
    robot.create("TimeLog", entity=task, duration=2**31 - 1)
    with pytest.raises(OutOfRange):
        robot.create("TimeLog", entity=task, duration=1)
    assert logged(robot, task) == 2**31 - 1


def test_a_log_is_a_person_s_or_nobody_s(robot: Desk, ann: Desk) -> None:
    log = robot.create("TimeLog", user=Target("HumanUser", ann.caller.id))
    assert robot.get(log, "created_by") == Target("ApiUser", robot.caller.id)
    with pytest.raises(WrongLinkType):
        robot.update(log, user=Target("ApiUser", robot.caller.id))
