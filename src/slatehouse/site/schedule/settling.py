"""Settling what is on the agenda: the tasks that wait are read, moved, written and told of, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING

from slatehouse.scheduling.cascade import Impulse, NoPlace, PlannedTask, cascade
from slatehouse.scheduling.dependency import Dependency, DependencyKind
from slatehouse.scheduling.network import Network
from slatehouse.scheduling.schedule import Schedule
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.errors import UpdateFailed
from slatehouse.site.schedule.stored import day, text
from slatehouse.site.telling import tell_changed
from slatehouse.store.task_networks import DependencyRow, TaskRow

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_WRITTEN = ("start_date", "due_date", "duration", "pinned", "dependency_violation")


def lock(writing: Writing) -> None:
    """Let no other transaction schedule meanwhile: it would move tasks by what is about to change."""
    if not writing.agenda.is_locked:
        writing.networks.lock(writing.connection)
        writing.agenda.is_locked = True


def settle(writing: Writing) -> None:
    """Move the tasks that have to move because of what the transaction did so far."""
    impulse = writing.agenda.take()
    if impulse is None:
        return
    lock(writing)
    network = _network(writing, impulse.tasks, deep=False)
    changes = _cascade(writing, network, impulse)
    leading = {*impulse.before, *(each for each in changes if _is_moved(network, changes, each))}
    if leading and writing.networks.waiting(writing.connection, sorted(leading)):
        network = _network(writing, impulse.tasks, deep=True)
        changes = _cascade(writing, network, impulse)
    put_tasks(writing, network.tasks, changes)


def put_tasks(writing: Writing, before: Mapping[int, PlannedTask], after: Mapping[int, PlannedTask]) -> None:
    """Write tasks that were moved, and tell of each."""
    if not after:
        return
    entity_type = writing.schema["Task"]
    history = writing.history(entity_type, "updated")
    old, new = ({task: _columns(tasks[task]) for task in after} for tasks in (before, after))
    rows = [[*new[task].values(), *history.values(), task] for task in after]
    writing.networks.put(writing.connection, (*_WRITTEN, *history), rows)
    targets = [Target("Task", task) for task in after]
    if writing.caller.logs_events:
        writing.known.meet(targets)
    for target in targets:
        changed = {name for name in _WRITTEN if old[target.id][name] != new[target.id][name]}
        draft = Draft(entity_type, dict(new[target.id]), named={n: entity_type.fields[n] for n in _WRITTEN})
        tell_changed(writing, target, draft, old[target.id], changed, {})


def planned_tasks(writing: Writing, ids: Iterable[int]) -> dict[int, PlannedTask]:
    """The live ones among these tasks, with their calendars."""
    rows = writing.networks.tasks(writing.connection, sorted(ids))
    people = _people(writing, [row.id for row in rows])
    writing.calendars.read({row.project or 0 for row in rows}, set(chain(*people.values())))
    for row in rows:
        project = None if row.project is None else Target("Project", row.project)
        writing.known.put_project(Target("Task", row.id), project)
    return {row.id: _planned(writing, row, people.get(row.id, ())) for row in rows}


def _network(writing: Writing, seeds: Iterable[int], *, deep: bool) -> Network[PlannedTask]:
    """The tasks with all that they wait for; `deep` with all that wait for them too."""
    ids = sorted(seeds)
    read = writing.networks.dependencies_below if deep else writing.networks.dependencies_into
    found = [_dependency(row) for row in read(writing.connection, ids)]
    ends = {end for each in found for end in (each.upstream, each.downstream)}
    tasks = planned_tasks(writing, ends.union(ids))
    live = tuple(each for each in found if each.upstream in tasks and each.downstream in tasks)
    return Network(tasks, live)


def _cascade(writing: Writing, network: Network[PlannedTask], impulse: Impulse) -> dict[int, PlannedTask]:
    try:
        return cascade(network, impulse)
    except NoPlace as error:
        named = f"Task {error.task}" if writing.may_see(Target("Task", error.task)) else "a Task"
        reason = f"The dates of {named} would lie outside the years 1 to 9999"
        raise UpdateFailed("Task", reason) from error


def _is_moved(network: Network[PlannedTask], changes: Mapping[int, PlannedTask], task: int) -> bool:
    return network.tasks[task].schedule != changes[task].schedule


def _people(writing: Writing, tasks: list[int]) -> dict[int, list[int]]:
    """Who works on these tasks, on a site where that makes a difference."""
    found: dict[int, list[int]] = {}
    if writing.calendars.ruled_people:
        for task, person in writing.networks.assignees(writing.connection, tasks):
            found.setdefault(task, []).append(person)
    return found


def _planned(writing: Writing, row: TaskRow, people: Iterable[int]) -> PlannedTask:
    schedule = Schedule(day(row.start), day(row.due), row.duration, bool(row.milestone))
    calendar = writing.calendars.of(row.project, people)
    return PlannedTask(schedule, calendar, bool(row.pinned), bool(row.violating))


def _dependency(row: DependencyRow) -> Dependency:
    return Dependency(row.upstream, row.downstream, DependencyKind(row.kind), row.offset or 0)


def _columns(task: PlannedTask) -> dict[str, object]:
    schedule = task.schedule
    values = (text(schedule.start), text(schedule.due), schedule.duration, task.is_pinned, task.is_violating)
    return dict(zip(_WRITTEN, values, strict=True))
