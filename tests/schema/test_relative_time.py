"""Arithmetic of relative dates (python-api/filters §6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.schema.relative_time import UNITS, calendar_days, shifted


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "count", "unit", "expected"),
    [
        ("2026-03-04T13:26:09", 5, "HOUR", "2026-03-04T18:26:09"),
        ("2026-03-04T13:26:09", -14, "HOUR", "2026-03-03T23:26:09"),
        ("2026-03-04T13:26:09", 2, "WEEK", "2026-03-18T13:26:09"),
        ("2026-01-31T00:00:00", 1, "MONTH", "2026-02-28T00:00:00"),
        ("2026-03-31T00:00:00", -1, "MONTH", "2026-02-28T00:00:00"),
        ("2026-01-15T00:00:00", -1, "MONTH", "2025-12-15T00:00:00"),
        ("2024-02-29T00:00:00", 1, "YEAR", "2025-02-28T00:00:00"),
        ("2026-03-04T00:00:00", -2025, "YEAR", "0001-03-04T00:00:00"),
    ],
)
def test_a_moment_is_shifted_by_calendar_units(moment: str, count: int, unit: str, expected: str) -> None:
    assert shifted(at(moment), count, unit) == at(expected)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("count", [10**9, 10**40])
def test_beyond_the_calendar_lies_its_edge(unit: str, count: int) -> None:
    now = at("2026-03-04T13:26:09")
    assert shifted(now, count, unit) == datetime.max.replace(tzinfo=UTC)
    assert shifted(now, -count, unit) == datetime.min.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("today", "offset", "unit", "expected"),
    [
        ("2026-03-04", 0, "DAY", ("2026-03-04", "2026-03-04")),
        ("2026-03-04", -5, "DAY", ("2026-02-27", "2026-02-27")),
        ("2026-03-04", 0, "WEEK", ("2026-03-02", "2026-03-08")),
        ("2026-03-02", -1, "WEEK", ("2026-02-23", "2026-03-01")),
        ("2026-03-08", 1, "WEEK", ("2026-03-09", "2026-03-15")),
        ("2026-03-04", 0, "MONTH", ("2026-03-01", "2026-03-31")),
        ("2026-03-04", -1, "MONTH", ("2026-02-01", "2026-02-28")),
        ("2026-03-04", -3, "MONTH", ("2025-12-01", "2025-12-31")),
        ("2026-03-04", 1, "YEAR", ("2027-01-01", "2027-12-31")),
    ],
)
def test_a_calendar_unit_has_a_first_and_a_last_day(
    today: str, offset: int, unit: str, expected: tuple[str, str]
) -> None:
    days = calendar_days(date.fromisoformat(today), offset, unit)
    assert days == tuple(date.fromisoformat(day) for day in expected)


@pytest.mark.parametrize("unit", UNITS[1:])
@pytest.mark.parametrize("offset", [10**9, -(10**9), 10**40, -(10**40)])
def test_beyond_the_calendar_there_are_no_days(unit: str, offset: int) -> None:
    assert calendar_days(date(2026, 3, 4), offset, unit) is None


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(UNITS[1:]), st.integers(-100, 100))
def test_calendar_units_follow_each_other_without_a_gap(today: date, unit: str, offset: int) -> None:
    here, next_ = calendar_days(today, offset, unit), calendar_days(today, offset + 1, unit)
    assert here is not None and next_ is not None
    assert here[0] <= here[1]
    assert here[1] + timedelta(days=1) == next_[0]


@given(st.datetimes(), st.sampled_from(UNITS), st.integers(-10_000, 10_000))
def test_a_later_moment_is_never_earlier(moment: datetime, unit: str, count: int) -> None:
    assert (shifted(moment, abs(count), unit) >= moment) and (shifted(moment, -abs(count), unit) <= moment)
