"""What the log tells of the types that have rules of their own (writing §8, scheduling §6.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.fixtures.desk import Desk

from slatehouse.query.question import Question
from slatehouse.schema.link import Link, Target

FIELDS = ("event_type", "attribute_name", "entity", "meta", "user", "session_uuid", "description")
Told = tuple[str, str | None]


class Log:
    """The entries since this was made, or since it was last read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._entity_type = desk.site.schema["EventLogEntry"]
        self._last = max(desk.find("EventLogEntry"), default=0)

    def read(self) -> list[dict[str, Any]]:
        fields = self._desk.site.edition.paths(self._entity_type, FIELDS)
        after = self._desk.where("EventLogEntry", "id", "greater_than", self._last)
        rows = self._desk.session.find(Question(self._entity_type, after, fields)).rows
        self._last = max((row.id for row in rows), default=self._last)
        return [dict(zip(FIELDS, row.values, strict=True)) for row in rows]

    def told(self) -> list[Told]:
        """What was told, in order: types of events without their beginning, and attributes."""
        return [(each["event_type"].removeprefix("Shotgun_"), each["attribute_name"]) for each in self.read()]


@pytest.fixture
def log(robot: Desk) -> Iterator[Log]:
    yield Log(robot)


def change(type_: str, *attributes: str) -> list[Told]:
    return [(f"{type_}_Change", attribute) for attribute in attributes]


def test_a_shot_tells_of_what_was_sent_then_of_defaults_then_of_its_name(robot: Desk, log: Log) -> None:
    robot.create("Shot", code="SH010", description="a chase")
    assert log.told() == [*change("Shot", "description", "sg_status_list", "code"), ("Shot_New", None)]


def test_a_task_tells_what_the_contract_tells_and_its_entity_hears_of_it(robot: Desk, log: Log) -> None:
    shot = robot.create("Shot")
    log.read()
    task = robot.create("Task", content="comp", entity=shot)
    entries = log.read()
    own = [each["attribute_name"] for each in entries if each["entity"] == Link(task.id, "comp", "Task")]
    assert sorted(own[:-1]) == ["color", "content", "entity", "sg_sort_order", "sg_status_list"]
    assert own[-1] is None
    (heard,) = (each for each in entries if each["event_type"] == "Shotgun_Shot_Change")
    assert heard["attribute_name"] == "tasks"
    assert heard["meta"] == {
        "type": "attribute_change",
        "attribute_name": "tasks",
        "entity_type": "Shot",
        "entity_id": shot.id,
        "in_create": True,
        "field_data_type": "multi_entity",
        "added": [
            {
                "name": "comp",
                "type": "Task",
                "id": task.id,
                "valid": "valid",
                "status": "wtg",
                "uuid": None,
            }
        ],
        "removed": [],
    }


def test_both_entities_hear_of_a_task_that_moves(robot: Desk, log: Log) -> None:
    shots = [robot.create("Shot") for _ in range(2)]
    task = robot.create("Task", entity=shots[0])
    log.read()
    robot.update(task, entity=shots[1])
    assert log.told() == [*change("Task", "entity"), *change("Shot", "tasks", "tasks")]


def test_a_list_of_tasks_tells_of_itself_once(robot: Desk, log: Log) -> None:
    shots = [robot.create("Shot") for _ in range(2)]
    tasks = [robot.create("Task", entity=shot) for shot in (shots[0], shots[0], None)]
    log.read()
    robot.update(shots[1], tasks=tasks)
    entries = log.read()
    told = [(each["entity"].type, each["attribute_name"]) for each in entries]
    assert told.count(("Task", "entity")) == 3
    by_shot = [each["meta"] for each in entries if each["entity"].type == "Shot"]
    assert [(len(meta["added"]), len(meta["removed"])) for meta in by_shot] == [(0, 1), (0, 1), (3, 0)]


def test_a_dependency_tells_of_three_things_and_its_tasks_of_each_other(robot: Desk, log: Log) -> None:
    first, second = robot.create("Task"), robot.create("Task")
    log.read()
    dependency = robot.create("TaskDependency", task=second, dependent_task=first)
    assert log.told() == [
        *change("TaskDependency", "task", "dependent_task"),
        ("TaskDependency_New", None),
        *change("Task", "upstream_tasks", "downstream_tasks"),
    ]
    robot.retire(dependency)
    assert log.told() == [
        ("TaskDependency_Retirement", None),
        *change("TaskDependency", "retirement_date"),
        *change("Task", "upstream_tasks", "downstream_tasks"),
    ]
    robot.revive(dependency)
    assert log.told() == [
        ("TaskDependency_Revival", None),
        *change("Task", "upstream_tasks", "downstream_tasks"),
    ]


