"""Days of 2026 as the tables of these tests spell them, and calendars to draw from."""

from datetime import date, timedelta

from hypothesis import strategies as st

from slatehouse.scheduling.calendar import WorkCalendar

OFFICE = WorkCalendar()
FIRST = date(2026, 1, 1)

days = st.integers(0, 364).map(lambda number: FIRST + timedelta(number))
weeks = st.frozensets(st.integers(0, 6), min_size=1)
calendars = st.builds(
    WorkCalendar,
    week=weeks,
    exceptions=st.dictionaries(days, st.booleans(), max_size=12),
    minutes_per_day=st.sampled_from([480, 600]),
)


def day(text: str) -> date | None:
    """`03-02` as a day of 2026; `-` is none."""
    return None if text == "-" else date.fromisoformat(f"2026-{text}")


def span(text: str) -> tuple[date | None, date | None]:
    """`03-02..03-06` as a start and a due date."""
    start, due = text.split("..")
    return day(start), day(due)


def shown(start: date | None, due: date | None) -> str:
    """A start and a due date as `03-02..03-06`."""
    return "..".join("-" if each is None else each.strftime("%m-%d") for each in (start, due))
