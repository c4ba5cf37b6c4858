"""The groups of an answer, folded together from the smallest groups that SQL found.

A group's folds are those of its parts combined, so a group counts what its sub-groups count together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from slatehouse.query.summaries import Group
from slatehouse.schema.buckets import EMPTY, Bucket, Bucketing
from slatehouse.schema.summaries import Fold
from slatehouse.store.connection import Row

Summarize = Callable[[Sequence[Any]], dict[str, object]]


@dataclass(frozen=True, eq=False)
class Level:
    """One level of groups: where in a row its key stands, and which group a key belongs to."""

    key: slice
    bucketing: Bucketing
    descending: bool


@dataclass(eq=False)
class Node:
    """A group while it is being folded."""

    bucket: Bucket
    folds: list[Any]
    children: dict[object, Node] = field(default_factory=dict)


def fold_rows(
    rows: Iterable[Row], levels: Sequence[Level], folds: Sequence[Fold], places: slice, today: date
) -> Node:
    """All rows as one group, with the groups of each level inside that of the level before."""
    empty = [fold.empty for fold in folds]
    root = Node(EMPTY, list(empty))
    for row in rows:
        found = row[places]
        node = root
        _add(node, folds, found)
        for level in levels:
            bucket = level.bucketing.bucket(row[level.key], today)
            child = node.children.get(bucket.value)
            if child is None:
                child = node.children[bucket.value] = Node(bucket, list(empty))
            node = child
            _add(node, folds, found)
    return root


def groups_of(node: Node, levels: Sequence[Level], summarize: Summarize) -> list[Group]:
    """The groups inside a group, in order."""
    level, *deeper = levels
    return [
        Group(
            child.bucket.name,
            child.bucket.value,
            summarize(child.folds),
            groups_of(child, deeper, summarize) if deeper else None,
        )
        for child in _ordered(node, level.descending)
    ]


def _add(node: Node, folds: Sequence[Fold], found: Sequence[Any]) -> None:
    pairs = zip(folds, node.folds, found, strict=True)
    node.folds = [fold.combined(one, other) for fold, one, other in pairs]


def _ordered(node: Node, descending: bool) -> list[Node]:
    valued = [child for child in node.children.values() if child.bucket is not EMPTY]
    valued.sort(key=lambda child: child.bucket.order, reverse=descending)
    return valued + [child for child in node.children.values() if child.bucket is EMPTY]
