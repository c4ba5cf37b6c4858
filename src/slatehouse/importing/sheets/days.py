"""Dates and times as people write them: in ISO's form, or in another where it can mean one day only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum

from slatehouse.importing.sheets.unreadable import Unreadable

__all__ = ["DateOrder", "day_of", "moment_of"]


class DateOrder(StrEnum):
    """In which order a date in numbers has its parts."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


_NUMBERS = re.compile(r"([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})")
_CLOCK = re.compile(r"(?:T|,? +)([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([AaPp])\.?[Mm]\.?)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_PLACES: Mapping[DateOrder, tuple[int, int, int]] = {
    DateOrder.DMY: (2, 1, 0),
    DateOrder.MDY: (2, 0, 1),
    DateOrder.YMD: (0, 1, 2),
}
_AMBIGUOUS = "may be either of two days; say --dates dmy or --dates mdy"


def day_of(text: str, order: DateOrder | None) -> date:
    """The day that is written; raises `Unreadable` where it is none, or may be two."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    numbers = _NUMBERS.fullmatch(text)
    if numbers:
        return _of_numbers(text, (numbers[1], numbers[3], numbers[4]), order)
    named = _DAY_FIRST.fullmatch(text)
    if named:
        return _day(text, int(named[3]), _month(text, named[2]), int(named[1]))
    named = _MONTH_FIRST.fullmatch(text)
    if named:
        return _day(text, int(named[3]), _month(text, named[1]), int(named[2]))
    raise Unreadable(f"{text!r} is no date; 2026-12-31 is one")


def moment_of(text: str, order: DateOrder | None) -> datetime:
    """The moment that is written; where no zone is named, in this machine's. Raises `Unreadable`."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        pass
    clock = _CLOCK.search(text)
    if clock is None:
        return datetime.combine(day_of(text, order), time.min).astimezone()
    if clock.end() != len(text):
        raise Unreadable(f"{text!r} is no time; 2026-12-31T18:00:00Z is one")
    hour, half = int(clock[1]), (clock[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        told = time(hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        raise Unreadable(f"{text!r} has no such time of day") from None
    return datetime.combine(day_of(text[: clock.start()], order), told).astimezone()


def _of_numbers(text: str, parts: tuple[str, str, str], order: DateOrder | None) -> date:
    orders = [order] if order else [each for each in DateOrder if _fits(parts, each)]
    days: set[date] = set()
    for each in orders:
        year, month, day = (int(parts[place]) for place in _PLACES[each])
        if not _fits(parts, each):
            raise Unreadable(
                f"{text!r} is no date in the order of --dates {each}, with four digits of the year"
            )
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    if len(days) > 1:
        raise Unreadable(f"{text!r} {_AMBIGUOUS}")
    if not days:
        raise Unreadable(f"{text!r} is no date; 2026-12-31 is one")
    return days.pop()


def _fits(parts: tuple[str, str, str], order: DateOrder) -> bool:
    """Whether the year has four digits, and it alone."""
    place = _PLACES[order][0]
    return all(
        (len(part) == 4) is (at == place) and (at == place or len(part) < 3) for at, part in enumerate(parts)
    )


def _month(text: str, name: str) -> int:
    found = [number for number, each in enumerate(_MONTHS, 1) if each.startswith(name.lower())]
    if len(found) != 1:
        raise Unreadable(f"{text!r} names no month")
    return found[0]


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"{text!r} is no day of the calendar") from None
