"""Task: what it starts with, its bid, and splits that nobody keeps (entity-types B.6, data-types §3.19)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk

from slatehouse.schema.refusals import BadSplits, ReadOnly, WrongClass
from slatehouse.site.errors import ApiRefusal, MissingRequired


def test_a_task_starts_with_a_colour_a_status_and_a_place(robot: Desk) -> None:
    task = robot.create("Task")
    assert robot.read(task, "color", "sg_status_list", "sg_sort_order", "content") == {
        "color": "pipeline_step",
        "sg_status_list": "wtg",
        "sg_sort_order": 1,
        "content": f"New Task {task.id}",
    }
    assert {"color", "sg_sort_order", "sg_status_list", "content"} <= robot.echo("Task").keys()


def test_a_task_comes_after_the_others_of_its_entity(robot: Desk) -> None:
    shot = robot.create("Shot")
    robot.create("Task", entity=shot)
    moved = robot.create("Task", entity=shot)
    robot.update(moved, sg_sort_order=40)
    assert robot.get(robot.create("Task", entity=shot), "sg_sort_order") == 41
    assert robot.get(robot.create("Task", entity=robot.create("Shot")), "sg_sort_order") == 1
    assert robot.get(robot.create("Task", entity=shot, sg_sort_order=7), "sg_sort_order") == 7
    assert robot.get(robot.create("Task", entity=shot, sg_sort_order=None), "sg_sort_order") is None


def test_a_template_s_tasks_are_counted(robot: Desk) -> None:
    template = robot.create("TaskTemplate", entity_type="Shot")
    assert robot.get(template, "task_count") == 0
    tasks = [
        robot.site.session(robot.caller).create(
            robot.site.schema["Task"], {"task_template": template._asdict(), "content": content}
        )
        for content in ("anim", "light")
    ]
    assert robot.get(template, "task_count") == 2
    count = robot.site.schema["TaskTemplate"].fields["task_count"]
    assert (count.type.text(2), count.type.number(2), count.type.text(None)) == ("2", 2, None)
    has_two = robot.where("TaskTemplate", "task_count", "greater_than", 1)
    assert robot.find("TaskTemplate", has_two) == [template.id]
    robot.session.retire(robot.site.schema["Task"], tasks[0].rows[0].id)
    assert robot.get(template, "task_count") == 1
    with pytest.raises(ReadOnly):
        robot.update(template, task_count=5)


def test_a_template_s_task_has_no_project(robot: Desk) -> None:
    entity_type = robot.site.schema["Task"]
    template = robot.create("TaskTemplate")._asdict()
    with pytest.raises(ApiRefusal, match="a task template may not have a project"):
        robot.create("Task", task_template=template)
    with pytest.raises(MissingRequired):
        robot.session.create(entity_type, {"content": "comp"})


@pytest.mark.parametrize(
    ("bid", "logged", "compared"),
    [
        (600, 0, (600, 0)),
        (600, 90, (510, 15)),
        (600, 900, (-300, 150)),
        (0, 90, (-90, None)),
        (None, 90, (None, None)),
        (1, 2**31 - 1, (2 - 2**31, 2**31 - 1)),
    ],
)
def test_time_logged_is_compared_with_the_bid(
    robot: Desk, bid: int | None, logged: int, compared: tuple[int | None, int | None]
) -> None:
    bid_first, logged_first = robot.create("Task", est_in_mins=bid), robot.create("Task")
    for task in (bid_first, logged_first):
        robot.create("TimeLog", entity=task, duration=logged)
    robot.update(logged_first, est_in_mins=bid)
    for task in (bid_first, logged_first):
        assert robot.read(task, "time_logs_sum", "time_vs_est", "time_percent_of_est") == {
            "time_logs_sum": logged,
            "time_vs_est": compared[0],
            "time_percent_of_est": compared[1],
        }


@pytest.mark.parametrize(
    "field",
    [
        "time_logs_sum",
        "time_vs_est",
        "time_percent_of_est",
        "dependency_violation",
        "workload",
        "workload_per_day",
    ],
)
def test_what_follows_from_other_fields_is_read_only(robot: Desk, field: str) -> None:
    task = robot.create("Task")
    with pytest.raises(ReadOnly):
        robot.update(task, **{field: 5})
    with pytest.raises(ReadOnly):
        robot.create("Task", **{field: 5})


@pytest.mark.parametrize(
    ("duration", "assignees", "workload"),
    [
        (480, 1, (480, 1.0, 1.0)),
        (600, 1, (600, 0.625, 0.625)),
        (600, 2, (600, 0.625, 0.3125)),
        (2400, 0, (2400, 1.0, None)),
        (0, 1, (0, None, None)),
        (None, 1, (None, None, None)),
    ],
)
def test_the_workload_follows(
    robot: Desk, duration: int | None, assignees: int, workload: tuple[object, ...]
) -> None:
    people = [robot.create("HumanUser") for _ in range(assignees)]
    task = robot.create("Task", task_assignees=people)
    robot.update(task, duration=duration)
    names = ("workload", "workload_per_day", "workload_per_day_per_assignee")
    assert tuple(robot.get(task, name) for name in names) == workload
    assert robot.get(task, "workload_assignee_count") == assignees
    for person in people[:1]:
        robot.retire(person)
        assert robot.get(task, "workload_assignee_count") == assignees - 1


def test_tasks_are_sorted_by_their_workload(robot: Desk) -> None:
    entity = robot.create("Shot")
    tasks = [robot.create("Task", entity=entity, duration=minutes) for minutes in (600, None, 2400, 480)]
    here = robot.where("Task", "entity", "is", entity)
    ids = [task.id for task in tasks]
    assert robot.find("Task", here, sort="workload") == [ids[3], ids[0], ids[2], ids[1]]
    assert robot.find("Task", here, sort="-workload") == [ids[2], ids[0], ids[3], ids[1]]


HASH: dict[str, object] = {"start": "2026-03-04"}


@pytest.mark.parametrize("sent", [None, {}, [], [{}], [HASH]], ids=str)
def test_splits_of_one_part_are_taken_and_not_kept(robot: Desk, sent: object) -> None:
    task = robot.create("Task", splits=sent)
    assert robot.get(task, "splits") is None
    assert robot.update(task, splits=sent)["splits"] is None


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ([HASH, HASH], "undefined method '<' for nil"),
        (HASH, "no implicit conversion of String into Integer"),
        ([1, 2], "no implicit conversion of String into Integer"),
        ([[1]], "no implicit conversion of String into Integer"),
    ],
    ids=str,
)
def test_other_splits_are_refused_in_the_service_s_words(robot: Desk, sent: object, reason: str) -> None:
    task = robot.create("Task")
    with pytest.raises(BadSplits) as refused:
        robot.update(task, splits=sent)
    assert refused.value.reason == reason


@pytest.mark.parametrize("sent", [42, "[]", "", True])
def test_splits_are_an_object_or_an_array(robot: Desk, sent: object) -> None:
    with pytest.raises(WrongClass):
        robot.create("Task", splits=sent)
