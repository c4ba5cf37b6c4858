"""Summaries and groups of plain values, worked out in Python without a thought for SQL.

Values are as they read: a link is a `Link`, links are a list of them, days and moments are texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from math import floor
from typing import Any

from slatehouse.schema.text_key import text_key

Row = Mapping[str, Any]
Level = tuple[str, str, bool]
"""A field, the kind of grouping, and whether it runs backwards."""

MAGNITUDES = {"tens": 10, "hundreds": 100, "thousands": 10**3, "tensofthousands": 10**4}
MAGNITUDES |= {"hundredsofthousands": 10**5, "millions": 10**6}
WORKING_DAYS = {"oneday": 480, "fivedays": 2400}


def summary(kind: str, values: Sequence[Any]) -> object:
    """One summary of the values of some rows."""
    present = [value for value in values if value not in (None, [])]
    return SUMMARIES[kind](values, present)


def _rows(values: Sequence[Any], _: Sequence[Any]) -> object:
    return len(values)


def _percentage(values: Sequence[Any], present: Sequence[Any]) -> object:
    counted = sum(value is not False for value in present)
    return floor(100 * counted / len(values) + 0.5) if values else 0


def _status_percentage(values: Sequence[Any], _: Sequence[Any]) -> object:
    judged = [value for value in values if value != "na"]
    if not judged:
        return -1 if values else 0
    return floor(100 * judged.count(None) / len(judged))


def _status_list(values: Sequence[Any], _: Sequence[Any]) -> object:
    different = set(values)
    if len(different) > 1:
        return "ip"
    return different.pop() if different else None


SUMMARIES: Mapping[str, Callable[[Sequence[Any], Sequence[Any]], object]] = {
    "record_count": _rows,
    "count": lambda _, present: len(present),
    "sum": lambda _, present: sum(present),
    "maximum": lambda _, present: max(present, default=0),
    "minimum": lambda _, present: min(present, default=0),
    "average": lambda _, present: sum(present) / len(present) if present else 0.0,
    "earliest": lambda _, present: min(present, default=None),
    "latest": lambda _, present: max(present, default=None),
    "percentage": _percentage,
    "status_percentage": _status_percentage,
    "status_percentage_as_float": _status_percentage,
    "status_list": _status_list,
    "checked": lambda values, _: values.count(True),
    "unchecked": lambda values, _: values.count(False),
}


def group_value(kind: str, value: Any) -> Any:
    """What the group of a value stands for; None for no value."""
    if value in (None, [], ""):
        return None
    if kind in MAGNITUDES:
        return floor(value / MAGNITUDES[kind]) * MAGNITUDES[kind]
    if kind in WORKING_DAYS and isinstance(value, int):
        return floor(value / WORKING_DAYS[kind]) * WORKING_DAYS[kind]
    if kind in DATES:
        return DATES[kind](date.fromisoformat(value[:10])).isoformat()
    if kind == "entitytype":
        return tuple(sorted({link.type for link in value})) if isinstance(value, list) else value.type
    if kind == "firstletter":
        return text_key(value)[0].upper()
    return _in_order(value) if isinstance(value, list) else value


def _in_order(members: list[Any]) -> tuple[Any, ...]:
    return tuple(sorted(members, key=place)) if not isinstance(members[0], str) else tuple(members)


def _quarter(day: date) -> date:
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


DATES: Mapping[str, Callable[[date], date]] = {
    "day": lambda day: day,
    "oneday": lambda day: day,
    "week": lambda day: date.fromisocalendar(*day.isocalendar()[:2], 1),
    "month": lambda day: day.replace(day=1),
    "quarter": _quarter,
    "year": lambda day: day.replace(month=1, day=1),
    "fivedays": lambda day: day - timedelta(days=(day - date(1, 1, 1)).days % 5),
}


def place(value: Any) -> Any:
    """Where a group stands among the others, by what it stands for."""
    if isinstance(value, str):
        return (text_key(value), value)
    if isinstance(value, tuple):
        return tuple(place(member) for member in value)
    return (text_key(value.name), value.id, value.type) if hasattr(value, "name") else value


def groups(rows: Sequence[Row], levels: Sequence[Level], kinds: Mapping[str, str]) -> list[Any] | None:
    """The groups of some rows, each as its value, its summaries and its groups; None below the last level."""
    if not levels:
        return None
    (field, kind, descending), *deeper = levels

    def value_of(row: Row) -> Any:
        return group_value(kind, row[field])

    valued = [row for row in rows if value_of(row) is not None]
    valued.sort(key=lambda row: place(value_of(row)), reverse=descending)
    found = [(value, list(members)) for value, members in groupby(valued, value_of)]
    empty = [row for row in rows if value_of(row) is None]
    return [
        (value, summaries(members, kinds), groups(members, deeper, kinds))
        for value, members in found + ([(None, empty)] if empty else [])
    ]


def summaries(rows: Sequence[Row], kinds: Mapping[str, str]) -> dict[str, object]:
    """The summaries of some rows by field."""
    return {field: summary(kind, [row[field] for row in rows]) for field, kind in kinds.items()}
