"""The rows of another type that belong to a node: the Versions of a project, of a sequence, of a shot.

Clients are given them as the filter preset `NAV_ENTRIES`, and send it back with their next question. What
belongs to a node belongs to all nodes above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from slatehouse.query.filters import EVERY_ROW, Filter, Group, Operator, both
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.site.navigation.branches import Branch
from slatehouse.site.navigation.nodes import (
    BranchNode,
    Bucket,
    Node,
    ProjectNode,
    Root,
    RowGroup,
    RowNode,
    ValueGroup,
)
from slatehouse.site.navigation.paths import node_at
from slatehouse.site.navigation.tree import Tree


@dataclass(frozen=True, slots=True)
class Seed:
    """The rows that are wanted, and the field by which they belong to the rows of the tree."""

    entity_type: EntityType
    field: Field


def seed_of(entity_type: EntityType, field: str) -> Seed | None:
    """The seed; None unless the field links rows."""
    found = entity_type.fields.get(field)
    links = found is not None and found.type.kind in (Kind.LINK, Kind.LINKS)
    return Seed(entity_type, found) if found and links else None


def entries_at(tree: Tree, path: str, seed: Seed) -> Filter:
    """The filter on the seed's rows that belong to the node at a path; raises `NoSuchPlace`."""
    node = node_at(tree, path)
    project = next((each for each in node.chain if isinstance(each, ProjectNode)), None)
    in_project = EVERY_ROW if project is None else _in_project(tree, seed, project)
    return both(in_project, _ENTRIES[type(node)](tree, seed, node))


def _in_project(tree: Tree, seed: Seed, project: ProjectNode) -> Filter:
    row = Target("Project", project.id)
    if seed.entity_type.is_project_scoped:
        return tree.is_(seed.entity_type, "project", row)
    types = [branch.entity_type.name for branch in tree.branches]
    return _any(tree.is_(seed.entity_type, f"{seed.field.name}.{type_}.project", row) for type_ in types)


def _everything(tree: Tree, seed: Seed, node: Node) -> Filter:
    return EVERY_ROW


def _of_branch(tree: Tree, seed: Seed, node: BranchNode) -> Filter:
    types = (node.branch.entity_type.name, *node.branch.group_types)
    return _any(_links_type(tree, seed, type_) for type_ in types)


def _of_row_group(tree: Tree, seed: Seed, node: RowGroup) -> Filter:
    itself = tree.is_(seed.entity_type, seed.field.name, node.value)
    return _any((itself, _links_grouped(tree, seed, node.branch, node.value)))


def _of_values(tree: Tree, seed: Seed, node: ValueGroup | Bucket) -> Filter:
    linked = _links_type(tree, seed, node.branch.entity_type.name)
    return both(linked, _links_grouped(tree, seed, node.branch, node.value))


def _of_row(tree: Tree, seed: Seed, node: RowNode) -> Filter:
    row = Target(node.branch.entity_type.name, node.id)
    return tree.is_(seed.entity_type, seed.field.name, row)


def _links_type(tree: Tree, seed: Seed, type_: str) -> Filter:
    return tree.session.condition(seed.entity_type, f"{seed.field.name}.{type_}.id", "is_not", [None])


def _links_grouped(tree: Tree, seed: Seed, branch: Branch, value: object) -> Filter:
    assert branch.field is not None
    path = f"{seed.field.name}.{branch.entity_type.name}.{branch.field.name}"
    return tree.is_(seed.entity_type, path, value)


def _any(filters: Iterable[Filter]) -> Filter:
    return Group(Operator.OR, tuple(filters))


_ENTRIES: dict[type[Node], Callable[[Tree, Seed, Any], Filter]] = {
    Root: _everything,
    ProjectNode: _everything,
    BranchNode: _of_branch,
    RowGroup: _of_row_group,
    ValueGroup: _of_values,
    Bucket: _of_values,
    RowNode: _of_row,
}
