"""Shot, Version and Task: who made them, and what retires with them (entity-types A.6, B.6, B.10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft
from slatehouse.site.errors import ApiRefusal
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class ShotRules(Rules):
    """A shot takes the versions made for it along."""

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        return writing.linking("Version", "entity", ("Shot", row_id), mark)


class VersionRules(Rules):
    """A version belongs to whoever made it."""

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("user", writing.caller_link)


class TaskRules(Rules):
    """A task belongs to a project or to a template, and takes its dependencies along."""

    name_fields = ("content",)
    keeps_identity = False
    mirrored = ("entity",)

    def required(self, entity_type: EntityType, sent: Mapping[str, object]) -> tuple[str, ...]:
        return () if sent.get("task_template") is not None else entity_type.requires

    def creating(self, writing: Writing, draft: Draft) -> None:
        if draft.target("task_template") and draft.target("project"):
            raise ApiRefusal("Invalid Task: a task template may not have a project")
        draft.put_default("color", "pipeline_step")

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        here = ("Task", row_id)
        return [
            *writing.linking("TaskDependency", "task", here, mark),
            *writing.linking("TaskDependency", "dependent_task", here, mark),
        ]

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return str(values["content"] or "-")


class TaskTemplateRules(Rules):
    """A template takes its tasks along."""

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        return writing.linking("Task", "task_template", ("TaskTemplate", row_id), mark)


class TaskDependencyRules(Rules):
    """A dependency is named by the tasks that it joins."""

    name_fields = ("task", "dependent_task")
    mirrored = ("task", "dependent_task")

    def creating(self, writing: Writing, draft: Draft) -> None:
        if not draft.has("dependency_type"):
            draft.fill("dependency_type", "finish-to-start-next-day")

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return f"Task {values['task']} dependent on Task {values['dependent_task']}"
