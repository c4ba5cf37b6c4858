"""A planner at work in plain Python: tasks and dependencies, followed by walking from day to day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.scheduling.walking import Office, Work, demanded

from slatehouse.scheduling.calendar import MONDAY_TO_FRIDAY
from slatehouse.scheduling.dependency import Dependency

OFFICE = Office(MONDAY_TO_FRIDAY, {})


@dataclass
class Planner:
    """Tasks by number; each waits only for tasks of lower numbers. All dates are working days."""

    tasks: dict[int, Work] = field(default_factory=dict)
    links: dict[int, Dependency] = field(default_factory=dict)

    def upstream_of(self, task: int) -> list[Dependency]:
        return [each for each in self.links.values() if each.downstream == task]

    def add(self, task: int, start: date, days: int) -> None:
        self.tasks[task] = Work(start, OFFICE.walk(start, days - 1), days, pinned=False)

    def start(self, task: int, start: date) -> None:
        self._write(task, start, OFFICE.walk(start, self.tasks[task].days - 1), pins=True)

    def end(self, task: int, days_later: int) -> None:
        """Let a task end so many working days after its start."""
        start = self.tasks[task].start
        self._write(task, start, OFFICE.walk(start, days_later), pins=True)

    def stretch(self, task: int, days: int) -> None:
        start = self.tasks[task].start
        self._write(task, start, OFFICE.walk(start, days - 1), pins=False)
        self._follow({task})

    def unpin(self, task: int) -> None:
        self.tasks[task].pinned = False
        self._follow({task})

    def link(self, number: int, dependency: Dependency) -> None:
        self.links[number] = dependency
        self._follow({dependency.downstream})

    def shown(self) -> list[tuple[str, str, bool, bool]]:
        """Every task: start, due, pinned, violating."""
        return [
            (each.start.isoformat(), each.due.isoformat(), each.pinned, self._violates(task))
            for task, each in self.tasks.items()
        ]

    def _write(self, task: int, start: date, due: date, *, pins: bool) -> None:
        work = self.tasks[task]
        is_moved = (start, due) != (work.start, work.due)
        work.pinned = work.pinned or (pins and is_moved and bool(self.upstream_of(task)))
        self._move(task, start, due)

    def _move(self, task: int, start: date, due: date) -> None:
        work = self.tasks[task]
        before = (work.start, work.due)
        work.start, work.due = start, due
        work.days = len(list(OFFICE.between(start, due)))
        self._follow(
            {
                each.downstream
                for each in self.links.values()
                if each.upstream == task
                and (before[0] != start if each.kind.reads_start else before[1] != due)
            }
        )

    def _follow(self, tasks: set[int]) -> None:
        for task in sorted(tasks):
            work = self.tasks[task]
            starts = [
                demanded(OFFICE, self.tasks[each.upstream], each, work.days)
                for each in self.upstream_of(task)
            ]
            if starts and not work.pinned and max(starts) != work.start:
                self._move(task, max(starts), OFFICE.walk(max(starts), work.days - 1))

    def _violates(self, task: int) -> bool:
        return self.tasks[task].pinned and any(self._is_early(each) for each in self.upstream_of(task))

    def _is_early(self, dependency: Dependency) -> bool:
        work = self.tasks[dependency.downstream]
        start = demanded(OFFICE, self.tasks[dependency.upstream], dependency, work.days)
        if dependency.kind.places_start:
            return work.start < start
        return work.due < OFFICE.walk(start, work.days - 1)
