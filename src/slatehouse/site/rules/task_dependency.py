"""TaskDependency: which tasks it joins, and how one waits for the other (entity-types B.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.errors import CreateFailed, ReviveFailed, UpdateFailed
from slatehouse.site.rules.rules import Rules
from slatehouse.site.schedule.dependencies import (
    follow_changed_dependency,
    follow_new_dependency,
    follow_retired_dependency,
    follow_revived_dependency,
)
from slatehouse.site.schedule.settling import lock

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

KINDS = ("finish-to-start-next-day", "start-to-start", "finish-to-finish", "start-to-finish-next-day")
_LOOP = "Can't create this dependency as it causes a loop."
_ENDS = ("task", "dependent_task")
_END_COLUMNS = tuple(f"{end}{suffix}" for end in _ENDS for suffix in ("$id", "$type"))


class TaskDependencyRules(Rules):
    """`task` waits for `dependent_task`, and nothing may wait for itself in the end."""

    name_fields = _ENDS
    echo = ("dependency_type",)
    mirrored = _ENDS
    # Linked from its end, one by one, a chain would be moved as often as it is long.
    is_settled_later = True

    def creating(self, writing: Writing, draft: Draft) -> None:
        lock(writing)
        if "dependency_type" not in draft.columns:
            draft.fill("dependency_type", KINDS[0])
        _check_kind(draft, CreateFailed)
        _fill_ids(draft)
        if _closes_a_loop(writing, draft.columns):
            raise CreateFailed("TaskDependency", _LOOP)

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        follow_new_dependency(writing, draft)

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        lock(writing)
        _check_kind(draft, UpdateFailed)
        _fill_ids(draft)
        if not any(draft.has(end) for end in _ENDS):
            return
        stored = writing.rows.values(writing.connection, "TaskDependency", row_id, _END_COLUMNS)
        if _closes_a_loop(writing, {**stored, **draft.columns}, without=row_id):
            raise UpdateFailed("TaskDependency", _LOOP)

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        follow_changed_dependency(writing, row_id, draft, before)

    def retired(self, writing: Writing, row_id: int) -> None:
        follow_retired_dependency(writing, row_id)

    def reviving(self, writing: Writing, row_id: int) -> None:
        lock(writing)
        stored = writing.rows.values(writing.connection, "TaskDependency", row_id, _END_COLUMNS)
        if _closes_a_loop(writing, stored):
            raise ReviveFailed("TaskDependency", row_id, _LOOP)

    def revived(self, writing: Writing, row_id: int) -> None:
        follow_revived_dependency(writing, row_id)

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return f"Task {values['task']} dependent on Task {values['dependent_task']}"


def _check_kind(draft: Draft, failure: type[CreateFailed] | type[UpdateFailed]) -> None:
    kind = draft.value("dependency_type")
    if draft.has("dependency_type") and kind not in KINDS:
        problem = f"Dependency type '{kind or ''}' is invalid, accepted values are {', '.join(KINDS)}."
        raise failure("TaskDependency", f"Validation failed: Dependency type {problem}")


def _fill_ids(draft: Draft) -> None:
    for end in _ENDS:
        if draft.has(end):
            target = draft.target(end)
            draft.fill(f"{end}_id", target and target.id)


def _closes_a_loop(writing: Writing, columns: Mapping[str, object], without: int = 0) -> bool:
    waiting, awaited = (target_in(columns, end) for end in _ENDS)
    return waiting is not None and awaited is not None and _waits(writing, awaited, waiting, without)


def _waits(writing: Writing, one: Target, other: Target, without: int) -> bool:
    """Whether a task waits for another, through however many dependencies, or is the other."""
    return writing.networks.waits(writing.connection, one.id, other.id, without)
