"""What it means that one task waits for another: where the waiting task has to be, and whether it is there
(contract: scheduling §2.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from slatehouse.scheduling.calendar import WorkCalendar
from slatehouse.scheduling.schedule import Schedule


class DependencyKind(Enum):
    """Which day of the upstream task places which day of the downstream one."""

    FINISH_TO_START_NEXT_DAY = "finish-to-start-next-day"
    START_TO_START = "start-to-start"
    FINISH_TO_FINISH = "finish-to-finish"
    START_TO_FINISH_NEXT_DAY = "start-to-finish-next-day"

    @property
    def reads_start(self) -> bool:
        """Whether it looks at the start of the upstream task, and not at its due date."""
        return self in (DependencyKind.START_TO_START, DependencyKind.START_TO_FINISH_NEXT_DAY)

    @property
    def places_start(self) -> bool:
        """Whether it places the start of the downstream task, and not its due date."""
        return self in (DependencyKind.START_TO_START, DependencyKind.FINISH_TO_START_NEXT_DAY)


@dataclass(frozen=True, slots=True)
class Dependency:
    """One task waits for another. `offset` is in working days and may be negative."""

    upstream: int
    downstream: int
    kind: DependencyKind = DependencyKind.FINISH_TO_START_NEXT_DAY
    offset: int = 0

    def day_read(self, upstream: Schedule) -> date | None:
        """The day of the upstream task that counts, where it has one."""
        return upstream.start if self.kind.reads_start else upstream.due


def position(dependency: Dependency, day: date, calendar: WorkCalendar) -> int:
    """Where in the calendar the day is that the dependency places, given the day that it reads."""
    match dependency.kind:
        case DependencyKind.FINISH_TO_START_NEXT_DAY:
            place = calendar.closing(day) + 1
        case DependencyKind.START_TO_START:
            place = calendar.opening(day)
        case DependencyKind.FINISH_TO_FINISH:
            place = calendar.closing(day)
        case DependencyKind.START_TO_FINISH_NEXT_DAY:
            place = calendar.opening(day) - 1
    return place + dependency.offset


@dataclass(frozen=True, slots=True)
class Constraint:
    """A dependency on a task whose days are known: the position of the start, or of the due date, that it
    demands."""

    position: int
    places_start: bool

    def start(self, days: int) -> int:
        """The position of the start of a task that takes so many days."""
        return self.position if self.places_start else self.position - days + 1

    def is_met_by(self, schedule: Schedule, calendar: WorkCalendar) -> bool:
        """Whether the task is not earlier than demanded. Without the day in question it is not."""
        if self.places_start:
            return schedule.start is None or calendar.opening(schedule.start) >= self.position
        return schedule.due is None or calendar.closing(schedule.due) >= self.position


def constraint(dependency: Dependency, upstream: Schedule, calendar: WorkCalendar) -> Constraint | None:
    """What a dependency demands in the downstream task's calendar; None while the upstream task has no day
    for it to read."""
    day = dependency.day_read(upstream)
    if day is None:
        return None
    return Constraint(position(dependency, day, calendar), dependency.kind.places_start)


def placed(schedule: Schedule, constraints: Iterable[Constraint], calendar: WorkCalendar) -> Schedule:
    """The schedule exactly where its constraints put it, as long as before; the latest of several decides.

    A task without a duration has no length and stays as it is. Raises `OutOfCalendar`.
    """
    if schedule.duration is None:
        return schedule
    days = calendar.length(schedule.duration)
    starts = [each.start(days) for each in constraints]
    if not starts:
        return schedule
    start = max(starts)
    first, last = calendar.day_at(start), calendar.day_at(start + days - 1)
    return Schedule(first, last, schedule.duration, schedule.is_milestone)
