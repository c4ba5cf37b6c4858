"""A question about rows taken together: what to summarize of them, in which groups, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.query.paths import Path
from slatehouse.schema.buckets import GroupingKind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.summaries import SummaryKind


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary of the values of a field."""

    path: Path
    kind: SummaryKind


@dataclass(frozen=True, slots=True)
class Grouping:
    """One level of groups. Those of rows without a value come last in both directions."""

    path: Path
    kind: GroupingKind
    descending: bool = False


@dataclass(frozen=True, slots=True)
class SummaryQuestion:
    """What is asked about the live rows of a type; each grouping divides the groups of the one before.

    Of two summaries of one field the later counts.
    """

    entity_type: EntityType
    where: Filter = EVERY_ROW
    summaries: tuple[Summary, ...] = ()
    groupings: tuple[Grouping, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The rows that share a value: a plain one, a `Link` or a tuple. `groups` is None on the last level."""

    name: str
    value: object
    summaries: Mapping[str, object]
    groups: list[Group] | None


@dataclass(frozen=True, slots=True)
class SummaryAnswer:
    """The summaries of all rows by field path, and the groups; fields without summaries are left out."""

    summaries: Mapping[str, object]
    groups: list[Group]
