"""Paths of the tree, read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import unquote

from slatehouse.schema.link import Target
from slatehouse.site.navigation.branches import Groups
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
from slatehouse.site.navigation.refusals import NoSuchPlace
from slatehouse.site.navigation.tree import Tree

_LONGEST_ID = 18
_ROW = "id"


def node_at(tree: Tree, path: str) -> Node:
    """The node that a path leads to, `""` to the root like `/`; raises `NoSuchPlace`.

    Whether the rows in the path are there is for the node to say.
    """
    words = path.strip("/").split("/") if path.strip("/") else []
    node = _node(tree, words)
    if node is None:
        raise NoSuchPlace(path)
    return node


def _node(tree: Tree, words: Sequence[str]) -> Node | None:
    match words:
        case []:
            return Root()
        case ["Project", number]:
            project = _id(number)
            return None if project is None else ProjectNode(project)
        case ["Project", number, type_, *rest]:
            project, branch = _id(number), tree.branch(type_)
            if project is not None and branch is not None:
                return _below(BranchNode(ProjectNode(project), branch), rest)
    return None


def _below(branch_node: BranchNode, words: Sequence[str]) -> Node | None:
    branch = branch_node.branch
    if not words:
        return branch_node
    if branch.field is None:
        return _with_row(branch_node, words)
    if words[0] != branch.field.name:
        return None
    group, rest = _GROUPS[branch.groups](branch_node, words[1:])
    return group if group is None or not rest else _with_row(group, rest)


def _with_row(parent: BranchNode | Group, words: Sequence[str]) -> RowNode | None:
    row_id = _id(words[1]) if len(words) == 2 and words[0] == _ROW else None
    return None if row_id is None else RowNode(parent, row_id)


_Found = tuple[Group | None, Sequence[str]]


def _row_group(branch_node: BranchNode, words: Sequence[str]) -> _Found:
    match words:
        case ["__none__", *rest]:
            return Bucket(branch_node, NONE), rest
        case [type_, word, *rest] if type_ in branch_node.branch.group_types:
            if word == NONE:
                return Bucket(branch_node, f"{type_}/{NONE}"), rest
            row_id = _id(word)
            return None if row_id is None else RowGroup(branch_node, Target(type_, row_id)), rest
    return None, ()


def _value_group(branch_node: BranchNode, words: Sequence[str]) -> _Found:
    match words:
        case ["__none__", *rest]:
            return Bucket(branch_node, NONE), rest
        case [word, *rest] if word and "\0" not in unquote(word):
            return ValueGroup(branch_node, unquote(word)), rest
    return None, ()


_GROUPS: dict[Groups, Callable[[BranchNode, Sequence[str]], _Found]] = {
    Groups.ROWS: _row_group,
    Groups.VALUES: _value_group,
}


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else None
