"""The statement that a question about groups becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.groups import Level
from slatehouse.query.paths import Path
from slatehouse.query.selection import at_end
from slatehouse.query.sources import Sources
from slatehouse.query.summaries import Grouping, Summary
from slatehouse.schema.data_types.data_type import Columns, Kind
from slatehouse.schema.field import Field
from slatehouse.schema.refusals import GroupingNotAllowed
from slatehouse.schema.summaries import ROWS, Fold, Part, Summarizer


@dataclass(frozen=True, eq=False)
class Summarized:
    """One summary of an answer: its name, and the places of what it needs among the folds of a group."""

    name: str
    summarizer: Summarizer
    places: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class _Name:
    """The display name of the rows that a group stands for, by the places of their id and type."""

    field: Field
    row_id: int
    type: int


class SummaryWriter:
    """Writes one statement over the rows of a table.

    Inmost are the rows, with their keys (`k…`) and the values to fold (`v…`); around them the groups with
    their folds (`f…`); and where groups stand for linked rows, their names, looked up once for each group.
    """

    def __init__(self, sources: Sources, table: FromClause) -> None:
        self._sources = sources
        self._table = table
        self._keys: list[ColumnElement[Any]] = []
        self._heads: list[int | _Name] = []
        # That a group has rows is asked in any case, so that a statement without summaries is one, too.
        self._parts: list[tuple[Path | None, Part]] = [(None, ROWS)]

    @property
    def folds(self) -> tuple[Fold, ...]:
        """The folds of each group, in the order of their places."""
        return tuple(part.fold for _, part in self._parts)

    @property
    def places(self) -> slice:
        """Where the folds stand in a row of the answer."""
        return slice(len(self._heads), None)

    def group(self, grouping: Grouping) -> Level:
        """Divide the groups by one more field; raises a refusal."""
        path, kind = grouping.path, grouping.kind
        bucketing = path.leaf.type.bucketing(path.leaf, kind)
        if not _leads_to_one_row(path):
            raise GroupingNotAllowed(path.leaf, kind, ())
        start, first = len(self._heads), len(self._keys)
        self._keys += self._at_end(path, bucketing.keys)
        self._heads += range(first, len(self._keys))
        if bucketing.reads_name:
            self._heads.append(_Name(path.leaf, first, first + 1))
        return Level(slice(start, len(self._heads)), bucketing, grouping.descending)

    def summarize(self, summary: Summary) -> Summarized | None:
        """Fold what a summary needs; None where an answer leaves the field out. Raises a refusal."""
        path = summary.path
        summarizer = path.leaf.type.summarizer(path.leaf, summary.kind)
        if summarizer is None or not _leads_to_one_row(path):
            return None
        return Summarized(path.text, summarizer, tuple(self._place(path, part) for part in summarizer.parts))

    def _place(self, path: Path, part: Part) -> int:
        # Every row has an id, so that counting ids is counting rows, and reads nothing of them.
        counts_rows = part.operand is None or (part.fold is Fold.COUNT and path.text == "id")
        wanted = (None, ROWS) if counts_rows else (path, part)
        if wanted not in self._parts:
            self._parts.append(wanted)
        return self._parts.index(wanted)

    def statement(self, *where: ColumnElement[bool]) -> Select[Any]:
        """The statement over the rows that meet the conditions."""
        groups = self._groups(*where)
        if not any(isinstance(head, _Name) for head in self._heads):
            return groups
        found = groups.subquery("found")
        heads = [self._head(head, found) for head in self._heads]
        return select(*heads, *(found.c[f"f{place}"] for place in range(len(self._parts))))

    def _head(self, head: int | _Name, found: FromClause) -> ColumnElement[Any]:
        if isinstance(head, int):
            return found.c[f"k{head}"]
        return self._sources.name_of(head.field, found.c[f"k{head.type}"], found.c[f"k{head.row_id}"])

    def _groups(self, *where: ColumnElement[bool]) -> Select[Any]:
        rows = self._rows(*where).subquery("rows")
        keys = [rows.c[f"k{place}"] for place in range(len(self._keys))]
        folds = [
            part.fold.over(None if part.operand is None else rows.c[f"v{place}"]).label(f"f{place}")
            for place, (_, part) in enumerate(self._parts)
        ]
        return select(*keys, *folds).select_from(rows).group_by(*keys)

    def _rows(self, *where: ColumnElement[bool]) -> Select[Any]:
        keys = [key.label(f"k{place}") for place, key in enumerate(self._keys)]
        values = [
            self._value(path, part).label(f"v{place}")
            for place, (path, part) in enumerate(self._parts)
            if path is not None
        ]
        return select(literal_column("1").label("row"), *keys, *values).select_from(self._table).where(*where)

    def _value(self, path: Path, part: Part) -> ColumnElement[Any]:
        operand = part.operand
        assert operand is not None
        return self._at_end(path, lambda columns: (operand(columns),))[0]

    def _at_end(
        self, path: Path, pick: Callable[[Columns], tuple[ColumnElement[Any], ...]]
    ) -> tuple[ColumnElement[Any], ...]:
        return at_end(
            self._sources, self._table, path, lambda row: pick(self._sources.columns(row, path.leaf))
        )


def _leads_to_one_row(path: Path) -> bool:
    return all(hop.field.type.kind is Kind.LINK for hop in path.hops)
