"""Dependencies that are made, changed, retired and revived: the waiting task goes to its place, or is free
(contract: scheduling §3.1, §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft, target_in

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_PLACING = ("task", "dependent_task", "dependency_type", "offset_days")


def follow_new_dependency(writing: Writing, draft: Draft) -> None:
    """A dependency was made."""
    _place(writing, draft.target("task"))


def follow_changed_dependency(
    writing: Writing, dependency: int, draft: Draft, before: Mapping[str, object]
) -> None:
    """Who waits, for whom or how was changed; `before` are the columns that the draft writes."""
    if any(draft.has(name) for name in _PLACING):
        task = _waiting(writing, dependency)
        _place(writing, task)
        if draft.has("task") and target_in(before, "task") != task:
            _release(writing, target_in(before, "task"))


def follow_retired_dependency(writing: Writing, dependency: int) -> None:
    """A dependency was retired: the task stays where it is."""
    _release(writing, _waiting(writing, dependency))


def follow_revived_dependency(writing: Writing, dependency: int) -> None:
    """A dependency was revived: the task is placed by what it waits for, wherever that is by now."""
    _place(writing, _waiting(writing, dependency))


def follow_revived_task(writing: Writing, task: int) -> None:
    """A task was revived: it goes to its place, and so do those that wait for it. Dependencies that were
    revived before it, and had to do without it, count again."""
    writing.agenda.place(task)
    for _, dependency in writing.linking("TaskDependency", "dependent_task", ("Task", task), None):
        _place(writing, _waiting(writing, dependency))


def _waiting(writing: Writing, dependency: int) -> Target | None:
    columns = ("task$id", "task$type")
    return target_in(writing.rows.values(writing.connection, "TaskDependency", dependency, columns), "task")


def _place(writing: Writing, task: Target | None) -> None:
    if task is not None:
        writing.agenda.place(task.id)


def _release(writing: Writing, task: Target | None) -> None:
    if task is not None:
        writing.agenda.check(task.id)
