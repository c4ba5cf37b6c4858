"""Where in the tree a row is, or the rows whose names hold a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slatehouse.query.filters import EVERY_ROW, Condition, Filter, both
from slatehouse.query.question import Page
from slatehouse.query.text_search import Sought
from slatehouse.schema.data_types.data_type import Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Link, Target
from slatehouse.schema.relations import Among
from slatehouse.site.navigation.branches import Branch
from slatehouse.site.navigation.nodes import (
    NONE,
    BranchNode,
    Bucket,
    Group,
    Node,
    ProjectNode,
    Root,
    RowGroup,
    RowNode,
    ValueGroup,
)
from slatehouse.site.navigation.paths import node_at
from slatehouse.site.navigation.refusals import NoSuchPlace, NoSuchRoot
from slatehouse.site.navigation.tree import Tree

MOST_FOUND = 50
_AMONG = Among()
_PROJECT = "Project"


class Place(NamedTuple):
    """A row in the tree. `incremental_path` has a path for each level from where the search began;
    `path_label` says what is between the project and the row."""

    label: str
    incremental_path: list[str]
    path_label: str
    row: Target
    project: int


class _Found(NamedTuple):
    """A row, its node, and what the nodes between it and its project are called."""

    row: Link
    project: int
    node: Node
    between: tuple[str, ...]


def places_of(tree: Tree, root_path: str, row: Target) -> list[Place]:
    """Where a row is below a path, which may be nowhere; raises `NoSuchRoot`."""
    root = _root(tree, root_path)
    return [place for found in _locate(tree, row.type, [row.id]) for place in _below(root, found)]


def places_named(tree: Tree, root_path: str, text: str) -> list[Place]:
    """Where rows are whose names hold all the words of a text; raises `NoSuchRoot`."""
    root = _root(tree, root_path)
    sought = [Sought(type_, where) for type_, where in _wanted(tree, root)]
    hits = tree.session.text_search(text, sought, Page(MOST_FOUND))
    found: dict[Target, list[Place]] = {}
    for type_ in {hit.type for hit in hits}:
        for each in _locate(tree, type_, [hit.id for hit in hits if hit.type == type_]):
            found.setdefault(Target(type_, each.row.id), []).extend(_below(root, each))
    return [place for hit in hits for place in found.get(Target(hit.type, hit.id), [])]


def _root(tree: Tree, path: str) -> Node:
    try:
        return node_at(tree, path)
    except NoSuchPlace as refusal:
        raise NoSuchRoot(path) from refusal


def _wanted(tree: Tree, root: Node) -> Iterator[tuple[EntityType, Filter]]:
    """What may be found below a node, and nothing else: only the first rows that are found are looked at."""
    has_id = tree.session.edition.has_id
    match root:
        case ProjectNode():
            for type_ in _types(tree, tree.branches):
                yield type_, _in_project(tree, type_, root)
        case BranchNode(project, branch):
            yield branch.entity_type, root.where(tree)
            for type_ in _types(tree, [branch]):
                if type_.name != _PROJECT and type_ is not branch.entity_type:
                    yield type_, _in_project(tree, type_, project)
        case RowGroup(value=row):
            yield root.branch.entity_type, root.where(tree)
            yield tree.schema[row.type], has_id(tree.schema[row.type], row.id)
        case Group():
            yield root.branch.entity_type, root.where(tree)
        case RowNode(parent):
            branch = root.branch
            yield branch.entity_type, both(parent.where(tree), has_id(branch.entity_type, root.id))
        case _:
            yield from ((type_, EVERY_ROW) for type_ in _types(tree, tree.branches))


def _types(tree: Tree, branches: Sequence[Branch]) -> Iterable[EntityType]:
    """The types whose rows are in these branches, and that of projects."""
    names = [_PROJECT, *(each.entity_type.name for each in branches)]
    names += [type_ for branch in branches for type_ in branch.group_types]
    found = map(tree.schema.__getitem__, dict.fromkeys(names))
    return [each for each in found if each.name == _PROJECT or each.is_project_scoped]


def _in_project(tree: Tree, entity_type: EntityType, project: ProjectNode) -> Filter:
    if entity_type.name == _PROJECT:
        return tree.session.edition.has_id(entity_type, project.id)
    return tree.is_(entity_type, "project", Target(_PROJECT, project.id))


def _below(root: Node, found: _Found) -> Iterator[Place]:
    chain = found.node.chain
    if root in chain:
        # The root of all paths is no level that a search walks through.
        levels = [node.path for node in chain[chain.index(root) :] if not isinstance(node, Root)]
        row = Target(found.row.type, found.row.id)
        yield Place(found.row.name, levels, " > ".join(found.between), row, found.project)


def _locate(tree: Tree, type_: str, ids: Sequence[int]) -> Iterator[_Found]:
    """The nodes of some rows of a type: a project, a row of its branch, a group of another one."""
    if type_ == _PROJECT:
        for row, _ in _rows(tree, tree.schema[_PROJECT], ids, ()):
            yield _Found(row, row.id, ProjectNode(row.id), ())
    branch = tree.branch(type_)
    if branch is not None:
        yield from _in_branch(tree, branch, ids)
    grouped = [each for each in tree.branches if type_ in each.group_types]
    if grouped and tree.schema[type_].is_project_scoped:
        yield from _as_groups(tree, tree.schema[type_], grouped, ids)


def _in_branch(tree: Tree, branch: Branch, ids: Sequence[int]) -> Iterator[_Found]:
    fields = ("project", *([branch.field.name] if branch.field else []))
    for row, (project, *group) in _rows(tree, branch.entity_type, ids, fields):
        if isinstance(project, Link):
            branch_node = BranchNode(ProjectNode(project.id), branch)
            parent, name = _group(tree, branch_node, group[0]) if group else (branch_node, None)
            between = (branch.label,) if name is None else (branch.label, name)
            yield _Found(row, project.id, RowNode(parent, row.id), between)


def _as_groups(
    tree: Tree, entity_type: EntityType, branches: Sequence[Branch], ids: Sequence[int]
) -> Iterator[_Found]:
    for row, (project,) in _rows(tree, entity_type, ids, ("project",)):
        if isinstance(project, Link):
            for branch in branches:
                branch_node = BranchNode(ProjectNode(project.id), branch)
                node = RowGroup(branch_node, Target(row.type, row.id))
                yield _Found(row, project.id, node, (branch.label,))


def _group(tree: Tree, branch_node: BranchNode, value: object) -> tuple[Group, str]:
    match value:
        case Link():
            return RowGroup(branch_node, Target(value.type, value.id)), value.name
        case str():
            return ValueGroup(branch_node, value), value
    # A search spells the bucket without the type, and names it as the level above it does.
    bucket = Bucket(branch_node, NONE)
    types = branch_node.branch.group_types
    shown = Bucket(branch_node, f"{types[0]}/{NONE}") if types else bucket
    return bucket, shown.label(tree)


def _rows(
    tree: Tree, entity_type: EntityType, ids: Sequence[int], fields: Sequence[str]
) -> list[tuple[Link, list[object]]]:
    path = tree.session.edition.paths(entity_type, ("id",))[0]
    return tree.rows(entity_type, Condition(path, Test(_AMONG, (list(ids),))), fields)
