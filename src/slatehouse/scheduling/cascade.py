"""What a change of some tasks does to those that wait for them, at every depth (contract: scheduling §3)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from slatehouse.scheduling.calendar import OutOfCalendar, WorkCalendar
from slatehouse.scheduling.dependency import Dependency, constraint, placed
from slatehouse.scheduling.network import Network, in_order
from slatehouse.scheduling.schedule import Schedule


class NoPlace(Exception):
    """A task would have to lie before the year 1 or after the year 9999."""

    def __init__(self, task: int) -> None:
        super().__init__(task)
        self.task = task


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task as scheduling knows it. A pinned task keeps its days; `is_violating` tells that they are earlier
    than those it waits for allow."""

    schedule: Schedule
    calendar: WorkCalendar = field(compare=False)
    is_pinned: bool = False
    is_violating: bool = False


@dataclass(frozen=True, slots=True)
class Impulse:
    """What set a cascade off.

    `before` holds, of tasks whose schedule was just written, the one before. `placed` are those to be put in
    place whatever happened upstream, `checked` those that may violate, or no longer do.
    """

    before: Mapping[int, Schedule]
    placed: Collection[int] = ()
    checked: Collection[int] = ()

    @property
    def tasks(self) -> set[int]:
        """Every task named."""
        return {*self.before, *self.placed, *self.checked}


def cascade(network: Network[PlannedTask], impulse: Impulse) -> dict[int, PlannedTask]:
    """The tasks that change, as they are afterwards. Raises `NoPlace`.

    Upstream tasks come first, so each task is looked at once. Tasks in a circle of dependencies, which
    nothing should have let in, are left as they are.
    """
    return dict(_Cascade(network, impulse).changes())


class _Cascade:
    def __init__(self, network: Network[PlannedTask], impulse: Impulse) -> None:
        self._network = network
        self._impulse = impulse
        self._placed = frozenset(impulse.placed)
        self._checked = impulse.tasks
        self._after: dict[int, PlannedTask] = {}

    def changes(self) -> Iterator[tuple[int, PlannedTask]]:
        for task_id in in_order(self._network):
            task = self._network.tasks[task_id]
            try:
                after = self._settled(task_id, task)
            except OutOfCalendar as error:
                raise NoPlace(task_id) from error
            if after != task:
                self._after[task_id] = after
                yield task_id, after

    def _settled(self, task_id: int, task: PlannedTask) -> PlannedTask:
        dependencies = self._network.upstream_of(task_id)
        is_followed = any(self._has_moved(each) for each in dependencies)
        if not is_followed and task_id not in self._checked:
            return task
        constraints = [
            found
            for each in dependencies
            if (found := constraint(each, self._now(each.upstream), task.calendar)) is not None
        ]
        schedule, calendar = task.schedule, task.calendar
        is_pinned = task.is_pinned and not (is_followed and _has_lost_its_end(schedule))
        if not is_pinned and (is_followed or task_id in self._placed):
            schedule = placed(schedule, constraints, calendar)
        is_violating = is_pinned and not all(each.is_met_by(schedule, calendar) for each in constraints)
        return PlannedTask(schedule, calendar, is_pinned, is_violating)

    def _has_moved(self, dependency: Dependency) -> bool:
        """Whether the day that the dependency reads was changed, and not just taken away."""
        now = self._now(dependency.upstream)
        day = dependency.day_read(now)
        return day is not None and day != dependency.day_read(self._earlier(dependency.upstream))

    def _now(self, task_id: int) -> Schedule:
        return (self._after.get(task_id) or self._network.tasks[task_id]).schedule

    def _earlier(self, task_id: int) -> Schedule:
        return self._impulse.before.get(task_id) or self._network.tasks[task_id].schedule


def _has_lost_its_end(schedule: Schedule) -> bool:
    """A pin does not hold such a task (recorded, §3.3); one that lost its start, or both dates, it does."""
    return schedule.start is not None and schedule.due is None
