"""The dependencies of tasks that came from a template, brought in step with those of the template (contract:
scheduling §6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.schedule.settling import lock
from slatehouse.store.task_networks import DependencyRow

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_TYPE = "TaskDependency"
_COPIED = ("dependency_type", "offset_days", "shift_ratio")


def wire(writing: Writing, tasks: Mapping[int, int]) -> None:
    """Give the tasks, named by those of the template that they came from, the template's dependencies.

    What else they wait for is retired; what waits for them stays. Retired first, so that no circle closes.
    """
    lock(writing)
    wanted = {
        (tasks[each.upstream], tasks[each.downstream]): each
        for each in writing.networks.dependencies_into(writing.connection, sorted(tasks))
        if each.upstream in tasks
    }
    for each in writing.networks.dependencies_into(writing.connection, sorted(tasks.values())):
        ends = (each.upstream, each.downstream)
        if ends in wanted and _is_alike(wanted[ends], each):
            del wanted[ends]
        else:
            writing.retire_row(_TYPE, each.id)
    for ends, original in wanted.items():
        _make(writing, ends, original.id)


def _is_alike(one: DependencyRow, other: DependencyRow) -> bool:
    """No offset and one of no days are different values."""
    return (one.kind, one.offset) == (other.kind, other.offset)


def _make(writing: Writing, ends: tuple[int, int], original: int) -> None:
    stored = writing.stored(_TYPE, original, _COPIED)
    draft = Draft(writing.schema[_TYPE])
    upstream, downstream = ends
    draft.put("task", Target("Task", downstream)._asdict())
    draft.put("dependent_task", Target("Task", upstream)._asdict())
    for name in _COPIED:
        draft.fill(name, stored[name])
    writing.insert(draft)
