"""Applying a task template to a row: its tasks are made where they are missing and brought in step where they
are there, with the dependencies among them (contract: scheduling §6)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.schema.links import ReverseOf
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.errors import LinkedTwice
from slatehouse.site.templates.generating import bring_in_step, generate
from slatehouse.site.templates.wiring import wire

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

FIELD = "task_template"
_ORIGIN = "template_task"


def apply_written_template(writing: Writing, row: Target, draft: Draft) -> None:
    """Apply the template that a draft has just given to a row, if it is one that has tasks."""
    if FIELD in draft.named and _has_tasks(draft.entity_type):
        template = draft.target(FIELD)
        if template is not None:
            _apply(writing, row, template)


def _apply(writing: Writing, host: Target, template: Target) -> None:
    originals = [row_id for _, row_id in writing.linking("Task", FIELD, template, None)]
    linked = _linked(writing, host)
    tasks: dict[int, int] = {}
    for original in originals:
        if original in linked:
            first, *others = linked[original]
            if others and writing.is_strict:
                _raise_if_doubled(writing, host, original, (first, *others))
            bring_in_step(writing, original, first)
            tasks[original] = first
        else:
            tasks[original] = generate(writing, original, host)
    wire(writing, tasks)


def _raise_if_doubled(writing: Writing, host: Target, original: int, tasks: Sequence[int]) -> None:
    """Raises `LinkedTwice` where the caller sees more than one of the tasks."""
    seen = writing.seen_of([Target("Task", task) for task in tasks])
    if len(seen) > 1:
        raise LinkedTwice(host.type, original, tuple(task for task in tasks if Target("Task", task) in seen))


def _linked(writing: Writing, host: Target) -> dict[int, list[int]]:
    """The live tasks of the host that came from a template, by the task that they came from, the oldest
    first."""
    found: dict[int, list[int]] = {}
    columns = (f"{_ORIGIN}$id", f"{_ORIGIN}$type")
    for _, task in writing.linking("Task", "entity", host, None):
        origin = target_in(writing.rows.values(writing.connection, "Task", task, columns), _ORIGIN)
        if origin is not None:
            found.setdefault(origin.id, []).append(task)
    return found


@lru_cache(maxsize=256)
def _has_tasks(entity_type: EntityType) -> bool:
    """Whether work is planned on rows of the type."""
    tasks = entity_type.fields.get("tasks")
    return tasks is not None and tasks.keeping == ReverseOf("Task", "entity")
