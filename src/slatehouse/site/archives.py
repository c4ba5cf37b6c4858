"""Leaving out what belongs to archived projects (errata 18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slatehouse.query.filters import EVERY_ROW, Condition, Filter, Group, Operator
from slatehouse.schema.entity_type import EntityType

Resolve = Callable[[str, str, Sequence[object]], Condition]
"""Makes a condition on rows of a type of a path, a relation and its values."""


def outside_archives(entity_type: EntityType, resolve: Resolve) -> Filter:
    """Holds for the rows of the type that are in no archived project."""
    if entity_type.name == "Project":
        return resolve("archived", "is", [False])
    if not entity_type.is_project_scoped:
        return EVERY_ROW
    not_archived = resolve("project.Project.archived", "is", [False])
    return Group(Operator.OR, (resolve("project", "is", [None]), not_archived))
