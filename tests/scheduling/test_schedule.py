"""Start, due date and duration: every row of the contract's tables, and what always holds."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scheduling.days import OFFICE, calendars, day, days, shown, span

from slatehouse.scheduling.calendar import OutOfCalendar, WorkCalendar
from slatehouse.scheduling.schedule import (
    UNWRITTEN,
    Contradiction,
    Schedule,
    ScheduleWrite,
    rewritten,
)

DAY = 480
START, DUE, DURATION, MILESTONE = "start", "due", "duration", "milestone"


def schedule(dates: str = "-..-", duration: int | None = None, milestone: bool = False) -> Schedule:
    return Schedule(*span(dates), duration, milestone)


def write(**parts: object) -> ScheduleWrite:
    read: dict[str, Any] = {
        name: day(value) if isinstance(value, str) else value for name, value in parts.items()
    }
    return ScheduleWrite(**read)


def after(before: Schedule, **parts: object) -> tuple[str, int | None]:
    found = rewritten(before, write(**parts), OFFICE)
    return shown(found.start, found.due), found.duration


@pytest.mark.parametrize(
    ("before", "parts", "expected"),
    [
        # Both dates give the duration.
        (schedule(), {START: "03-02", DUE: "03-03"}, ("03-02..03-03", 2 * DAY)),
        (schedule(), {START: "01-05", DUE: "01-09"}, ("01-05..01-09", 5 * DAY)),
        # The due date of a dated task changes its duration.
        (schedule("03-02..03-03", 960), {DUE: "03-05"}, ("03-02..03-05", 4 * DAY)),
        (schedule("03-02..03-05", 1920), {DUE: "03-02"}, ("03-02..03-02", DAY)),
        (schedule("02-02..02-06", 2400), {DUE: "02-13"}, ("02-02..02-13", 10 * DAY)),
        # The start of a dated task moves its due date.
        (schedule("03-02..03-02", 480), {START: "03-09"}, ("03-09..03-09", DAY)),
        (schedule("03-09..03-16", 2880), {START: "03-20"}, ("03-20..03-27", 6 * DAY)),
        (schedule("01-05..01-09", 2400), {START: "02-02"}, ("02-02..02-06", 5 * DAY)),
        # The duration of a dated task moves its due date.
        (schedule("03-09..03-09", 480), {DURATION: 2400}, ("03-09..03-13", 5 * DAY)),
        (schedule("03-02..03-10", 3360), {DURATION: 2880}, ("03-02..03-09", 6 * DAY)),
        (schedule("01-05..01-09", 2400), {DURATION: 480}, ("01-05..01-05", DAY)),
        # One date alone gives no duration, and nothing fills the other.
        (schedule(), {START: "03-02"}, ("03-02..-", None)),
        (schedule(), {DUE: "03-02"}, ("-..03-02", None)),
        (schedule(), {START: "03-07"}, ("03-07..-", None)),
        # What is there already, and what is written.
        (schedule("03-02..-"), {START: "03-04"}, ("03-04..-", None)),
        (schedule("03-02..-"), {DUE: "03-04"}, ("03-02..03-04", 3 * DAY)),
        (schedule("03-02..-"), {DURATION: 1440}, ("03-02..03-04", 3 * DAY)),
        (schedule("-..03-04"), {START: "03-02"}, ("03-02..03-04", 3 * DAY)),
        (schedule("-..03-04"), {DUE: "03-05"}, ("-..03-05", None)),
        (schedule("-..03-04"), {DURATION: 1440}, ("03-02..03-04", 3 * DAY)),
        (schedule("-..-", 1440), {START: "03-02"}, ("03-02..03-04", 3 * DAY)),
        (schedule("-..-", 1440), {DUE: "03-04"}, ("03-02..03-04", 3 * DAY)),
        (schedule("-..-", 1440), {DURATION: 960}, ("-..-", 2 * DAY)),
        (schedule("03-02..-", 1440), {START: "03-03"}, ("03-03..03-05", 3 * DAY)),
        (schedule("03-02..-", 1440), {DUE: "03-03"}, ("03-02..03-03", 2 * DAY)),
        (schedule("03-02..-", 1440), {DURATION: 960}, ("03-02..03-03", 2 * DAY)),
        (schedule("-..03-04", 1440), {START: "03-03"}, ("03-03..03-05", 3 * DAY)),
        (schedule("-..03-04", 1440), {DUE: "03-05"}, ("03-03..03-05", 3 * DAY)),
        (schedule("-..03-04", 1440), {DURATION: 960}, ("03-03..03-04", 2 * DAY)),
        # Nothing is lost with a date.
        (schedule("03-02..03-03", 960), {START: None}, ("-..03-03", 2 * DAY)),
        (schedule("03-02..03-03", 960), {DUE: None}, ("03-02..-", 2 * DAY)),
        (schedule("03-02..03-03", 960), {START: None, DUE: None}, ("-..-", 2 * DAY)),
        (schedule("03-02..03-03", 960), {DURATION: None}, ("03-02..03-03", 2 * DAY)),
        (schedule("-..-", 960), {DURATION: None}, ("-..-", None)),
        # Several parts in one write.
        (schedule("-..-", 960), {START: "03-02", DUE: "03-04"}, ("03-02..03-04", 3 * DAY)),
        (schedule(), {START: "03-02", DUE: "03-04", DURATION: 9999}, ("03-02..03-04", 3 * DAY)),
        (schedule("03-02..03-03", 960), {DUE: "03-06", DURATION: 480}, ("03-02..03-06", 5 * DAY)),
        (schedule("03-02..03-03", 960), {START: "03-09", DURATION: 480}, ("03-09..03-09", DAY)),
        (schedule(), {DUE: "03-06", DURATION: 960}, ("03-05..03-06", 2 * DAY)),
        # Durations are kept to the minute; the days are whole.
        (schedule("03-02..-"), {DURATION: 2100}, ("03-02..03-06", 2100)),
        (schedule("03-02..03-06", 2100), {START: "03-04"}, ("03-04..03-10", 2100)),
        # A day off is no working time, and a due date before the start gives none.
        (schedule("03-07..-"), {DUE: "03-08"}, ("03-07..03-08", 0)),
        (schedule("03-07..-"), {DURATION: 480}, ("03-07..03-09", DAY)),
        (schedule("03-05..03-06", 960), {DUE: "03-02"}, ("03-05..03-02", 0)),
    ],
)
def test_the_parts_hold_each_other_in_step(
    before: Schedule, parts: dict[str, object], expected: tuple[str, int | None]
) -> None:
    assert after(before, **parts) == expected


@pytest.mark.parametrize(
    ("before", "parts", "expected"),
    [
        (schedule(), {MILESTONE: True, DURATION: 480}, ("-..-", 0)),
        (schedule("06-01..06-03", 1440), {MILESTONE: True}, ("06-03..06-03", 0)),
        (schedule("06-01..-"), {MILESTONE: True}, ("06-01..-", 0)),
        (schedule(), {MILESTONE: True, START: "06-01"}, ("06-01..06-01", 0)),
        (schedule(), {MILESTONE: True, DUE: "06-01"}, ("06-01..06-01", 0)),
        (schedule(), {MILESTONE: True, START: "06-01", DUE: "06-01"}, ("06-01..06-01", 0)),
        (schedule("06-03..06-03", 0, True), {DURATION: 960}, ("06-03..06-03", 0)),
        (schedule("06-03..06-03", 0, True), {START: "06-08"}, ("06-08..06-08", 0)),
        (schedule("06-03..06-03", 0, True), {DUE: "06-08"}, ("06-08..06-08", 0)),
        (schedule("06-03..06-03", 0, True), {MILESTONE: False}, ("06-03..06-03", DAY)),
        (schedule("06-03..06-03", 0, True), {MILESTONE: False, DUE: "06-04"}, ("06-03..06-04", 2 * DAY)),
        (schedule("06-01..06-03", 1440), {MILESTONE: False}, ("06-01..06-03", 3 * DAY)),
    ],
)
def test_a_milestone_takes_no_time_and_a_single_day(
    before: Schedule, parts: dict[str, object], expected: tuple[str, int | None]
) -> None:
    assert after(before, **parts) == expected


def test_a_milestone_cannot_have_two_days() -> None:
    with pytest.raises(Contradiction):
        after(schedule(), milestone=True, start="06-01", due="06-02")


@pytest.mark.parametrize("minutes", [2**31 - 1, 1_500_000_000])
def test_a_task_must_end_in_the_calendar(minutes: int) -> None:
    with pytest.raises(OutOfCalendar):
        after(schedule("03-02..-"), duration=minutes)


maybe_days = st.none() | days
writes = st.builds(
    ScheduleWrite,
    start=st.just(UNWRITTEN) | maybe_days,
    due=st.just(UNWRITTEN) | maybe_days,
    duration=st.just(UNWRITTEN) | st.none() | st.integers(-10, 20_000),
    milestone=st.just(UNWRITTEN) | st.booleans(),
)


@given(st.lists(writes, max_size=6), calendars)
def test_two_dates_always_have_a_duration_and_what_was_written_last_reads_back(
    several: list[ScheduleWrite], calendar: WorkCalendar
) -> None:
    found = Schedule()
    for each in several:
        try:
            found = rewritten(found, each, calendar)
        except Contradiction:
            continue
        if found.start and found.due:
            assert found.duration is not None
        if found.is_milestone:
            assert found.duration == 0
            assert found.start == found.due or not (found.start and found.due)
        if isinstance(each.due, date):
            assert found.due == each.due


@given(days, days, st.integers(1, 20_000), calendars)
def test_moving_a_task_and_back_changes_nothing(
    first: date, second: date, minutes: int, calendar: WorkCalendar
) -> None:
    before = rewritten(Schedule(), ScheduleWrite(start=first, duration=minutes), calendar)
    there = rewritten(before, ScheduleWrite(start=second), calendar)
    assert rewritten(there, ScheduleWrite(start=first), calendar) == before
    assert there == replace(before, start=second, due=calendar.due(second, minutes))
