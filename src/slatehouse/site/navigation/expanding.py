"""One level of the tree."""

from __future__ import annotations

from typing import NamedTuple

from slatehouse.site.navigation.nodes import Child, Ref
from slatehouse.site.navigation.paths import node_at
from slatehouse.site.navigation.tree import Tree


class Level(NamedTuple):
    """A node and what is below it; `parent_path` is None for the root."""

    label: str
    ref: Ref
    parent_path: str | None
    path: str
    children: list[Child]


def level_at(tree: Tree, path: str) -> Level:
    """The level at a path; raises `NoSuchPlace`, `NoSuchProject` or `NoSuchRow`."""
    node = node_at(tree, path)
    # A node is there if those above it are.
    *_, label = [each.label(tree) for each in node.chain]
    parent_path = node.parent.path if node.parent else None
    return Level(label, node.ref, parent_path, node.path, node.children(tree))
