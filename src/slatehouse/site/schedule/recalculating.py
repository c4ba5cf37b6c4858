"""Tasks that happen on a day which is worked from now on, or no longer: they take another time, or end on
another day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from slatehouse.scheduling.calendar import OutOfCalendar
from slatehouse.scheduling.cascade import PlannedTask
from slatehouse.site.errors import UpdateFailed
from slatehouse.site.schedule.settling import planned_tasks, put_tasks

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class Recalculation:
    """Made before a rule is written, and run afterwards, it changes the tasks for which the rule makes a
    difference. `of_dates`: their due date follows, and not their duration."""

    def __init__(
        self, writing: Writing, day: date, project: int | None, person: int | None, of_dates: bool
    ) -> None:
        self._writing = writing
        self._day = day
        self._of_dates = of_dates
        self._before = planned_tasks(writing, self._happening(project, person))

    def run(self) -> None:
        """Change the tasks, and put those that wait for them on the agenda."""
        try:
            changed = dict(self._changed())
        except OutOfCalendar as error:
            raise UpdateFailed("Task", "The dates would lie outside the years 1 to 9999") from error
        put_tasks(self._writing, self._before, changed)
        for task in changed:
            self._writing.agenda.moved(task, self._before[task].schedule)

    def _happening(self, project: int | None, person: int | None) -> list[int]:
        networks, connection = self._writing.networks, self._writing.connection
        tasks = networks.spanning(connection, self._day.isoformat(), project)
        if person is None:
            return tasks
        return [task for task, each in networks.assignees(connection, tasks) if each == person]

    def _changed(self) -> Iterator[tuple[int, PlannedTask]]:
        for task, after in planned_tasks(self._writing, self._before).items():
            was_worked = self._before[task].calendar.is_working(self._day)
            if was_worked is not after.calendar.is_working(self._day):
                moved = self._recalculated(after)
                if moved != after:
                    yield task, moved

    def _recalculated(self, task: PlannedTask) -> PlannedTask:
        schedule, calendar = task.schedule, task.calendar
        if schedule.start is None or schedule.due is None:
            return task
        if not self._of_dates:
            minutes = calendar.minutes(schedule.start, schedule.due)
            return replace(task, schedule=replace(schedule, duration=minutes))
        due = calendar.due(schedule.start, schedule.duration or 0)
        return replace(task, schedule=replace(schedule, due=due))
