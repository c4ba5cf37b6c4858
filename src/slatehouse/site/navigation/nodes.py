"""The nodes of the tree, each of which knows its path, what it is called and what is below it.

A level of groups made of rows repeats its bucket after each group, and is empty where there are no groups,
even if there are rows without one: so it was recorded. The bucket answers by its path all the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from slatehouse.query.filters import EVERY_ROW, Filter, both
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Link, Target
from slatehouse.schema.text_key import text_key
from slatehouse.site.errors import NoSuchRow
from slatehouse.site.navigation.branches import Branch, Groups
from slatehouse.site.navigation.refusals import NoSuchProject
from slatehouse.site.navigation.tree import Tree

NONE = "__none__"
_PROJECT = "Project"


class Ref(NamedTuple):
    """What a node stands for: a row, a type, a value of a list, or nothing."""

    kind: str
    value: object


class Child(NamedTuple):
    """A node as its parent lists it. The placeholder of an empty level has no path."""

    label: str
    path: str | None
    ref: Ref
    has_children: bool


class Node(ABC):
    """A node. `tree` is asked for what only the site knows."""

    @property
    @abstractmethod
    def parent(self) -> Node | None:
        """The node above; None for the root."""

    @property
    @abstractmethod
    def path(self) -> str:
        """The path that leads here."""

    @property
    @abstractmethod
    def ref(self) -> Ref:
        """What the node stands for."""

    @abstractmethod
    def label(self, tree: Tree) -> str:
        """What people read; raises a refusal if the node is not there."""

    def children(self, tree: Tree) -> list[Child]:
        """What is below, in order."""
        return []

    def where(self, tree: Tree) -> Filter:
        """Which rows of its branch are below."""
        return EVERY_ROW

    @property
    def chain(self) -> list[Node]:
        """The nodes from the root to this one."""
        above = self.parent.chain if self.parent else []
        return [*above, self]


@dataclass(frozen=True)
class Root(Node):
    """The site, with its projects."""

    @property
    def parent(self) -> None:
        return None

    @property
    def path(self) -> str:
        return "/"

    @property
    def ref(self) -> Ref:
        return Ref("root", None)

    def label(self, tree: Tree) -> str:
        return tree.name

    def children(self, tree: Tree) -> list[Child]:
        projects = tree.rows(tree.schema[_PROJECT], EVERY_ROW)
        return [_child(ProjectNode(row.id), row.name) for row, _ in projects]


@dataclass(frozen=True)
class ProjectNode(Node):
    """A project, with a branch for each type that the site's settings name."""

    id: int

    @property
    def parent(self) -> Root:
        return Root()

    @property
    def path(self) -> str:
        return f"/{_PROJECT}/{self.id}"

    @property
    def ref(self) -> Ref:
        return _of_row(Target(_PROJECT, self.id))

    def label(self, tree: Tree) -> str:
        found = tree.row(tree.schema[_PROJECT], self.id)
        if found is None:
            raise NoSuchProject(self.id)
        return found.name

    def children(self, tree: Tree) -> list[Child]:
        return [_child(BranchNode(self, branch), branch.label) for branch in tree.branches]


@dataclass(frozen=True)
class BranchNode(Node):
    """The rows of one type in a project."""

    project: ProjectNode
    branch: Branch

    @property
    def parent(self) -> ProjectNode:
        return self.project

    @property
    def path(self) -> str:
        return f"{self.project.path}/{self.branch.entity_type.name}"

    @property
    def ref(self) -> Ref:
        return Ref("entity_type", self.branch.entity_type.name)

    def label(self, tree: Tree) -> str:
        return self.branch.label

    def where(self, tree: Tree) -> Filter:
        return tree.is_(self.branch.entity_type, "project", Target(_PROJECT, self.project.id))

    def children(self, tree: Tree) -> list[Child]:
        match self.branch.groups:
            case Groups.NONE:
                found = _rows_below(self, tree, self.branch)
            case Groups.ROWS:
                found = list(self._groups_of_rows(tree))
            case Groups.VALUES:
                found = list(self._groups_of_values(tree))
        return found or [_empty(self.branch)]

    def _groups_of_rows(self, tree: Tree) -> Iterator[Child]:
        bucket = Bucket(self, f"{self.branch.group_types[0]}/{NONE}")
        for group in self._grouping_rows(tree):
            yield _child(RowGroup(self, Target(group.type, group.id)), group.name)
            yield _child(bucket, bucket.label(tree))

    def _groups_of_values(self, tree: Tree) -> Iterator[Child]:
        values = self._values(tree)
        if values:
            yield from (_child(ValueGroup(self, str(each)), str(each)) for each in values if each is not None)
            bucket = Bucket(self, NONE)
            yield _child(bucket, bucket.label(tree))

    def _grouping_rows(self, tree: Tree) -> Iterable[Link]:
        """The project's own groups, and those of elsewhere that rows of the project are in."""
        found = {Target(each.type, each.id): each for each in self._values(tree) if isinstance(each, Link)}
        project = Target(_PROJECT, self.project.id)
        for type_ in map(tree.schema.__getitem__, self.branch.group_types):
            if type_.is_project_scoped:
                own = tree.rows(type_, tree.is_(type_, "project", project))
                found |= {Target(row.type, row.id): row for row, _ in own}
        return sorted(found.values(), key=lambda row: (text_key(row.name), row.id, row.type))

    def _values(self, tree: Tree) -> list[object]:
        assert self.branch.field is not None
        return tree.values(self.branch.entity_type, self.branch.field, self.where(tree))


