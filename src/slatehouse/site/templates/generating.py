"""One task after a template's: made new, or brought in step (contract: scheduling §6.1, §6.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.multi_entity import LinkChange, UpdateMode
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.links import OwnTable, Through
from slatehouse.site.draft import Draft

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_STATUS, _ASSIGNEES = "sg_status_list", "task_assignees"
_DATES, _DURATION = ("start_date", "due_date"), "duration"
_CUSTOM = "sg_"
_COPIED = frozenset(
    {*("content", "step", "est_in_mins", "milestone", _DURATION, *_DATES), _ASSIGNEES, "task_reviewers"}
)


def generate(writing: Writing, original: int, host: Target) -> int:
    """Make a task of the host after a template's task; returns its id."""
    draft = _draft_for(writing, host, original)
    stored = _columns(writing, original)
    for field in _copied(draft.entity_type):
        if field.type.kind is Kind.LINKS:
            _copy_links(writing, draft, field, original)
        elif not _is_empty(field, stored):
            _copy(draft, field, stored)
    return writing.insert(draft)


def bring_in_step(writing: Writing, original: int, task: int) -> None:
    """Give a task what its template's task holds. What a person may have planned since stays: the status, the
    people, the dates and the pin; where there is none of it, it is filled in."""
    draft = Draft(writing.schema["Task"])
    wanted, has = _columns(writing, original), _columns(writing, task)
    is_dated = any(has[name] is not None for name in _DATES)
    kept = {_STATUS, *(name for name in _DATES if has[name] is not None), *({_DURATION} if is_dated else ())}
    for field in _copied(draft.entity_type):
        if field.type.kind is Kind.LINKS:
            if field.name != _ASSIGNEES or not _links(writing, field, task):
                _copy_links(writing, draft, field, original)
        elif field.name not in kept and not _is_empty(field, wanted):
            _copy(draft, field, wanted)
    if any(draft.has(name) for name in _DATES):
        # Dates that are filled in pin no task, which those that a person writes would.
        draft.put("pinned", bool(has["pinned"]))
    writing.change(task, draft)


def _draft_for(writing: Writing, host: Target, original: int) -> Draft:
    draft = Draft(writing.schema["Task"])
    project = writing.project_of(host)
    if project is not None:
        draft.put("project", project._asdict())
    draft.put("entity", host._asdict())
    draft.put("template_task", Target("Task", original)._asdict())
    return draft


@lru_cache(maxsize=16)
def _copied(task: EntityType) -> tuple[Field, ...]:
    """The fields of a template's task that others are given."""
    return tuple(
        field
        for field in task.fields.values()
        if field.editable and not field.unique and _is_copied(field) and _is_stored(field)
    )


def _is_copied(field: Field) -> bool:
    return field.name in _COPIED or field.custom or field.name.startswith(_CUSTOM)


def _is_stored(field: Field) -> bool:
    if field.type.kind is Kind.LINKS:
        # Of a relation of the site's own, the end that is a task's field; the other end is the other rows'.
        is_sites = field.custom and field.name.startswith(_CUSTOM)
        return isinstance(field.keeping, OwnTable) or (is_sites and isinstance(field.keeping, Through))
    return bool(field.column_names)


def _columns(writing: Writing, task: int) -> Mapping[str, object]:
    """The columns of what is copied, and whether the task is pinned."""
    fields = _copied(writing.schema["Task"])
    names = [name for field in fields for name in field.column_names]
    return writing.rows.values(writing.connection, "Task", task, [*names, "pinned"])


def _is_empty(field: Field, columns: Mapping[str, object]) -> bool:
    """Whether a task says nothing in a field. A box that is not ticked says nothing, and 0 says something."""
    value = columns[field.column_names[0]]
    return value is None or (field.type.name == "checkbox" and not value)


def _copy(draft: Draft, field: Field, columns: Mapping[str, object]) -> None:
    draft.columns.update((name, columns[name]) for name in field.column_names)
    draft.named[field.name] = field


def _copy_links(writing: Writing, draft: Draft, field: Field, original: int) -> None:
    links = tuple(_links(writing, field, original))
    if links:
        draft.put_links(field.name, LinkChange(UpdateMode.SET, links))


def _links(writing: Writing, field: Field, task: int) -> list[Target]:
    """The live rows that a task links."""
    found: Iterable[tuple[str, int]]
    if isinstance(field.keeping, Through):
        kept = field.keeping
        ends = (kept.near, kept.far, (field.entity_type, task))
        rows = writing.rows.far_ends(writing.connection, kept.entity_type, *ends)
        found = [(type_, row_id) for _, type_, row_id in rows]
    else:
        found = writing.rows.links(writing.connection, (field.entity_type, field.name), task)
    return [target for target in (Target(*each) for each in found) if writing.name_of(target) is not None]
