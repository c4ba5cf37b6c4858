"""The studio's calendar: Monday to Friday, and no holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

SATURDAY = 5


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY


def next_working_day(day: date) -> date:
    """The first working day after the day."""
    day += timedelta(days=1)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def last_of(start: date, count: int) -> date:
    """The last of so many working days, of which the first is `start`."""
    day = start
    for _ in range(count - 1):
        day = next_working_day(day)
    return day


def working_days(start: date, end: date) -> Iterator[date]:
    """From `start` to `end`, both included."""
    day = start
    while day <= end:
        if is_working_day(day):
            yield day
        day += timedelta(days=1)
