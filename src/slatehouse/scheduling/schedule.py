"""The dates and the duration of a task, which hold each other in step: whichever of them is written, the
others follow (contract: scheduling §1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import Enum, auto

from slatehouse.scheduling.calendar import WorkCalendar


class Unwritten(Enum):
    """Stands for what a write leaves alone."""

    UNWRITTEN = auto()


UNWRITTEN = Unwritten.UNWRITTEN


class Contradiction(Exception):
    """A milestone was given two different dates."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a task happens, as far as it is known. `duration` is in minutes of working time. A milestone takes
    none, and happens on one day."""

    start: date | None = None
    due: date | None = None
    duration: int | None = None
    is_milestone: bool = False


@dataclass(frozen=True, slots=True)
class ScheduleWrite:
    """What one write sets of a schedule."""

    start: date | Unwritten | None = UNWRITTEN
    due: date | Unwritten | None = UNWRITTEN
    duration: int | Unwritten | None = UNWRITTEN
    milestone: bool | Unwritten = UNWRITTEN

    @property
    def is_empty(self) -> bool:
        return self == _NOTHING

    @property
    def has_a_date(self) -> bool:
        """Whether a date is set, be it to none."""
        return self.start is not UNWRITTEN or self.due is not UNWRITTEN

    @property
    def has_both_dates(self) -> bool:
        return isinstance(self.start, date) and isinstance(self.due, date)


_NOTHING = ScheduleWrite()


def rewritten(schedule: Schedule, write: ScheduleWrite, calendar: WorkCalendar) -> Schedule:
    """The schedule after a write. Its parts are taken in a fixed order: milestone, start, duration, due; a
    duration beside both dates is ignored, because they give it. Raises `Contradiction` or `OutOfCalendar`."""
    if write.milestone is True and write.has_both_dates and write.start != write.due:
        raise Contradiction
    if write.milestone is not UNWRITTEN:
        schedule = with_milestone(schedule, write.milestone, calendar)
    if write.start is not UNWRITTEN:
        schedule = with_start(schedule, write.start, calendar)
    if write.duration is not UNWRITTEN and not write.has_both_dates:
        schedule = with_duration(schedule, write.duration, calendar)
    if write.due is not UNWRITTEN:
        schedule = with_due(schedule, write.due, calendar)
    return schedule


def with_milestone(schedule: Schedule, milestone: bool, calendar: WorkCalendar) -> Schedule:
    """The schedule as a milestone, on its due date; or no longer as one."""
    if milestone:
        start = schedule.due if schedule.start and schedule.due else schedule.start
        return replace(schedule, is_milestone=True, duration=0, start=start)
    if not schedule.is_milestone:
        return schedule
    return _measured(replace(schedule, is_milestone=False), calendar)


def with_start(schedule: Schedule, start: date | None, calendar: WorkCalendar) -> Schedule:
    """The schedule that starts then: it keeps its duration, and is due accordingly. Without a duration it
    keeps its due date, which then gives one."""
    moved = replace(schedule, start=start)
    if start is None:
        return moved
    if schedule.duration is None:
        return _measured(moved, calendar)
    return replace(moved, due=calendar.due(start, schedule.duration))


def with_due(schedule: Schedule, due: date | None, calendar: WorkCalendar) -> Schedule:
    """The schedule that is due then: it keeps its start and is as long as that makes it. Without a start it
    keeps its duration and starts accordingly."""
    moved = replace(schedule, due=due)
    if due is None:
        return moved
    if schedule.start is not None and not schedule.is_milestone:
        return _measured(moved, calendar)
    if schedule.duration is None:
        return moved
    return replace(moved, start=calendar.start(due, schedule.duration))


def with_duration(schedule: Schedule, duration: int | None, calendar: WorkCalendar) -> Schedule:
    """The schedule that takes so long: it keeps its start, or else its due date. A milestone takes no time,
    and two dates without a duration give one."""
    if schedule.is_milestone:
        return schedule
    moved = replace(schedule, duration=duration)
    if duration is None:
        return _measured(moved, calendar)
    if schedule.start is not None:
        return replace(moved, due=calendar.due(schedule.start, duration))
    if schedule.due is not None:
        return replace(moved, start=calendar.start(schedule.due, duration))
    return moved


def _measured(schedule: Schedule, calendar: WorkCalendar) -> Schedule:
    """The schedule with the duration that its two dates give, where it has both."""
    if schedule.start is None or schedule.due is None:
        return schedule
    return replace(schedule, duration=calendar.minutes(schedule.start, schedule.due))
