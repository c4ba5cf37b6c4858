"""Tasks that came from a template and are there when it is applied again (scheduling §6.3)."""

from __future__ import annotations

import pytest
from tests.site.templates.conftest import Bench

from slatehouse.schema.link import Target


@pytest.mark.parametrize(
    ("field", "template", "task", "after"),
    [
        ("content", "a", "renamed", "a"),
        ("est_in_mins", 600, 60, 600),
        ("est_in_mins", 0, 60, 0),
        ("est_in_mins", None, 60, 60),
        ("sg_description", "template", "hand", "template"),
        ("sg_description", "", "hand", "hand"),
        ("sg_sort_order", 10, 77, 10),
        ("sg_priority_1", "1_Tier", "3_Tier", "1_Tier"),
        ("sg_priority_1", None, "3_Tier", "3_Tier"),
        ("milestone", False, True, True),
        ("sg_status_list", "fin", "ip", "ip"),
        ("pinned", True, False, False),
        ("duration", 480, 2400, 480),
        ("duration", 0, 960, 0),
        ("duration", None, 960, 960),
    ],
)
def test_a_field_is_given_anew_where_the_template_says_something(
    bench: Bench, field: str, template: object, task: object, after: object
) -> None:
    bench.original("a", **({} if field == "content" else {field: template}))
    shot = bench.shot()
    (made,) = bench.tasks(shot)
    bench.desk.update(made, **{field: task})
    bench.apply(shot)
    assert bench.tasks(shot) == [made]
    assert bench.desk.get(made, field) == after


def test_steps_reviewers_and_assignees(bench: Bench) -> None:
    desk = bench.desk
    people = [desk.create("HumanUser", login=f"{name}{bench.template.id}", name=name) for name in "uvw"]
    steps = [desk.create("Step", code=code) for code in ("Light", "Comp")]
    bench.original("a", step=steps[0], task_reviewers=people[:1], task_assignees=people[:1])
    shot = bench.shot()
    (task,) = bench.tasks(shot)
    desk.update(task, step=steps[1], task_reviewers=people[1:], task_assignees=people[1:])
    bench.apply(shot)
    assert desk.get(task, "step") == steps[0]
    assert desk.get(task, "task_reviewers") == people[:1]
    assert desk.get(task, "task_assignees") == people[1:]
    desk.update(task, step=None, task_reviewers=[], task_assignees=[])
    bench.apply(shot)
    assert desk.get(task, "task_assignees") == people[:1]


@pytest.mark.parametrize(
    ("template", "duration", "dates", "expected"),
    [
        ("03-02..03-04", None, "05-04..05-08", ("05-04..05-08", 2400)),
        ("03-02..03-04", None, "-..-", ("03-02..03-04", 1440)),
        ("-..-", 960, "05-04..05-08", ("05-04..05-08", 2400)),
        ("-..-", 960, "05-04..-", ("05-04..-", None)),
        ("03-02..05-06", None, "05-04..-", ("05-04..05-06", 1440)),
    ],
)
def test_dates_are_kept_and_filled(
    bench: Bench, template: str, duration: int | None, dates: str, expected: tuple[str, int | None]
) -> None:
    original = bench.original("a", template, **({} if duration is None else {"duration": duration}))
    shot = bench.desk.create("Shot")
    task = bench.task(shot, "a", dates, template_task=original)
    bench.desk.update(shot, task_template=bench.template)
    assert (bench.dates(task), bench.desk.get(task, "duration")) == expected


def test_a_milestone_takes_place_on_the_due_date(bench: Bench) -> None:
    original = bench.original("a")
    shot = bench.shot()
    (task,) = bench.tasks(shot)
    bench.desk.update(task, start_date="2026-06-01", due_date="2026-06-03")
    bench.desk.update(original, milestone=True)
    bench.apply(shot)
    assert (bench.dates(task), bench.desk.get(task, "duration")) == ("06-03..06-03", 0)


def test_filled_dates_are_moved_by_what_the_task_waits_for_and_pin_nothing(bench: Bench) -> None:
    first, second = bench.original("first"), bench.original("second", "03-02..03-03")
    bench.link(first, second)
    shot = bench.shot()
    one, two = bench.tasks(shot)
    bench.desk.update(two, start_date=None, due_date=None)
    bench.desk.update(two, pinned=False)
    bench.desk.update(one, start_date="2026-05-04", due_date="2026-05-08")
    assert bench.dates(two) == "05-11..05-12"
    bench.desk.update(two, start_date=None, due_date=None)
    assert bench.dates(two) == "-..-*"
    bench.apply(shot)
    # The pin of before holds the dates that were filled in.
    assert bench.dates(two) == "03-02..03-03*!"
    bench.desk.update(two, pinned=False)
    assert bench.dates(two) == "05-11..05-12"


def test_a_task_with_only_a_duration_goes_behind_the_one_it_waits_for_again(bench: Bench) -> None:
    first, second = bench.original("first"), bench.original("second", duration=960)
    bench.link(first, second)
    shot = bench.desk.create("Shot")
    one = bench.task(shot, "first", "05-04..05-08", template_task=first)
    two = bench.task(shot, "second", template_task=second)
    bench.desk.update(shot, task_template=bench.template)
    assert [bench.dates(each) for each in (one, two)] == ["05-04..05-08", "05-11..05-12"]


def test_tasks_of_other_shots_and_of_other_templates_are_left_alone(bench: Bench) -> None:
    original = bench.original("a")
    elsewhere = bench.task(bench.desk.create("Shot"), "mine", template_task=original)
    shot = bench.shot()
    assert len(bench.tasks(shot)) == 1
    assert bench.desk.get(elsewhere, "content") == "mine"
    assert bench.desk.get(Target("Task", original.id), "content") == "a"