class Group(Node):
    """Rows of a branch that are alike in the field that groups it."""

    branch_node: BranchNode
    value: object
    """What stands in the field of the rows."""

    @property
    def parent(self) -> BranchNode:
        return self.branch_node

    @property
    def path(self) -> str:
        assert self.branch.field is not None
        return f"{self.branch_node.path}/{self.branch.field.name}/{self.segments}"

    @property
    def branch(self) -> Branch:
        return self.branch_node.branch

    @property
    @abstractmethod
    def segments(self) -> str:
        """How the path ends."""

    def where(self, tree: Tree) -> Filter:
        assert self.branch.field is not None
        in_group = tree.is_(self.branch.entity_type, self.branch.field.name, self.value)
        return both(self.branch_node.where(tree), in_group)

    def children(self, tree: Tree) -> list[Child]:
        return _rows_below(self, tree, self.branch) or [_empty(self.branch)]


@dataclass(frozen=True)
class RowGroup(Group):
    """The rows that link one row."""

    branch_node: BranchNode
    value: Target

    @property
    def segments(self) -> str:
        return f"{self.value.type}/{self.value.id}"

    @property
    def ref(self) -> Ref:
        return _of_row(self.value)

    def label(self, tree: Tree) -> str:
        return _there(tree, tree.schema[self.value.type], self.value.id, EVERY_ROW)


@dataclass(frozen=True)
class ValueGroup(Group):
    """The rows with one value of a list."""

    branch_node: BranchNode
    value: str

    @property
    def segments(self) -> str:
        # Escaped is what would end the segment, and the one word that means no value where it is one.
        return "%5F_none__" if self.value == NONE else self.value.replace("%", "%25").replace("/", "%2F")

    @property
    def ref(self) -> Ref:
        return Ref("list", self.value)

    def label(self, tree: Tree) -> str:
        return self.value


@dataclass(frozen=True)
class Bucket(Group):
    """The rows without a value in the field. Where that is a link, there are two spellings of the path."""

    branch_node: BranchNode
    spelling: str = field(compare=False)
    value: None = field(default=None, init=False)

    @property
    def segments(self) -> str:
        return self.spelling

    @property
    def ref(self) -> Ref:
        if self.branch.groups is Groups.VALUES:
            return Ref("list", NONE)
        return Ref("entity_type", self.branch.entity_type.name)

    def label(self, tree: Tree) -> str:
        return f"{self.branch.label} with no {self._missing(tree)}"

    def _missing(self, tree: Tree) -> str:
        assert self.branch.field is not None
        if self.branch.groups is Groups.VALUES:
            return self.branch.field.display_name
        # The real service reads the word where the type stands in the path, whatever it is.
        word = self.spelling.partition("/")[0]
        return tree.schema[word].display_name if word in tree.schema else word


@dataclass(frozen=True)
class RowNode(Node):
    """A row, below its branch or its group."""

    parent_node: BranchNode | Group
    id: int

    @property
    def parent(self) -> BranchNode | Group:
        return self.parent_node

    @property
    def path(self) -> str:
        return f"{self.parent_node.path}/id/{self.id}"

    @property
    def branch(self) -> Branch:
        return self.parent_node.branch

    @property
    def ref(self) -> Ref:
        return _of_row(Target(self.branch.entity_type.name, self.id))

    def label(self, tree: Tree) -> str:
        return _there(tree, self.branch.entity_type, self.id, self.parent_node.where(tree))


def _child(node: Node, label: str) -> Child:
    return Child(label, node.path, node.ref, not isinstance(node, RowNode))


def _empty(branch: Branch) -> Child:
    return Child(f"No {branch.label}", None, Ref("empty", None), False)


def _rows_below(node: BranchNode | Group, tree: Tree, branch: Branch) -> list[Child]:
    found = tree.rows(branch.entity_type, node.where(tree))
    return [_child(RowNode(node, row.id), row.name) for row, _ in found]


def _of_row(row: Target) -> Ref:
    return Ref("entity", row._asdict())


def _there(tree: Tree, entity_type: EntityType, row_id: int, where: Filter) -> str:
    found = tree.row(entity_type, row_id, where)
    if found is None:
        raise NoSuchRow(entity_type.name, row_id)
    return found.name
