"""Whose rule holds on a day, and the calendars that come of it."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.scheduling.days import calendars, days, weeks

from slatehouse.scheduling.calendar import WorkCalendar
from slatehouse.scheduling.work_rules import DayRule, Scope, ScopeRules, merged, together, work_day

MONDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 7)
OFF, ON = DayRule(False, "Off"), DayRule(True, "Overtime")
SIX_DAYS = frozenset(range(6))


def studio(week: frozenset[int] | None = None, **day_rules: DayRule) -> ScopeRules:
    return scoped(Scope.STUDIO, week, day_rules)


def project(week: frozenset[int] | None = None, **day_rules: DayRule) -> ScopeRules:
    return scoped(Scope.PROJECT, week, day_rules)


def user(week: frozenset[int] | None = None, **day_rules: DayRule) -> ScopeRules:
    return scoped(Scope.USER, week, day_rules)


def scoped(scope: Scope, week: frozenset[int] | None, day_rules: dict[str, DayRule]) -> ScopeRules:
    named = {"monday": MONDAY, "saturday": SATURDAY}
    return ScopeRules(scope, week, {named[name]: rule for name, rule in day_rules.items()})


@pytest.mark.parametrize(
    ("rules", "on", "expected"),
    [
        ([], MONDAY, (True, "STUDIO_WORK_WEEK", None)),
        ([], SATURDAY, (False, "STUDIO_WORK_WEEK", None)),
        ([studio(SIX_DAYS)], SATURDAY, (True, "STUDIO_WORK_WEEK", None)),
        ([studio(monday=OFF)], MONDAY, (False, "STUDIO_EXCEPTION", "Off")),
        ([studio(monday=OFF), project()], MONDAY, (False, "STUDIO_EXCEPTION", "Off")),
        ([studio(monday=OFF), project(monday=ON)], MONDAY, (True, "PROJECT_EXCEPTION", "Overtime")),
        ([studio(saturday=OFF), project(SIX_DAYS)], SATURDAY, (True, "PROJECT_WORK_WEEK", None)),
        ([project(SIX_DAYS, saturday=OFF)], SATURDAY, (False, "PROJECT_EXCEPTION", "Off")),
        ([project(monday=OFF), user(monday=ON)], MONDAY, (True, "USER_EXCEPTION", "Overtime")),
        ([project(monday=OFF), user(SIX_DAYS)], MONDAY, (True, "USER_WORK_WEEK", None)),
    ],
)
def test_the_most_specific_rule_holds(
    rules: list[ScopeRules], on: date, expected: tuple[bool, str, str | None]
) -> None:
    found = work_day(on, rules)
    assert (found.working, found.reason, found.description) == expected


def rules_of(scope: Scope) -> st.SearchStrategy[ScopeRules]:
    day_rules = st.dictionaries(days, st.booleans().map(DayRule), max_size=4)
    return st.builds(ScopeRules, st.just(scope), st.none() | weeks, day_rules)


@given(st.tuples(*map(rules_of, Scope)), days)
def test_the_merged_calendar_says_what_each_day_says(rules: Sequence[ScopeRules], start: date) -> None:
    calendar = merged(rules, 480)
    for number in range(10):
        day = start + timedelta(number)
        assert calendar.is_working(day) is work_day(day, rules).working


@given(st.lists(calendars, min_size=1, max_size=3), days)
def test_people_work_together_when_any_of_them_works(several: list[WorkCalendar], day: date) -> None:
    assert together(several).is_working(day) is any(each.is_working(day) for each in several)
