"""Tasks that are made by applying a template (scheduling §6.1, §6.2, §6.6)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk, Values
from tests.site.schedule.conftest import Log
from tests.site.templates.conftest import Bench

from slatehouse.schema.link import Target
from slatehouse.site.batch import Create, RefusedInBatch, Update
from slatehouse.site.fields.creating import NewField
from slatehouse.site.session import Answer

SS = "start-to-start"


def test_a_new_shot_gets_the_tasks_of_its_template(bench: Bench) -> None:
    desk = bench.desk
    uma, bo = (desk.create("HumanUser", login=f"{name} {bench.template.id}", name=name) for name in "ub")
    step = desk.create("Step", code="Light")
    given = {
        "step": step,
        "sg_sort_order": 7,
        "sg_status_list": "hld",
        "est_in_mins": 600,
        "sg_description": "as bright as day",
        "sg_priority_1": "1_Tier",
        "task_assignees": [uma],
        "task_reviewers": [bo],
    }
    original = bench.original("light", "03-02..03-04", **given)
    bench.original("milestone", milestone=True)
    shot = bench.shot()
    task, milestone = bench.tasks(shot)
    assert {name: desk.get(task, name) for name in given} == given
    assert (desk.get(task, "content"), bench.dates(task)) == ("light", "03-02..03-04")
    assert desk.get(task, "duration") == 1440
    assert desk.read(milestone, "milestone", "duration") == {"milestone": True, "duration": 0}
    links = ("template_task", "task_template", "entity", "project")
    assert [desk.get(task, name) for name in links] == [original, None, shot, desk.project]


def test_its_dependencies_are_copied_and_schedule(bench: Bench) -> None:
    first = bench.original("first", "03-02..03-03")
    second = bench.original("second", "03-04..03-05")
    third = bench.original("third", duration=480)
    bench.link(first, second, offset_days=0)
    bench.link(second, third, dependency_type=SS, offset_days=1)
    assert [bench.dates(each) for each in (first, second, third)] == [
        *("03-02..03-03", "03-04..03-05", "03-05..03-05")
    ]
    tasks = bench.tasks(bench.shot())
    assert [bench.dates(each) for each in tasks] == ["03-02..03-03", "03-04..03-05", "03-05..03-05"]
    assert [rest for _, *rest in bench.links(*tasks).values()] == [
        ["finish-to-start-next-day", 0],
        [SS, 1],
    ]


def test_the_answer_of_the_create_does_not_show_the_tasks(bench: Bench) -> None:
    bench.original("a")
    assert bench.desk.echo("Shot", task_template=bench.template)["tasks"] == []


@pytest.mark.parametrize("type_", ["Shot", "Asset", "Sequence", "Episode", "Version"])
def test_any_type_that_work_is_planned_on_takes_any_template(bench: Bench, type_: str) -> None:
    bench.original("a")
    row = bench.desk.create(type_, task_template=bench.template)
    assert len(bench.tasks(row)) == 1


def test_no_template_makes_no_tasks(bench: Bench) -> None:
    shot = bench.desk.create("Shot", task_template=None)
    assert bench.tasks(shot) == []


def test_a_template_is_applied_when_it_is_given_and_not_when_it_is_there(bench: Bench) -> None:
    bench.original("a")
    shot = bench.desk.create("Shot")
    bench.desk.update(shot, task_template=bench.template)
    (task,) = bench.tasks(shot)
    bench.desk.retire(task)
    bench.desk.update(shot, task_template=bench.template, description="again")
    assert bench.tasks(shot) == []
    bench.desk.update(shot, task_template=None)
    assert bench.tasks(shot) == []
    bench.desk.update(shot, task_template=bench.template)
    assert len(bench.tasks(shot)) == 1
    # The retired one counted as not linked; revived there are two.
    bench.desk.revive(task)
    assert len(bench.tasks(shot)) == 2


def test_a_task_that_looks_alike_is_another_and_nothing_is_deleted(bench: Bench) -> None:
    bench.original("a")
    shot = bench.desk.create("Shot")
    mine = bench.task(shot, "a", sg_status_list="ip")
    bench.desk.update(shot, task_template=bench.template)
    assert [bench.desk.get(each, "content") for each in bench.tasks(shot)] == ["a", "a"]
    other = Bench(bench.desk)
    other.original("b")
    bench.desk.update(shot, task_template=other.template)
    assert [bench.desk.get(each, "content") for each in bench.tasks(shot)] == ["a", "a", "b"]
    assert bench.desk.get(mine, "sg_status_list") == "ip"


def test_a_claimed_task_is_not_made_again(bench: Bench) -> None:
    original = bench.original("a", est_in_mins=60)
    shot = bench.desk.create("Shot")
    mine = bench.task(shot, "mine")
    bench.desk.update(mine, template_task=original)
    assert bench.desk.get(mine, "content") == "mine"
    bench.desk.update(shot, task_template=bench.template)
    assert bench.tasks(shot) == [mine]
    assert bench.desk.read(mine, "content", "est_in_mins") == {"content": "a", "est_in_mins": 60}


def test_of_two_tasks_from_one_the_oldest_is_brought_in_step(bench: Bench) -> None:
    original = bench.original("a")
    shot = bench.desk.create("Shot")
    tasks = [bench.task(shot, name, template_task=original) for name in ("old", "new")]
    bench.desk.update(shot, task_template=bench.template)
    assert [bench.desk.get(each, "content") for each in tasks] == ["a", "new"]


def test_a_batch_is_applied_in_order_or_not_at_all(bench: Bench) -> None:
    original = bench.original("a")
    shot = bench.desk.create("Shot")
    mine, schema = bench.task(shot, "mine"), bench.desk.site.schema
    claim = Update(schema["Task"], mine.id, {"template_task": original._asdict()})
    give = Update(schema["Shot"], shot.id, {"task_template": bench.template._asdict()})
    with pytest.raises(RefusedInBatch):
        bench.desk.session.batch([claim, give, Update(schema["Task"], mine.id, {"est_in_mins": "long"})])
    assert bench.desk.get(mine, "template_task") is None
    answers = bench.desk.session.batch(
        [
            claim,
            Update(schema["Shot"], shot.id, {"task_template": None}),
            give,
            Create(
                schema["Shot"],
                {"project": bench.desk.project._asdict(), "task_template": bench.template._asdict()},
            ),
        ]
    )
    assert bench.tasks(shot) == [mine]
    assert bench.desk.get(mine, "content") == "a"
    made = answers[-1]
    assert isinstance(made, Answer)
    assert len(bench.tasks(Target("Shot", made.rows[0].id))) == 1


def test_whoever_gives_the_template_is_told_to_have_made_the_tasks(ada: Desk) -> None:
    bench = Bench(ada)
    first, second = bench.original("a"), bench.original("b")
    bench.link(first, second)
    plain = Log(ada)
    ada.create("Shot", code="plain")
    without = len(plain.told)
    log = Log(ada)
    shot = bench.shot(code="templated")
    assert len(log.told) == without + 1 + 2 + 16 + 3
    per_dependency = [each for each in log.told if each[0].startswith("TaskDependency")]
    assert per_dependency == [
        ("TaskDependency_Change", "task"),
        ("TaskDependency_Change", "dependent_task"),
        ("TaskDependency_New", None),
    ]
    metas = [meta for meta in log.metas if meta.get("attribute_name") == "template_task"]
    assert [(meta["in_create"], meta["new_value"]["name"]) for meta in metas] == [(True, "a"), (True, "b")]
    changed = [meta for meta in log.metas if meta.get("attribute_name") == "tasks"]
    assert [meta["entity_id"] for meta in changed] == [shot.id, shot.id]
    assert all(meta["in_create"] and not meta["removed"] for meta in changed)
    assert {ada.get(task, "created_by") for task in bench.tasks(shot)} == {Target("HumanUser", ada.caller.id)}


def test_fields_of_the_sites_own_are_copied(bench: Bench) -> None:
    desk = bench.desk
    add = desk.session.add_field
    text = add(NewField("Task", "text", [("name", "Brief")]))[0].name
    one = add(NewField("Task", "entity", [("name", "Model"), ("valid_types", ["Asset"])]))[0].name
    many = add(NewField("Task", "multi_entity", [("name", "Models"), ("valid_types", ["Asset"])]))[0].name
    from_shots = add(NewField("Shot", "multi_entity", [("name", "Jobs"), ("valid_types", ["Task"])]))[0].name
    lamp, rock = desk.create("Asset", code="lamp"), desk.create("Asset", code="rock")
    given: Values = {text: "dim it", one: lamp, many: [lamp, rock]}
    original = bench.original("light", **given)
    linking = desk.create("Shot", **{from_shots: [original]})
    (task,) = bench.tasks(bench.shot())
    assert {name: desk.get(task, name) for name in given} == given
    assert desk.get(linking, from_shots) == [original]
