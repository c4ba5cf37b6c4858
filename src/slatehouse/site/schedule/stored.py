"""A task's schedule in the columns of its row, and in drafts of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from slatehouse.scheduling.schedule import UNWRITTEN, Schedule, ScheduleWrite, Unwritten
from slatehouse.site.draft import Draft

COLUMNS = ("start_date", "due_date", "duration", "milestone")


def schedule_in(columns: Mapping[str, object]) -> Schedule:
    """The schedule in a row that holds all of `COLUMNS`."""
    start, due, duration, milestone = (columns[name] for name in COLUMNS)
    return Schedule(day(start), day(due), None if duration is None else int(str(duration)), bool(milestone))


def day(stored: object) -> date | None:
    """A date as its column holds it."""
    return None if stored is None else date.fromisoformat(str(stored))


def text(day: date | None) -> str | None:
    """A date as its column holds it."""
    return None if day is None else day.isoformat()


def written_in(draft: Draft) -> ScheduleWrite:
    """What a draft writes of a schedule."""
    duration = draft.columns.get("duration")
    return ScheduleWrite(
        start=_day_written(draft, "start_date"),
        due=_day_written(draft, "due_date"),
        duration=_if_written(draft, "duration", None if duration is None else int(str(duration))),
        milestone=bool(draft.columns["milestone"]) if draft.has("milestone") else UNWRITTEN,
    )


def put_schedule(draft: Draft, schedule: Schedule) -> None:
    """Let a draft write a whole schedule."""
    draft.put("start_date", text(schedule.start))
    draft.put("due_date", text(schedule.due))
    draft.put("duration", schedule.duration)
    draft.put("milestone", schedule.is_milestone)


def _day_written(draft: Draft, name: str) -> date | Unwritten | None:
    return day(draft.columns[name]) if draft.has(name) else UNWRITTEN


def _if_written(draft: Draft, name: str, value: int | None) -> int | Unwritten | None:
    return value if draft.has(name) else UNWRITTEN
