"""TaskDependency: its kind, its ends, and that nothing waits for itself (entity-types B.7)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.link import Target
from slatehouse.schema.refusals import NotLegal, ReadOnly
from slatehouse.site.batch import Create, RefusedInBatch
from slatehouse.site.errors import CreateFailed, ReviveFailed, UpdateFailed

LOOP = "Can't create this dependency as it causes a loop."
KINDS = "finish-to-start-next-day, start-to-start, finish-to-finish, start-to-finish-next-day"


def tasks(desk: Desk, count: int) -> list[Target]:
    """New tasks."""
    return [desk.create("Task") for _ in range(count)]


def wait(desk: Desk, waiting: Target, awaited: Target, **values: Any) -> Target:
    """A dependency of one task on another."""
    return desk.create("TaskDependency", task=waiting, dependent_task=awaited, **values)


def test_a_dependency_knows_its_ends(robot: Desk) -> None:
    first, second, third = tasks(robot, 3)
    dependency = wait(robot, second, first)
    assert robot.read(dependency, "task_id", "dependent_task_id", "cached_display_name") == {
        "task_id": second.id,
        "dependent_task_id": first.id,
        "cached_display_name": f"Task {second.id} dependent on Task {first.id}",
    }
    assert (robot.get(second, "upstream_tasks"), robot.get(first, "downstream_tasks")) == ([first], [second])
    robot.update(dependency, dependent_task=third)
    assert robot.read(dependency, "task_id", "dependent_task_id", "cached_display_name") == {
        "task_id": second.id,
        "dependent_task_id": third.id,
        "cached_display_name": f"Task {second.id} dependent on Task {third.id}",
    }
    for field in ("task_id", "dependent_task_id"):
        with pytest.raises(ReadOnly):
            robot.update(dependency, **{field: 1})


@pytest.mark.parametrize("kind", KINDS.split(", "))
def test_a_kind_is_one_of_four(robot: Desk, kind: str) -> None:
    dependency = wait(robot, *tasks(robot, 2), dependency_type=kind)
    assert robot.get(dependency, "dependency_type") == kind


@pytest.mark.parametrize(
    ("sent", "stored"),
    [({}, None), ({"offset_days": None}, None), ({"offset_days": 0}, 0), ({"offset_days": -2}, -2)],
    ids=str,
)
def test_an_offset_of_none_is_not_nought(robot: Desk, sent: dict[str, Any], stored: object) -> None:
    dependency = wait(robot, *tasks(robot, 2), **sent)
    read = robot.read(dependency, "offset_days", "dependency_type")
    assert read == {"offset_days": stored, "dependency_type": "finish-to-start-next-day"}


@pytest.mark.parametrize(
    ("kind", "shown"), [("zz_bogus", "zz_bogus"), ("Start-To-Start", "Start-To-Start"), (None, ""), ("", "")]
)
def test_other_kinds_are_refused(robot: Desk, kind: str | None, shown: str) -> None:
    first, second = tasks(robot, 2)
    problem = f"Dependency type '{shown}' is invalid, accepted values are {KINDS}."
    reason = f"Validation failed: Dependency type {problem}"
    with pytest.raises(CreateFailed) as refused:
        wait(robot, second, first, dependency_type=kind)
    assert refused.value.reason == reason
    dependency = wait(robot, second, first)
    with pytest.raises(UpdateFailed) as refused_update:
        robot.update(dependency, dependency_type=kind)
    assert refused_update.value.reason == reason


@pytest.mark.parametrize("length", [1, 2, 3, 6])
def test_no_task_waits_for_itself_in_the_end(robot: Desk, length: int) -> None:
    chain = tasks(robot, length)
    for awaited, waiting in pairwise(chain):
        wait(robot, waiting, awaited)
    with pytest.raises(CreateFailed) as refused:
        wait(robot, chain[0], chain[-1])
    assert refused.value.reason == LOOP
    with pytest.raises(CreateFailed):
        robot.update(chain[0], upstream_tasks=[chain[-1]])
    assert robot.get(chain[0], "upstream_tasks") == []


def test_dependencies_that_meet_again_are_no_loop(robot: Desk) -> None:
    start, left, right, end = tasks(robot, 4)
    for waiting, awaited in ((left, start), (right, start), (end, left), (end, right), (end, start)):
        wait(robot, waiting, awaited)
    assert len(robot.read(end, "upstream_tasks")["upstream_tasks"]) == 3  # type: ignore[arg-type]


def test_a_loop_that_a_batch_closes_undoes_the_batch(robot: Desk) -> None:
    first, second, third = tasks(robot, 3)
    entity_type = robot.site.schema["TaskDependency"]
    before = robot.find("TaskDependency")
    pairs = [(second, first), (third, second), (first, third)]
    requests = [
        Create(entity_type, {"task": one._asdict(), "dependent_task": other._asdict()})
        for one, other in pairs
    ]
    with pytest.raises(RefusedInBatch) as refused:
        robot.session.batch(requests)
    assert (refused.value.number, str(refused.value.refusal)) == (
        2,
        str(CreateFailed("TaskDependency", LOOP)),
    )
    assert robot.find("TaskDependency") == before


def test_a_dependency_may_be_turned_round_and_not_into_a_loop(robot: Desk) -> None:
    first, second, third = tasks(robot, 3)
    dependency = wait(robot, second, first)
    robot.update(dependency, task=first, dependent_task=second)
    assert robot.get(first, "upstream_tasks") == [second]
    wait(robot, second, third)
    with pytest.raises(UpdateFailed, match="causes a loop"):
        robot.update(dependency, task=third, dependent_task=second)


def test_a_pair_is_joined_once(robot: Desk) -> None:
    first, second = tasks(robot, 2)
    dependency = wait(robot, second, first)
    with pytest.raises(CreateFailed) as refused:
        wait(robot, second, first)
    assert refused.value.reason == "Validation failed: There is already a connection between the entities."
    robot.retire(dependency)
    wait(robot, second, first)
    with pytest.raises(ReviveFailed) as unrevived:
        robot.revive(dependency)
    assert unrevived.value.reason.endswith("for a unique index: sgcu_task_dependencies")


def test_a_retired_dependency_closes_no_loop_and_returns_into_none(robot: Desk) -> None:
    first, second = tasks(robot, 2)
    dependency = wait(robot, second, first)
    robot.retire(dependency)
    wait(robot, first, second)
    with pytest.raises(ReviveFailed) as refused:
        robot.revive(dependency)
    assert refused.value.reason == LOOP


def test_a_retired_task_is_no_end(robot: Desk) -> None:
    first, second = tasks(robot, 2)
    robot.retire(first)
    with pytest.raises(NotLegal):
        wait(robot, second, first)


def test_what_a_list_removes_returns_as_it_was(robot: Desk) -> None:
    """The real service destroys it (improvements B14)."""
    first, second = tasks(robot, 2)
    dependency = wait(robot, second, first, offset_days=2)
    robot.update(second, upstream_tasks=[])
    assert robot.get(first, "downstream_tasks") == []
    assert robot.revive(dependency) is True
    assert robot.get(second, "upstream_tasks") == [first]
    assert robot.get(dependency, "offset_days") == 2
