"""Rules about working days: whose holds, how they are written, and the tasks that are scheduled by them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from tests.fixtures.desk import Desk
from tests.site.schedule.conftest import Board, Log, day

from slatehouse.accounts.errors import NotEditable
from slatehouse.schema.link import Link, Target
from slatehouse.site.errors import ActionNotAllowed, NoSuchRowToWrite, UpdateFailed
from slatehouse.site.schedule.refusals import EndBeforeStart, TooManyDays, TwoScopes
from slatehouse.site.schedule.work_days import MOST_DAYS, NewRule, Recalculated, WrittenRule

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
OFFICE = [(True, "STUDIO_WORK_WEEK", None)] * 5 + [(False, "STUDIO_WORK_WEEK", None)] * 2
NOBODY = 999_999_999


def week(desk: Desk, project: int | None = None, person: int | None = None) -> list[tuple[object, ...]]:
    found = desk.session.work_days(MONDAY, SUNDAY, project, person)
    assert [each.day for each in found] == [MONDAY + timedelta(number) for number in range(7)]
    return [(each.working, each.reason, each.description) for each in found]


def off(
    desk: Desk,
    text: str,
    *,
    working: bool = False,
    recalculated: Recalculated | None = None,
    project: int | None = None,
    person: int | None = None,
) -> WrittenRule:
    """Let a day be free, or worked."""
    rule = NewRule(date.fromisoformat(f"2026-{text}"), working, None, project, person)
    return desk.session.set_work_day(rule, recalculated)


@pytest.fixture
def board(desk: Desk) -> Iterator[Board]:
    """No tasks yet, in a site of its own."""
    yield Board(desk)


def test_without_rules_monday_to_friday_are_worked(desk: Desk) -> None:
    person = desk.create("HumanUser", login="uma", name="Uma")
    for project, user in ((None, None), (desk.project.id, person.id), (NOBODY, None), (None, NOBODY)):
        assert week(desk, project, user) == OFFICE


def test_the_most_specific_rule_holds_and_no_other_day_changes(desk: Desk) -> None:
    person = desk.create("HumanUser", login="uma", name="Uma")
    session = desk.session
    written = [
        session.set_work_day(NewRule(date(2026, 3, 2), False, "Studio Holiday")),
        session.set_work_day(NewRule(date(2026, 3, 3), False, "Project Holiday", project=desk.project.id)),
        session.set_work_day(NewRule(date(2026, 3, 4), False, "Artist Holiday", person=person.id)),
    ]
    assert written == [
        WrittenRule(date(2026, 3, 2), False, "Studio Holiday", None, None),
        WrittenRule(
            date(2026, 3, 3), False, "Project Holiday", Link(desk.project.id, "Film", "Project"), None
        ),
        WrittenRule(date(2026, 3, 4), False, "Artist Holiday", None, Link(person.id, "Uma", "HumanUser")),
    ]
    assert week(desk, desk.project.id, person.id) == [
        (False, "STUDIO_EXCEPTION", "Studio Holiday"),
        (False, "PROJECT_EXCEPTION", "Project Holiday"),
        (False, "USER_EXCEPTION", "Artist Holiday"),
        *OFFICE[3:],
    ]
    assert week(desk) == [(False, "STUDIO_EXCEPTION", "Studio Holiday"), *OFFICE[1:]]


def test_a_second_rule_for_a_day_and_a_scope_replaces_the_first(desk: Desk) -> None:
    for working, description in ((False, "Holiday"), (True, None), (False, "After all")):
        desk.session.set_work_day(NewRule(MONDAY, working, description))
    assert week(desk)[0] == (False, "STUDIO_EXCEPTION", "After all")
    (row,) = desk.find("WorkDayRule")
    assert desk.read(Target("WorkDayRule", row), "date", "working", "description", "project", "user") == {
        "date": "2026-03-02",
        "working": False,
        "description": "After all",
        "project": None,
        "user": None,
    }


def test_weeks_of_the_studio_a_project_and_a_person(desk: Desk) -> None:
    person = desk.create("HumanUser", login="uma", name="Uma")
    session, project = desk.session, desk.project.id
    session.set_work_week(frozenset(range(6)))
    session.set_work_week(frozenset({0, 1}), project=project)
    session.set_work_week(frozenset({6}), person=person.id)
    worked = [[each[0] for each in week(desk, *scope)] for scope in ((), (project,), (project, person.id))]
    assert worked == [[True] * 6 + [False], [True] * 2 + [False] * 5, [False] * 6 + [True]]
    assert week(desk, project, person.id)[0][1] == "USER_WORK_WEEK"
    session.set_work_week(frozenset({2}), person=person.id)
    session.set_work_week(None, project=project)
    assert week(desk, project)[0][1] == "STUDIO_WORK_WEEK"
    assert [each[0] for each in week(desk, project, person.id)] == [False] * 2 + [True] + [False] * 4


def test_what_is_refused(desk: Desk) -> None:
    session, project = desk.session, desk.project.id
    with pytest.raises(EndBeforeStart):
        session.work_days(SUNDAY, MONDAY)
    with pytest.raises(TooManyDays):
        session.work_days(MONDAY, MONDAY + timedelta(MOST_DAYS))
    assert len(session.work_days(MONDAY, MONDAY)) == 1
    with pytest.raises(TwoScopes):
        session.set_work_day(NewRule(MONDAY, False, None, project, 1))
    with pytest.raises(TwoScopes):
        session.set_work_week(frozenset({1}), project, 1)
    with pytest.raises(NoSuchRowToWrite):
        off(desk, "03-02", project=NOBODY)
    with pytest.raises(NoSuchRowToWrite):
        off(desk, "03-02", person=NOBODY)
    with pytest.raises(ActionNotAllowed):
        desk.create("WorkDayRule", date="2026-03-02")
    with pytest.raises(NotEditable):
        off(desk.hire("artist", "artist"), "03-02")
    assert week(desk) == OFFICE


def test_tasks_are_scheduled_by_the_rules(board: Board) -> None:
    uma, bo = (board.desk.create("HumanUser", login=name, name=name) for name in ("uma", "bo"))
    other = board.desk.create("Project", name="Other")
    off(board.desk, "03-03")
    off(board.desk, "03-04", project=board.desk.project.id)
    off(board.desk, "03-05", person=uma.id)
    board.task("plain", start_date=day("03-02"))
    board.task("elsewhere", start_date=day("03-02"), project=other)
    board.task("hers", start_date=day("03-02"), task_assignees=[uma])
    board.task("together", start_date=day("03-02"), task_assignees=[uma, bo])
    assert board.show() == ["03-02..03-05", "03-02..03-04", "03-02..03-06", "03-02..03-05"]
    # Whoever works on a task from now on, its dates are counted anew only when they are written.
    board.write("plain", task_assignees=[uma])
    assert board.dates("plain") == "03-02..03-05"
    board.write("plain", duration=961, task_assignees=[bo])
    assert board.dates("plain") == "03-02..03-06"
    board.write("plain", duration=960, project=other)
    assert board.dates("plain") == "03-02..03-04"


def test_waiting_tasks_are_placed_by_their_own_calendars(board: Board) -> None:
    uma = board.desk.create("HumanUser", login="uma", name="Uma")
    off(board.desk, "03-05", person=uma.id)
    up = board.task("up", "03-02..03-03")
    board.task("down", upstream_tasks=[up], task_assignees=[uma])
    board.task("last", upstream_tasks=[board["down"]])
    assert board.show("down", "last") == ["03-04..03-06", "03-09..03-10"]
    board.write("up", due_date=day("03-04"))
    assert board.show("down", "last") == ["03-06..03-09", "03-10..03-11"]


@pytest.mark.parametrize(
    ("recalculated", "dates", "duration", "last"),
    [
        (None, "03-02..03-04", 1440, "03-05..03-06"),
        (Recalculated.DURATION, "03-02..03-04", 960, "03-05..03-06"),
        (Recalculated.DUE_DATE, "03-02..03-05", 1440, "03-06..03-09"),
    ],
)
def test_tasks_on_a_day_off_are_recalculated_as_asked(
    board: Board, recalculated: Recalculated | None, dates: str, duration: int, last: str
) -> None:
    board.task("task", "03-02..03-04")
    board.task("last", upstream_tasks=[board["task"]])
    board.task("before", "02-23..03-02")
    board.task("after", "03-04..03-05")
    off(board.desk, "03-03", recalculated=recalculated)
    assert board.show() == [dates, last, "02-23..03-02", "03-04..03-05"]
    assert board.duration("task") == duration
    off(board.desk, "03-03", working=True, recalculated=recalculated)
    assert board.show() == ["03-02..03-04", "03-05..03-06", "02-23..03-02", "03-04..03-05"]
    assert board.duration("task") == 1440


def test_only_tasks_for_which_the_rule_makes_a_difference_are_recalculated(board: Board) -> None:
    uma = board.desk.create("HumanUser", login="uma", name="Uma")
    other = board.desk.create("Project", name="Other")
    off(board.desk, "03-03", working=True, person=uma.id)
    off(board.desk, "03-03", working=True, project=other.id)
    board.task("plain", "03-02..03-04")
    board.task("hers", "03-02..03-04", task_assignees=[uma])
    board.task("elsewhere", "03-02..03-04", project=other)
    board.task("milestone", "03-03..03-03", milestone=True)
    off(board.desk, "03-03", recalculated=Recalculated.DURATION)
    assert [board.duration(name) for name in board.tasks] == [960, 1440, 1440, 0]
    off(board.desk, "03-03", project=other.id, recalculated=Recalculated.DURATION)
    off(board.desk, "03-03", person=uma.id, recalculated=Recalculated.DURATION)
    assert [board.duration(name) for name in board.tasks] == [960, 960, 960, 0]


def test_a_recalculation_that_goes_too_far_changes_nothing(board: Board) -> None:
    board.task("task", start_date="9999-12-30", duration=960)
    with pytest.raises(UpdateFailed):
        rule = NewRule(date(9999, 12, 31), False)
        board.desk.session.set_work_day(rule, Recalculated.DUE_DATE)
    assert board.desk.find("WorkDayRule") == []


def test_a_recalculation_is_told(ada: Desk) -> None:
    board = Board(ada)
    board.task("task", "03-02..03-04")
    log = Log(ada)
    off(ada, "03-03", recalculated=Recalculated.DURATION)
    assert (board["task"], "duration", 1440, 960) in log.changes
