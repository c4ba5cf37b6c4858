"""Groups of days: calendar periods, runs of five days, and clusters that widen with the distance from today.

Days come as the text `2026-03-04` or as a longer text that starts so. A group stands for its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.buckets import EMPTY, Bucket, Bucketing, Bucketings, GroupingKind, exact
from slatehouse.schema.conditions import Columns
from slatehouse.schema.relative_time import calendar_days

_DAY, _MONTH, _YEAR = len("2026-03-04"), len("2026-03"), len("2026")
_FIVE = 5


def date_bucketings() -> Bucketings:
    """The groups of a column of days or moments."""
    return exact() | {
        GroupingKind.DAY: _starts(_DAY, _whole_day),
        GroupingKind.WEEK: _starts(_DAY, _week),
        GroupingKind.MONTH: _starts(_MONTH, _month),
        GroupingKind.QUARTER: _starts(_MONTH, _quarter),
        GroupingKind.YEAR: _starts(_YEAR, _year),
        GroupingKind.CLUSTERED_DATE: Bucketing(_prefix(_DAY), _clustered),
        GroupingKind.ONE_DAY: _starts(_DAY, _whole_day),
        GroupingKind.FIVE_DAYS: _starts(_DAY, _five_days),
    }


def _prefix(length: int) -> Callable[[Columns], tuple[ColumnElement[Any], ...]]:
    return lambda columns: (func.substr(columns.of(), 1, length),)


def _starts(length: int, period: Callable[[date], tuple[date, str]]) -> Bucketing:
    def bucket(key: Sequence[Any], _: date) -> Bucket:
        return EMPTY if key[0] is None else _bucket(*period(_first_day(key[0])))

    return Bucketing(_prefix(length), bucket)


def _first_day(text: str) -> date:
    """The first day of a day, month or year."""
    return date.fromisoformat(text + "-01-01"[len(text) - _DAY :] if len(text) < _DAY else text)


def _bucket(start: date, name: str) -> Bucket:
    return Bucket(start.isoformat(), name, start)


def _whole_day(day: date) -> tuple[date, str]:
    return day, day.isoformat()


def _week(day: date) -> tuple[date, str]:
    monday = day - timedelta(days=day.weekday())
    return monday, f"Week of {monday.isoformat()}"


def _month(day: date) -> tuple[date, str]:
    return day, f"{day:%B} {day.year}"


def _quarter(day: date) -> tuple[date, str]:
    quarter = (day.month - 1) // 3
    return date(day.year, 3 * quarter + 1, 1), f"Q{quarter + 1} {day.year}"


def _year(day: date) -> tuple[date, str]:
    return day, str(day.year)


def _five_days(day: date) -> tuple[date, str]:
    start = date.fromordinal(day.toordinal() - (day.toordinal() - 1) % _FIVE)
    last = min(date.max.toordinal(), start.toordinal() + _FIVE - 1)
    return start, f"{start.isoformat()} - {date.fromordinal(last).isoformat()}"


def _clustered(key: Sequence[Any], today: date) -> Bucket:
    if key[0] is None:
        return EMPTY
    day = date.fromisoformat(key[0])
    return _bucket(*(_before(day, today) if day < today else _from(day, today)))


def _before(day: date, today: date) -> tuple[date, str]:
    """The cluster of a past day: each reaches back from where the one nearer to today starts."""
    end = today
    for name, (start, _) in _periods(today, -1):
        if start <= day < end:
            return start, name
        end = min(end, start)
    return date(day.year, 1, 1), str(day.year)


def _from(day: date, today: date) -> tuple[date, str]:
    """The cluster of today or a day to come: each starts where the one nearer to today ends."""
    if day == today:
        return today, "Today"
    reached = today
    for name, (_, last) in _periods(today, 1):
        if reached < day <= last:
            return reached + timedelta(days=1), name
        reached = max(reached, last)
    return max(date(day.year, 1, 1), reached + timedelta(days=1)), str(day.year)


def _periods(today: date, direction: int) -> Iterator[tuple[str, tuple[date, date]]]:
    """The periods on one side of today, widening; those that the calendar does not have are left out."""
    side, nearest, neighbour = (
        ("Later", "Tomorrow", "Next") if direction > 0 else ("Earlier", "Yesterday", "Last")
    )
    named = (
        (nearest, direction, "DAY"),
        (f"{side} This Week", 0, "WEEK"),
        (f"{neighbour} Week", direction, "WEEK"),
        (f"{side} This Month", 0, "MONTH"),
        (f"{neighbour} Month", direction, "MONTH"),
        (f"{side} This Year", 0, "YEAR"),
    )
    for name, offset, unit in named:
        days = calendar_days(today, offset, unit)
        if days is not None:
            yield name, days