def test_a_list_of_tasks_to_wait_for_tells_the_same(robot: Desk, log: Log) -> None:
    first, second = robot.create("Task"), robot.create("Task")
    log.read()
    robot.update(second, upstream_tasks=[first])
    assert log.told() == [
        *change("TaskDependency", "task", "dependent_task"),
        ("TaskDependency_New", None),
        *change("Task", "downstream_tasks", "upstream_tasks"),
    ]


def test_a_shot_that_moves_tells_of_its_sequence(robot: Desk, log: Log) -> None:
    """Whichever end is written, it is the shot that changed."""
    shot = robot.create("Shot")
    sequences = [robot.create("Sequence", shots=[shot]), robot.create("Sequence")]
    log.read()
    robot.update(sequences[1], shots=[shot])
    assert log.told() == [*change("Shot", "sg_sequence"), *change("Sequence", "shots")]
    robot.update(shot, sg_sequence=sequences[0])
    assert log.told() == change("Shot", "sg_sequence")


@pytest.mark.parametrize(
    ("type_", "sent", "untold"),
    [
        ("Version", {"flagged": False, "sg_task": None}, {"flagged", "sg_task", "project", "created_by"}),
        ("Note", {"note_links": [], "client_note": False}, {"note_links", "client_note", "reply_content"}),
        ("Delivery", {}, {"delivery_number", "read_by_current_user"}),
        ("Task", {"est_in_mins": 60}, {"time_logs_sum", "time_vs_est", "time_percent_of_est"}),
        ("TaskTemplate", {}, {"task_count"}),
    ],
)
def test_what_is_empty_or_the_server_s_own_is_not_told(
    robot: Desk, log: Log, type_: str, sent: dict[str, object], untold: set[str]
) -> None:
    robot.create(type_, **sent)
    assert not untold & {attribute for _, attribute in log.told()}


def test_files_are_told_by_name(robot: Desk, log: Log) -> None:
    version = robot.create("Version")
    log.read()
    robot.update(version, sg_uploaded_movie={"url": "https://example.com/a.mov", "name": "a.mov"})
    (told,) = (each["meta"] for each in log.read() if each["attribute_name"] == "sg_uploaded_movie")
    assert {**told["new_value"], "id": 0} == {"name": "a.mov", "type": "Attachment", "id": 0}


def test_settings_are_told_as_the_text_that_they_are(ann: Desk, robot: Desk) -> None:
    page = ann.create("Page", name="Shots", entity_type="Shot")
    setting = ann.create("PageSetting", page=page, settings_json='{"a": 1}')
    log = Log(robot)
    robot.update(setting, settings_json='{"a": 2}')
    (told,) = (each["meta"] for each in log.read())
    assert (told["old_value"], told["new_value"]) == ('{"a": 1}', '{"a": 2}')


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"description": "a"}, 'robot 1.0 changed Description from nothing to "a" on Shot "SH010"'),
        ({"tags": "Tag"}, 'robot 1.0 added "hero" to Tags on Shot "SH010"'),
        ({"code": "SH020"}, 'robot 1.0 changed Shot Code from "SH010" to "SH020" on Shot "SH020"'),
        (
            {"description": "x" * 200},
            f'robot 1.0 changed Description from nothing to "{"x" * 80}" on Shot "SH010"',
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_entry_is_a_sentence(robot: Desk, log: Log, sent: dict[str, Any], sentence: str) -> None:
    tag = Target("Tag", next(iter(robot.find("Tag")), 0) or robot.create("Tag", name="hero").id)
    shot = robot.create("Shot", code="SH010")
    log.read()
    robot.update(shot, **{name: [tag] if value == "Tag" else value for name, value in sent.items()})
    (entry,) = log.read()
    assert (entry["description"], entry["session_uuid"]) == (sentence, None)
    assert entry["user"] == Link(robot.caller.id, "robot 1.0", "ApiUser")


def test_what_changes_nothing_is_not_told(robot: Desk, log: Log) -> None:
    task = robot.create("Task")
    shot = robot.create("Shot", tasks=[task], description="x")
    log.read()
    robot.update(shot, description=" x ", tasks=[task], sg_status_list="wtg")
    robot.update(shot)
    robot.update(task, entity=shot, milestone=False)
    assert log.told() == []
