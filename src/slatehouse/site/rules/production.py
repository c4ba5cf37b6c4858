"""Shot, Task and TaskTemplate: what they start with, and what retires with them (entity-types A.6, B.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import BadSplits
from slatehouse.site.draft import Draft
from slatehouse.site.errors import ApiRefusal
from slatehouse.site.rules.bids import fill_bid
from slatehouse.site.rules.rules import Rules
from slatehouse.site.schedule.dependencies import follow_revived_task
from slatehouse.site.schedule.task_dates import reschedule_task, schedule_new_task

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_LARGEST_ORDER = 2**31 - 1


class ShotRules(Rules):
    """A shot takes the versions made for it along."""

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        return writing.linking("Version", "entity", ("Shot", row_id), mark)


class TaskRules(Rules):
    """A task belongs to a project or to a template, and takes its dependencies along."""

    name_fields = ("content",)
    echo = ("color", "sg_sort_order")
    keeps_identity = False
    mirrored = ("entity",)

    def required(self, entity_type: EntityType, sent: Mapping[str, object]) -> tuple[str, ...]:
        return () if sent.get("task_template") is not None else entity_type.requires

    def creating(self, writing: Writing, draft: Draft) -> None:
        if draft.target("task_template") and draft.target("project"):
            raise ApiRefusal("Invalid Task: a task template may not have a project")
        _empty_splits(draft)
        schedule_new_task(writing, draft)
        draft.put_default("color", "pipeline_step")
        if not draft.has("sg_sort_order"):
            draft.put("sg_sort_order", _next_place(writing, draft))
        if draft.has("est_in_mins"):
            fill_bid(draft, draft.value("est_in_mins"), 0)

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _empty_splits(draft)
        reschedule_task(writing, row_id, draft)
        if draft.has("est_in_mins"):
            logged = writing.stored("Task", row_id, ("time_logs_sum",))["time_logs_sum"]
            fill_bid(draft, draft.value("est_in_mins"), logged or 0)

    def revived(self, writing: Writing, row_id: int) -> None:
        follow_revived_task(writing, row_id)

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        here = ("Task", row_id)
        return [
            *writing.linking("TaskDependency", "task", here, mark),
            *writing.linking("TaskDependency", "dependent_task", here, mark),
        ]

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return str(values["content"] or "-")


def _next_place(writing: Writing, draft: Draft) -> int:
    """The place after the other tasks of the same entity, or of the same template."""
    for link in ("entity", "task_template"):
        owner = draft.target(link)
        if owner is not None:
            last = writing.rows.highest(writing.connection, "Task", "sg_sort_order", link, owner)
            return min((last or 0) + 1, _LARGEST_ORDER)
    return 1


def _empty_splits(draft: Draft) -> None:
    """No splits are kept: the few forms that the real service takes for some leave the field empty, and the
    others fail in its code, whose words clients see (data-types §3.19)."""
    if draft.columns.get("splits") is None:
        return
    field = draft.entity_type.fields["splits"]
    splits = msgspec.json.decode(str(draft.columns["splits"]))
    if splits and not (isinstance(splits, list) and all(isinstance(each, dict) for each in splits)):
        raise BadSplits(field, "no implicit conversion of String into Integer")
    if len(splits) > 1:
        raise BadSplits(field, "undefined method '<' for nil")
    draft.put("splits", None)


class TaskTemplateRules(Rules):
    """A template takes its tasks along."""

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        return writing.linking("Task", "task_template", ("TaskTemplate", row_id), mark)
