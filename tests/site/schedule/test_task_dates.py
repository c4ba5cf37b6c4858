"""Start, due date and duration of tasks, written by callers (scheduling §1, entity-types B.6)."""

from __future__ import annotations

import pytest
from tests.fixtures.desk import Desk, Values
from tests.site.schedule.conftest import Board, Log, day, days

from slatehouse.site.errors import CreateFailed, UpdateFailed

NOTHING: Values = {"duration": None}


def sent(**values: object) -> Values:
    """What a caller sends; dates as `03-02`."""
    return {
        name: day(value) if name.endswith("date") and isinstance(value, str) else value
        for name, value in values.items()
    }


def read(board: Board) -> tuple[str, object]:
    return board.dates("task"), board.duration("task")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (sent(start_date="03-02", due_date="03-03", duration=None), ("03-02..03-03", 960)),
        (sent(start_date="03-02", due_date="03-03", duration=9999), ("03-02..03-03", 960)),
        (sent(start_date="03-02", duration=2400), ("03-02..03-06", 2400)),
        (sent(due_date="03-06", duration=2400), ("03-02..03-06", 2400)),
        (sent(start_date="03-07", duration=None), ("03-07..-", None)),
        (sent(due_date="03-02", duration=None), ("-..03-02", None)),
        (sent(duration=480), ("-..-", 480)),
        (sent(duration=480, milestone=True), ("-..-", 0)),
        (sent(due_date="06-03", milestone=True), ("06-03..06-03", 0)),
        (NOTHING, ("-..-", None)),
    ],
)
def test_a_new_task(board: Board, values: Values, expected: tuple[str, object]) -> None:
    board.task("task", **values)
    assert read(board) == expected


@pytest.mark.parametrize(
    ("before", "values", "expected"),
    [
        ("03-02..03-03", sent(due_date="03-05"), ("03-02..03-05", 1920)),
        ("03-02..03-05", sent(due_date="03-02"), ("03-02..03-02", 480)),
        ("03-02..03-02", sent(start_date="03-09"), ("03-09..03-09", 480)),
        ("03-09..03-16", sent(start_date="03-20"), ("03-20..03-27", 2880)),
        ("03-09..03-09", sent(duration=2400), ("03-09..03-13", 2400)),
        ("03-02..03-10", sent(duration=2880), ("03-02..03-09", 2880)),
        ("03-02..03-03", sent(start_date=None), ("-..03-03", 960)),
        ("03-02..03-03", sent(start_date=None, due_date=None), ("-..-", 960)),
        ("03-02..03-03", sent(start_date=None, due_date=None, pinned=False), ("-..-", 960)),
        ("03-02..03-03", sent(pinned=False), ("03-02..03-03", 960)),
        ("03-02..03-03", sent(start_date="03-09", due_date="03-13", duration=1), ("03-09..03-13", 2400)),
        ("06-01..06-03", sent(milestone=True), ("06-03..06-03", 0)),
        ("03-02..03-03", sent(sg_description="Same"), ("03-02..03-03", 960)),
    ],
)
def test_a_changed_task(board: Board, before: str, values: Values, expected: tuple[str, object]) -> None:
    board.task("task", before)
    board.write("task", **values)
    assert read(board) == expected


def test_a_milestone_stays_one_until_it_is_none(board: Board) -> None:
    board.task("task", "06-01..06-03")
    board.write("task", milestone=True)
    board.write("task", duration=960)
    assert read(board) == ("06-03..06-03", 0)
    board.write("task", start_date=day("06-08"))
    assert read(board) == ("06-08..06-08", 0)
    board.write("task", milestone=False, duration=960)
    assert read(board) == ("06-08..06-09", 960)


@pytest.mark.parametrize("minutes", [2100, 1300])
def test_a_duration_reads_back_to_the_minute(board: Board, minutes: int) -> None:
    board.task("task", duration=None, due_date="1968-10-13")
    board.write("task", duration=minutes)
    assert board.duration("task") == minutes
    board.write("task", due_date="1968-10-20")
    assert board.desk.get(board["task"], "due_date") == "1968-10-20"


def test_what_follows_is_told_as_a_change_of_its_own(ada: Desk) -> None:
    task = ada.create("Task", content="a", **days("03-02..03-03"))
    log = Log(ada)
    ada.update(task, start_date="2026-03-09")
    assert log.changes == [
        (task, "start_date", "2026-03-02", "2026-03-09"),
        (task, "due_date", "2026-03-03", "2026-03-10"),
    ]


def test_a_write_that_changes_nothing_is_none(ada: Desk) -> None:
    task = ada.create("Task", content="a", **days("03-02..03-03"))
    log = Log(ada)
    ada.update(task, start_date="2026-03-02", duration=960, milestone=False, pinned=False)
    assert log.changes == []


@pytest.mark.parametrize(
    "values", [{"duration": 2**31 - 1}, {"duration": 2_000_000_000}, {"start_date": "9999-12-31"}]
)
def test_a_task_must_end_in_the_calendar(board: Board, values: Values) -> None:
    board.task("task", "03-02..03-03")
    with pytest.raises(UpdateFailed):
        board.write("task", **values)
    assert read(board) == ("03-02..03-03", 960)
    with pytest.raises(CreateFailed):
        board.task("other", **{"start_date": "2026-03-02", **values})


def test_a_milestone_cannot_have_two_days(board: Board) -> None:
    with pytest.raises(CreateFailed):
        board.task("task", "03-02..03-03", milestone=True)
    board.task("task", "03-02..03-03")
    with pytest.raises(UpdateFailed):
        board.write("task", "03-04..03-05", milestone=True)
