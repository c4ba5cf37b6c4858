"""Which group a day belongs to, and what the group is called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.schema.buckets import EMPTY, Bucket, GroupingKind
from slatehouse.schema.date_buckets import date_bucketings

WEDNESDAY = date(2026, 3, 18)
SHOWN = {
    GroupingKind.MONTH: len("2026-03"),
    GroupingKind.QUARTER: len("2026-03"),
    GroupingKind.YEAR: len("2026"),
}


def group(kind: GroupingKind, day: date, today: date = WEDNESDAY) -> Bucket:
    """The group of a day; SQL hands over as much of it as the grouping needs."""
    return date_bucketings()[kind].bucket((day.isoformat()[: SHOWN.get(kind, 10)],), today)


@pytest.mark.parametrize(
    ("kind", "day", "value", "name"),
    [
        ("day", "2026-03-04", "2026-03-04", "2026-03-04"),
        ("oneday", "2026-03-04", "2026-03-04", "2026-03-04"),
        ("week", "2026-03-02", "2026-03-02", "Week of 2026-03-02"),
        ("week", "2026-03-08", "2026-03-02", "Week of 2026-03-02"),
        ("week", "2026-01-01", "2025-12-29", "Week of 2025-12-29"),
        ("week", "0001-01-01", "0001-01-01", "Week of 0001-01-01"),
        ("month", "2026-03-31", "2026-03-01", "March 2026"),
        ("quarter", "2026-03-31", "2026-01-01", "Q1 2026"),
        ("quarter", "2026-04-01", "2026-04-01", "Q2 2026"),
        ("quarter", "2026-12-31", "2026-10-01", "Q4 2026"),
        ("year", "2026-12-31", "2026-01-01", "2026"),
        ("year", "0999-05-05", "0999-01-01", "999"),
        ("fivedays", "0001-01-01", "0001-01-01", "0001-01-01 - 0001-01-05"),
        ("fivedays", "0001-01-05", "0001-01-01", "0001-01-01 - 0001-01-05"),
        ("fivedays", "0001-01-06", "0001-01-06", "0001-01-06 - 0001-01-10"),
        ("fivedays", "9999-12-31", "9999-12-28", "9999-12-28 - 9999-12-31"),
    ],
)
def test_a_period_stands_for_its_first_day(kind: str, day: str, value: str, name: str) -> None:
    found = group(GroupingKind(kind), date.fromisoformat(day))
    assert (found.value, found.name) == (value, name)


@pytest.mark.parametrize(
    ("day", "value", "name"),
    [
        ("2024-07-01", "2024-01-01", "2024"),
        ("2026-01-31", "2026-01-01", "Earlier This Year"),
        ("2026-02-01", "2026-02-01", "Last Month"),
        ("2026-03-08", "2026-03-01", "Earlier This Month"),
        ("2026-03-09", "2026-03-09", "Last Week"),
        ("2026-03-15", "2026-03-09", "Last Week"),
        ("2026-03-16", "2026-03-16", "Earlier This Week"),
        ("2026-03-17", "2026-03-17", "Yesterday"),
        ("2026-03-18", "2026-03-18", "Today"),
        ("2026-03-19", "2026-03-19", "Tomorrow"),
        ("2026-03-22", "2026-03-20", "Later This Week"),
        ("2026-03-23", "2026-03-23", "Next Week"),
        ("2026-03-30", "2026-03-30", "Later This Month"),
        ("2026-04-01", "2026-04-01", "Next Month"),
        ("2026-05-01", "2026-05-01", "Later This Year"),
        ("2027-01-01", "2027-01-01", "2027"),
    ],
)
def test_clusters_widen_with_the_distance_from_today(day: str, value: str, name: str) -> None:
    found = group(GroupingKind.CLUSTERED_DATE, date.fromisoformat(day))
    assert (found.value, found.name) == (value, name)


@given(st.dates(), st.integers(-900, 900))
def test_clusters_are_runs_of_days_that_begin_with_their_value(today: date, distance: int) -> None:
    day = date.fromordinal(min(max(1, today.toordinal() + distance), date.max.toordinal()))
    found = group(GroupingKind.CLUSTERED_DATE, day, today)
    first = date.fromisoformat(found.value)
    assert first <= day
    assert group(GroupingKind.CLUSTERED_DATE, first, today) == found
    if first > date.min:
        assert group(GroupingKind.CLUSTERED_DATE, first - timedelta(days=1), today).value != found.value


@pytest.mark.parametrize("kind", date_bucketings())
def test_no_day_belongs_to_the_empty_group(kind: GroupingKind) -> None:
    assert date_bucketings()[kind].bucket((None,), WEDNESDAY) is EMPTY
