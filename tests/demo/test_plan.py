"""The plan of the film in production: who does what when, and what comes out of it."""

from itertools import pairwise

import pytest

from slatehouse.demo.film import productions, studio
from slatehouse.demo.plan import plan
from slatehouse.demo.workdays import is_working_day, working_days

LAMP = productions()[-1]
TASKS = plan(LAMP, studio())
BY_CODE = {task.code: task for task in TASKS}


def test_every_task_begins_and_ends_on_a_working_day_and_has_as_many_between() -> None:
    for task in TASKS:
        assert is_working_day(task.start) and is_working_day(task.due)
        assert len(list(working_days(task.start, task.due))) == task.days


def test_nobody_has_two_tasks_at_a_time() -> None:
    for person in studio().people:
        mine = sorted((task for task in TASKS if task.artist == person.login), key=lambda task: task.start)
        assert all(one.due < next_one.start for one, next_one in pairwise(mine))


def test_a_task_waits_for_the_one_before_it() -> None:
    waiting = [task for task in TASKS if task.upstream]
    assert waiting
    assert all(BY_CODE[task.upstream].due < task.start for task in waiting if task.upstream)


def test_everybody_with_a_craft_has_work() -> None:
    artists = {person.login for person in studio().people if person.department in _departments_at_work()}
    assert artists == {task.artist for task in TASKS}


def _departments_at_work() -> set[str]:
    return {department.code for department in studio().departments} - {"Production", "Pipeline"}


@pytest.mark.parametrize("status", ["wtg", "ip", "rev", "fin", "hld"])
def test_the_film_is_in_the_middle_of_its_production(status: str) -> None:
    assert any(task.status == status for task in TASKS)


def test_versions_come_out_of_a_task_while_it_lasts() -> None:
    for task in TASKS:
        assert [made.number for made in task.submissions] == list(range(1, len(task.submissions) + 1))
        assert all(task.start <= made.at.date() <= task.due for made in task.submissions)
        assert all(made.at.date() <= LAMP.review_day for made in task.submissions)


def test_the_last_version_of_a_finished_task_is_approved_and_no_other() -> None:
    for task in TASKS:
        approved = [made for made in task.submissions if made.status == "apr"]
        assert approved == (list(task.submissions[-1:]) if task.status == "fin" else [])


def test_an_omitted_shot_has_no_tasks() -> None:
    omitted = {shot.code for shot in LAMP.shots if shot.status == "omt"}
    assert omitted
    assert not omitted & {task.subject.code for task in TASKS}
