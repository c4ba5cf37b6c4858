"""Where each kind of dependency puts a task: the contract's table."""

from dataclasses import replace
from datetime import date

import pytest
from tests.scheduling.days import OFFICE, shown, span

from slatehouse.scheduling.dependency import Dependency, DependencyKind, constraint, placed
from slatehouse.scheduling.schedule import Schedule

FS = DependencyKind.FINISH_TO_START_NEXT_DAY
SS = DependencyKind.START_TO_START
FF = DependencyKind.FINISH_TO_FINISH
SF = DependencyKind.START_TO_FINISH_NEXT_DAY
WEEK = Schedule(date(2026, 3, 2), date(2026, 3, 6), 2400)
TWO_DAYS = Schedule(date(2026, 6, 1), date(2026, 6, 2), 960)


def put(task: Schedule, kind: DependencyKind, offset: int = 0, upstream: Schedule = WEEK) -> str:
    demand = constraint(Dependency(1, 2, kind, offset), upstream, OFFICE)
    found = placed(task, [demand] if demand else [], OFFICE)
    assert found.duration == task.duration
    return shown(found.start, found.due)


@pytest.mark.parametrize(
    ("kind", "without", "two_later", "one_earlier"),
    [
        (FS, "03-09..03-10", "03-11..03-12", "03-06..03-09"),
        (SS, "03-02..03-03", "03-04..03-05", "02-27..03-02"),
        (FF, "03-05..03-06", "03-09..03-10", "03-04..03-05"),
        (SF, "02-26..02-27", "03-02..03-03", "02-25..02-26"),
    ],
)
def test_a_task_of_two_days_behind_a_week(
    kind: DependencyKind, without: str, two_later: str, one_earlier: str
) -> None:
    assert [put(TWO_DAYS, kind, offset) for offset in (0, 2, -1)] == [without, two_later, one_earlier]


@pytest.mark.parametrize(
    ("duration", "expected"),
    [(0, "03-09..03-09"), (30, "03-09..03-09"), (-30, "03-09..03-09"), (2100, "03-09..03-13")],
)
def test_a_task_takes_a_day_at_least(duration: int, expected: str) -> None:
    assert put(Schedule(duration=duration), FS) == expected


def test_a_task_without_a_duration_has_no_place() -> None:
    assert put(Schedule(start=date(2026, 6, 1)), FS) == "06-01..-"


@pytest.mark.parametrize(
    ("kind", "upstream", "expected"),
    [
        (FS, "-..03-06", "03-09..03-10"),
        (FS, "03-02..-", "06-01..06-02"),
        (SS, "03-02..-", "03-02..03-03"),
        (SS, "-..03-06", "06-01..06-02"),
        (FF, "03-02..-", "06-01..06-02"),
        (SF, "-..03-06", "06-01..06-02"),
        # Days off: the next working day to start on, the last one to end on.
        (FS, "03-07..03-07", "03-09..03-10"),
        (SS, "03-07..03-07", "03-09..03-10"),
        (FF, "03-07..03-07", "03-05..03-06"),
        (SF, "03-07..03-07", "03-05..03-06"),
    ],
)
def test_only_the_day_that_the_dependency_reads_counts(
    kind: DependencyKind, upstream: str, expected: str
) -> None:
    assert put(TWO_DAYS, kind, upstream=Schedule(*span(upstream))) == expected


def test_the_latest_of_several_dependencies_decides() -> None:
    demands = [
        constraint(Dependency(1, 2, kind, offset), WEEK, OFFICE)
        for kind, offset in ((SS, 0), (FF, 3), (FS, -1))
    ]
    found = placed(TWO_DAYS, [each for each in demands if each], OFFICE)
    assert shown(found.start, found.due) == "03-10..03-11"


@pytest.mark.parametrize(
    ("kind", "dates", "met"),
    [
        (FS, "03-09..03-10", True),
        (FS, "03-16..03-17", True),
        (FS, "03-06..03-09", False),
        (FS, "03-07..03-09", True),
        (FS, "-..03-01", True),
        (FF, "03-02..03-06", True),
        (FF, "03-02..03-05", False),
        (FF, "03-02..03-08", True),
        (FF, "01-01..-", True),
    ],
)
def test_a_task_that_is_not_earlier_meets_its_constraint(kind: DependencyKind, dates: str, met: bool) -> None:
    demand = constraint(Dependency(1, 2, kind), WEEK, OFFICE)
    start, due = span(dates)
    assert demand is not None
    assert demand.is_met_by(replace(TWO_DAYS, start=start, due=due), OFFICE) is met
