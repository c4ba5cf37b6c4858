"""Who works when: the rules of the studio, of a project and of a person, the most specific of which holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from slatehouse.scheduling.calendar import MONDAY_TO_FRIDAY, WorkCalendar


class Scope(Enum):
    """Whom rules are for, the least specific first; the names are those of the reasons that they give."""

    STUDIO = "STUDIO"
    PROJECT = "PROJECT"
    USER = "USER"


@dataclass(frozen=True, slots=True)
class DayRule:
    """One day that is worked, or not, whatever its week says."""

    working: bool
    description: str | None = None


@dataclass(frozen=True)
class ScopeRules:
    """The rules of one scope: the weekdays worked, where it has a week of its own, and single days."""

    scope: Scope
    week: frozenset[int] | None = None
    days: Mapping[date, DayRule] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkDay:
    """Whether a day is worked, and by which rule: `PROJECT_EXCEPTION`, `STUDIO_WORK_WEEK` …"""

    day: date
    working: bool
    reason: str
    description: str | None = None


STUDIO_WEEK = ScopeRules(Scope.STUDIO, MONDAY_TO_FRIDAY)


def work_day(day: date, rules: Sequence[ScopeRules]) -> WorkDay:
    """The day as the most specific rule has it. `rules` go from the least specific to the most; within a
    scope a single day goes before the week. Monday to Friday are worked where no rule says otherwise."""
    for each in reversed([STUDIO_WEEK, *rules]):
        rule = each.days.get(day)
        if rule is not None:
            return WorkDay(day, rule.working, f"{each.scope.value}_EXCEPTION", rule.description)
        if each.week is not None:
            return WorkDay(day, day.weekday() in each.week, f"{each.scope.value}_WORK_WEEK")
    raise AssertionError("the studio always has a week")


def merged(rules: Sequence[ScopeRules], minutes_per_day: int) -> WorkCalendar:
    """The calendar that `work_day` tells day by day."""
    week = MONDAY_TO_FRIDAY
    exceptions: dict[date, bool] = {}
    for each in rules:
        if each.week is not None:
            week, exceptions = each.week, {}
        exceptions.update((day, rule.working) for day, rule in each.days.items())
    return WorkCalendar(week, exceptions, minutes_per_day)


def together(calendars: Iterable[WorkCalendar]) -> WorkCalendar:
    """The calendar of people who work on one thing: a day is worked when any of them works."""
    first, *others = calendars
    if not others:
        return first
    everyone = (first, *others)
    days = {day for each in everyone for day in each.exceptions}
    exceptions = {day: any(each.is_working(day) for each in everyone) for day in days}
    return WorkCalendar(
        frozenset().union(*(each.week for each in everyone)), exceptions, first.minutes_per_day
    )
