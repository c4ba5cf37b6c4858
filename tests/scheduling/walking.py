"""The same rules again, by walking from day to day and looking at every task until nothing moves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slatehouse.scheduling.dependency import Dependency, DependencyKind

DAY = timedelta(1)


@dataclass(frozen=True)
class Office:
    """Which days are worked."""

    week: frozenset[int]
    exceptions: Mapping[date, bool]

    def works(self, day: date) -> bool:
        return self.exceptions.get(day, day.weekday() in self.week)

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


@dataclass
class Work:
    """A task: when, how many working days long, and whether it may be moved."""

    start: date
    due: date
    days: int
    pinned: bool


def demanded(office: Office, upstream: Work, dependency: Dependency, days: int) -> date:
    """The start that a dependency demands of a task that takes so many days."""
    match dependency.kind:
        case DependencyKind.FINISH_TO_START_NEXT_DAY:
            return office.walk(office.on_or_after(upstream.due + DAY), dependency.offset)
        case DependencyKind.START_TO_START:
            return office.walk(office.on_or_after(upstream.start), dependency.offset)
        case DependencyKind.FINISH_TO_FINISH:
            end = office.walk(office.on_or_before(upstream.due), dependency.offset)
        case DependencyKind.START_TO_FINISH_NEXT_DAY:
            end = office.walk(office.on_or_before(upstream.start - DAY), dependency.offset)
    return office.walk(end, 1 - days)


def settle(office: Office, work: dict[int, Work], dependencies: Sequence[Dependency]) -> None:
    """Move every task to where the dependencies want it, until nothing moves."""
    moved = True
    while moved:
        moved = False
        for task_id, task in work.items():
            starts = [
                demanded(office, work[each.upstream], each, task.days)
                for each in dependencies
                if each.downstream == task_id
            ]
            if task.pinned or not starts or task.start == max(starts):
                continue
            task.start = max(starts)
            task.due = office.walk(task.start, task.days - 1)
            moved = True
