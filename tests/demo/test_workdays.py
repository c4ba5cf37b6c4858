from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slatehouse.demo.workdays import is_working_day, last_of, next_working_day, working_days

FRIDAY, MONDAY = date(2026, 9, 11), date(2026, 9, 14)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
starts = days.filter(is_working_day)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        (MONDAY, 1, MONDAY),
        (MONDAY, 5, date(2026, 9, 18)),
        (MONDAY, 6, date(2026, 9, 21)),
        (FRIDAY, 2, MONDAY),
    ],
)
def test_a_task_ends_after_so_many_working_days(start: date, count: int, last: date) -> None:
    assert last_of(start, count) == last


@given(days)
def test_nothing_is_skipped_on_the_way_to_the_next_working_day(day: date) -> None:
    following = next_working_day(day)
    assert is_working_day(following)
    assert [each for each in working_days(day, following) if each > day] == [following]


@given(starts, st.integers(1, 60))
def test_the_days_between_are_as_many_as_were_asked_for(start: date, count: int) -> None:
    worked = list(working_days(start, last_of(start, count)))
    assert len(worked) == count
    assert worked[0] == start
