"""Arithmetic of relative dates: so many units from a moment, and calendar days, weeks, months and years.

Everything is UTC and within the years 1 to 9999; what would lie outside is the nearest moment inside, or, for
a calendar period, none at all.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

UNITS = ("HOUR", "DAY", "WEEK", "MONTH", "YEAR")
_HOURS = {"HOUR": 1, "DAY": 24, "WEEK": 7 * 24}
_MONTHS = {"MONTH": 1, "YEAR": 12}
_LAST_MONTH = 12 * 9999


def shifted(moment: datetime, count: int, unit: str) -> datetime:
    """The moment `count` units later, earlier if negative; a month from 31 January is the end of February."""
    if unit in _MONTHS:
        return _by_months(moment, count * _MONTHS[unit])
    try:
        return moment + timedelta(hours=count * _HOURS[unit])
    except OverflowError:
        return _edge(moment, count)


def calendar_days(today: date, offset: int, unit: str) -> tuple[date, date] | None:
    """The first and last day of the calendar unit `offset` units from today's; weeks start on Monday."""
    try:
        if unit == "DAY":
            day = today + timedelta(days=offset)
            return day, day
        if unit == "WEEK":
            monday = today + timedelta(days=7 * offset - today.weekday())
            return monday, monday + timedelta(days=6)
    except OverflowError:
        return None
    return _month_days(today, offset) if unit == "MONTH" else _year_days(today, offset)


def _by_months(moment: datetime, months: int) -> datetime:
    month = 12 * (moment.year - 1) + moment.month - 1 + months
    if not 0 <= month < _LAST_MONTH:
        return _edge(moment, months)
    year, number = month // 12 + 1, month % 12 + 1
    return moment.replace(year=year, month=number, day=min(moment.day, monthrange(year, number)[1]))


def _month_days(today: date, offset: int) -> tuple[date, date] | None:
    month = 12 * (today.year - 1) + today.month - 1 + offset
    if not 0 <= month < _LAST_MONTH:
        return None
    year, number = month // 12 + 1, month % 12 + 1
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _year_days(today: date, offset: int) -> tuple[date, date] | None:
    year = today.year + offset
    return (date(year, 1, 1), date(year, 12, 31)) if 1 <= year <= 9999 else None


def _edge(moment: datetime, direction: int) -> datetime:
    return (datetime.max if direction > 0 else datetime.min).replace(tzinfo=moment.tzinfo)
