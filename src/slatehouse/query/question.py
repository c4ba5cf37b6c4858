"""A question: which rows of a type, in which order, and what to read of them."""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.query.paths import Path
from slatehouse.schema.entity_type import EntityType


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order. Nulls come last in both directions; the row's id breaks ties."""

    path: Path
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the rows: `size` of them after the first `skipped`."""

    size: int
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Latest:
    """Of the rows that a question is about, only the first in an order of each group that shares values."""

    shared: tuple[Path, ...]
    order: tuple[SortKey, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `page` None means every row; `retired` asks for retired rows instead of live ones.

    `latest` narrows down the rows for which `where` holds. `unlinked` are those among the fields asked for of
    which the asker knows that they hold no links, so that nobody has to look. `versioned` asks for the
    version of each row, too (see `FoundRow`).
    """

    entity_type: EntityType
    where: Filter = EVERY_ROW
    fields: tuple[Path, ...] = ()
    order: tuple[SortKey, ...] = ()
    page: Page | None = None
    retired: bool = False
    unlinked: frozenset[Path] = frozenset()
    latest: Latest | None = None
    versioned: bool = False
