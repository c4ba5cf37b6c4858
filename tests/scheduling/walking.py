"""The same rules again, by walking from day to day and looking at every task until nothing moves."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slatehouse.scheduling.dependency import Dependency, DependencyKind

DAY = timedelta(1)


class Working(ABC):
    """Days that are worked, and days that are not."""

    @abstractmethod
    def works(self, day: date) -> bool:
        """Whether the day is worked."""

    def walk(self, day: date, days: int) -> date:
        """So many working days on from a working day, or back."""
        step = DAY if days > 0 else -DAY
        while days:
            day += step
            if self.works(day):
                days -= 1 if days > 0 else -1
        return day

    def on_or_after(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def on_or_before(self, day: date) -> date:
        while not self.works(day):
            day -= DAY
        return day

    def between(self, start: date, due: date) -> Iterator[date]:
        """The working days from one day to another."""
        while start <= due:
            if self.works(start):
                yield start
            start += DAY


@dataclass(frozen=True)
class Office(Working):
    """A week, and days that differ from it."""

    week: frozenset[int]
    exceptions: Mapping[date, bool]

    def works(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() in self.week)


@dataclass
class Work:
    """A task: when, how many working days long, and whether it may be moved."""

    start: date
    due: date
    days: int
    pinned: bool

    def read_by(self, dependency: Dependency) -> date:
        """The day that a dependency looks at."""
        return self.start if dependency.kind.reads_start else self.due


def demanded_day(days: Working, read: date, dependency: Dependency) -> date:
    """The start, or the due date, that a dependency demands, given the day that it reads upstream."""
    match dependency.kind:
        case DependencyKind.FINISH_TO_START_NEXT_DAY:
            nearest = days.on_or_after(read + DAY)
        case DependencyKind.START_TO_START:
            nearest = days.on_or_after(read)
        case DependencyKind.FINISH_TO_FINISH:
            nearest = days.on_or_before(read)
        case DependencyKind.START_TO_FINISH_NEXT_DAY:
            nearest = days.on_or_before(read - DAY)
    return days.walk(nearest, dependency.offset)


def demanded(days: Working, read: date, dependency: Dependency, length: int) -> date:
    """The start that a dependency demands of a task that takes so many days."""
    day = demanded_day(days, read, dependency)
    return day if dependency.kind.places_start else days.walk(day, 1 - length)


def settle(office: Office, work: dict[int, Work], dependencies: Sequence[Dependency]) -> None:
    """Move every task to where the dependencies want it, until nothing moves."""
    moved = True
    while moved:
        moved = False
        for task_id, task in work.items():
            starts = [
                demanded(office, work[each.upstream].read_by(each), each, task.days)
                for each in dependencies
                if each.downstream == task_id
            ]
            if task.pinned or not starts or task.start == max(starts):
                continue
            task.start = max(starts)
            task.due = office.walk(task.start, task.days - 1)
            moved = True
