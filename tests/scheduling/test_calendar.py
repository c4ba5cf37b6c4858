"""Counting working days, against walking over them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scheduling.days import OFFICE, calendars, days
from tests.scheduling.walking import Office

from slatehouse.scheduling.calendar import OutOfCalendar, WorkCalendar

MONDAY = date(2026, 3, 2)
SATURDAY = date(2026, 3, 7)
HOLIDAY = WorkCalendar(exceptions={date(2026, 3, 4): False, SATURDAY: True})
IDLE = WorkCalendar(week=frozenset())


@given(calendars, days)
def test_a_day_is_worked_when_its_exception_or_else_its_week_says_so(
    calendar: WorkCalendar, day: date
) -> None:
    expected = calendar.exceptions.get(day, day.weekday() in calendar.week)
    assert calendar.is_working(day) is expected


@given(calendars, days, st.integers(-400, 400))
def test_shifting_is_walking(calendar: WorkCalendar, day: date, count: int) -> None:
    office = Office(calendar.week, calendar.exceptions)
    edge = day if count == 0 else (office.on_or_before(day) if count > 0 else office.on_or_after(day))
    assert calendar.shifted(day, count) == office.walk(edge, count)


@given(calendars, days, days)
def test_the_minutes_between_two_days_are_those_of_the_working_days(
    calendar: WorkCalendar, start: date, due: date
) -> None:
    worked = list(Office(calendar.week, calendar.exceptions).between(start, due))
    assert calendar.minutes(start, due) == len(worked) * calendar.minutes_per_day


@given(calendars, days, st.integers(1, 100_000))
def test_work_covers_its_length_in_working_days(calendar: WorkCalendar, day: date, minutes: int) -> None:
    whole_days = calendar.length(minutes) * calendar.minutes_per_day
    assert minutes <= whole_days < minutes + calendar.minutes_per_day
    assert calendar.minutes(day, calendar.due(day, minutes)) == whole_days
    assert calendar.minutes(calendar.start(day, minutes), day) == whole_days


@given(calendars, days)
def test_positions_and_days_are_each_others_inverse(calendar: WorkCalendar, day: date) -> None:
    office = Office(calendar.week, calendar.exceptions)
    assert calendar.day_at(calendar.opening(day)) == office.on_or_after(day)
    assert calendar.day_at(calendar.closing(day)) == office.on_or_before(day)


@pytest.mark.parametrize(
    ("calendar", "day", "count", "expected"),
    [
        (OFFICE, MONDAY, 0, "2026-03-02"),
        (OFFICE, MONDAY, 4, "2026-03-06"),
        (OFFICE, MONDAY, 5, "2026-03-09"),
        (OFFICE, MONDAY, -1, "2026-02-27"),
        (OFFICE, SATURDAY, 1, "2026-03-09"),
        (OFFICE, SATURDAY, -1, "2026-03-06"),
        (HOLIDAY, MONDAY, 2, "2026-03-05"),
        (HOLIDAY, MONDAY, 4, "2026-03-07"),
        (OFFICE, MONDAY, 2_000_000, "9692-04-21"),
    ],
)
def test_shifting_by_working_days(calendar: WorkCalendar, day: date, count: int, expected: str) -> None:
    assert calendar.shifted(day, count).isoformat() == expected


@pytest.mark.parametrize(
    ("minutes", "days_long"), [(-30, 1), (0, 1), (1, 1), (480, 1), (481, 2), (2100, 5), (2400, 5)]
)
def test_work_touches_a_day_at_least(minutes: int, days_long: int) -> None:
    assert OFFICE.length(minutes) == days_long


@pytest.mark.parametrize("minutes", [0, -480])
def test_work_of_no_length_ends_as_it_starts_even_on_a_day_off(minutes: int) -> None:
    assert OFFICE.due(SATURDAY, minutes) == OFFICE.start(SATURDAY, minutes) == SATURDAY


@pytest.mark.parametrize(
    ("calendar", "count"),
    [(OFFICE, 2**31), (OFFICE, -(2**31)), (OFFICE, 4_000_000), (OFFICE, -600_000), (IDLE, 1), (IDLE, -1)],
)
def test_no_working_day_lies_outside_the_calendar(calendar: WorkCalendar, count: int) -> None:
    with pytest.raises(OutOfCalendar):
        calendar.shifted(MONDAY, count)


def test_one_worked_day_is_found_in_a_calendar_without_any_other() -> None:
    only = WorkCalendar(frozenset(), {SATURDAY: True})
    assert only.shifted(MONDAY, 1) == only.shifted(SATURDAY + timedelta(30), -1) == SATURDAY
