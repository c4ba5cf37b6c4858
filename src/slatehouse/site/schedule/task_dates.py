"""A task whose dates, duration, milestone or pin a caller writes: the rest of them follows, and the agenda
takes note for the tasks that wait (contract: scheduling §1, §3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from slatehouse.scheduling.calendar import OutOfCalendar, WorkCalendar
from slatehouse.scheduling.schedule import Contradiction, Schedule, rewritten
from slatehouse.schema.data_types.multi_entity import LinkChange, UpdateMode
from slatehouse.site.draft import Draft
from slatehouse.site.errors import CreateFailed, UpdateFailed
from slatehouse.site.schedule.settling import lock
from slatehouse.site.schedule.stored import COLUMNS, put_schedule, schedule_in, written_in

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_UPSTREAM = "upstream_tasks"


def schedule_new_task(writing: Writing, draft: Draft) -> None:
    """Complete the draft of a new task, which nothing waits for yet. What it waits for is linked when it is
    there, and places it then."""
    write = written_in(draft)
    if write.is_empty:
        return
    project = draft.target("project")
    people = _people(draft, frozenset())
    calendar = writing.calendars.of(project and project.id, people)
    with _refused_as(CreateFailed):
        put_schedule(draft, rewritten(Schedule(), write, calendar))


def reschedule_task(writing: Writing, task: int, draft: Draft) -> None:
    """Complete the draft of a change to a task, and note what follows from it."""
    write = written_in(draft)
    if write.is_empty and not draft.has("pinned"):
        return
    lock(writing)
    stored = writing.rows.values(writing.connection, "Task", task, [*COLUMNS, "pinned", "project$id"])
    before = after = schedule_in(stored)
    if not write.is_empty:
        with _refused_as(UpdateFailed):
            after = rewritten(before, write, _calendar(writing, task, draft, stored["project$id"]))
        put_schedule(draft, after)
    is_moved = write.has_a_date and (before.start, before.due) != (after.start, after.due)
    if is_moved and not draft.has("pinned") and _will_wait(writing, task, draft):
        # Whoever moves a task that waits for another means it to stay there.
        draft.put("pinned", True)
    if after != before:
        writing.agenda.moved(task, before)
    if draft.has("pinned") or (after.duration != before.duration and not write.has_a_date):
        writing.agenda.place(task)


def _will_wait(writing: Writing, task: int, draft: Draft) -> bool:
    """Whether the task waits for another once the draft is written."""
    found = writing.networks.dependencies_into(writing.connection, [task])
    upstream = frozenset(each.upstream for each in found)
    change = draft.links.get(_UPSTREAM)
    if change is not None:
        upstream = _after(change, upstream, "Task")
    return bool(writing.networks.tasks(writing.connection, sorted(upstream)))


def _calendar(writing: Writing, task: int, draft: Draft, project: object) -> WorkCalendar:
    if draft.has("project"):
        target = draft.target("project")
        project = target and target.id
    has_rules = bool(writing.calendars.ruled_people)
    found = writing.networks.assignees(writing.connection, [task]) if has_rules else []
    people = _people(draft, frozenset(person for _, person in found))
    return writing.calendars.of(None if project is None else int(str(project)), people)


def _people(draft: Draft, people: frozenset[int]) -> frozenset[int]:
    """Those who work on the task once the draft is written."""
    change = draft.links.get("task_assignees")
    return people if change is None else _after(change, people, "HumanUser")


def _after(change: LinkChange, current: frozenset[int], type_: str) -> frozenset[int]:
    """The linked rows of a type after the change."""
    named = frozenset(target.id for target in change.targets if target.type == type_)
    match change.mode:
        case UpdateMode.ADD:
            return current | named
        case UpdateMode.REMOVE:
            return current - named
        case UpdateMode.SET:
            return named


@contextmanager
def _refused_as(failure: type[CreateFailed] | type[UpdateFailed]) -> Iterator[None]:
    try:
        yield
    except Contradiction as error:
        reason = "A milestone takes place on one day: start_date and due_date differ"
        raise failure("Task", reason) from error
    except OutOfCalendar as error:
        raise failure("Task", "The dates would lie outside the years 1 to 9999") from error
