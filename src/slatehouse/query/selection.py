"""What a question reads: the SQL of each field asked for, and how its values are read from a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, and_, literal, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.packing import Pack, Unpack, pack_of
from slatehouse.query.paths import Path
from slatehouse.query.rollups import rollup
from slatehouse.query.sources import Sources
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.origins import DataUrl
from slatehouse.store.tables import RETIRED, VERSION


@dataclass(frozen=True, eq=False)
class Picked:
    """One field of a row: where in the row its value starts, how wide it is, and how to read it.

    A field of links is read apart for a whole page; its place in the row holds the id of the owner. Without
    width it is known to hold no links. `unpack` makes the field's values of the one that the row has.
    """

    path: Path
    start: int
    width: int
    unpack: Unpack | None = None

    @property
    def key(self) -> str:
        """The name under which the value is asked for and answered."""
        return self.path.text

    @property
    def reads_links(self) -> bool:
        return self.path.leaf.type.kind is Kind.LINKS and self.width > 0

    @property
    def is_stored(self) -> bool:
        """Whether the value in the row is the field's value as it is."""
        return self.reads_links or (self.width == 1 and self.path.leaf.type.reads_as_stored)


@dataclass(frozen=True, eq=False)
class Selection:
    """The SQL expressions of a question's fields, and what to make of their values."""

    expressions: tuple[ColumnElement[Any], ...]
    picked: tuple[Picked, ...]


def select_fields(
    sources: Sources, table: FromClause, paths: Sequence[Path], unlinked: frozenset[Path]
) -> Selection:
    """The selection of the paths over the rows of the table; column 0 of a row is its id."""
    expressions: list[ColumnElement[Any]] = [table.c.id]
    picked: list[Picked] = []
    packed: dict[str, int] = {}
    texts = {path.text for path in paths}
    for path in paths:
        pack = pack_of(sources, path, texts)
        if pack is None:
            found = _found(sources, table, path, texts, unlinked)
            picked.append(Picked(path, len(expressions), len(found)))
            expressions.extend(found)
            continue
        if pack.name not in packed:
            packed[pack.name] = len(expressions)
            expressions.extend(_packed(sources, table, path, pack))
        picked.append(Picked(path, packed[pack.name], 1, pack.unpack))
    return Selection(tuple(expressions), tuple(picked))


def _found(
    sources: Sources, table: FromClause, path: Path, texts: Collection[str], unlinked: frozenset[Path]
) -> tuple[ColumnElement[Any], ...]:
    if path in unlinked:
        return ()
    return (literal(""),) if _lacks_its_source(path, texts) else _expressions(sources, table, path)


def _packed(sources: Sources, table: FromClause, path: Path, pack: Pack) -> tuple[ColumnElement[Any], ...]:
    return at_end(sources, table, path, lambda row: (pack.write(sources, row, pack.source),))


def _lacks_its_source(path: Path, texts: Collection[str]) -> bool:
    """Whether a value is made of another field that is not read beside it."""
    origin = path.leaf.origin
    return isinstance(origin, DataUrl) and path.text.removesuffix(path.leaf.name) + origin.field not in texts


def sort_expressions(sources: Sources, table: FromClause, path: Path) -> tuple[ColumnElement[Any], ...]:
    """What to order by for a path through single links."""
    leaf = path.leaf
    return at_end(sources, table, path, lambda row: leaf.type.sort_columns(sources.columns(row, leaf)))


def identity_expressions(sources: Sources, table: FromClause, path: Path) -> tuple[ColumnElement[Any], ...]:
    """What rows have in common that share the value of a path through single links: of a link, its row."""
    leaf = path.leaf

    def columns(row: FromClause) -> tuple[ColumnElement[Any], ...]:
        if leaf.type.kind is Kind.LINK:
            return sources.link_ends(row, leaf)
        return (sources.columns(row, leaf).of(),)

    return at_end(sources, table, path, columns)


def version_expression(sources: Sources, table: FromClause) -> ColumnElement[Any]:
    """What is different after each change of what a row keeps itself.

    Whoever may not see all of it is not to learn of changes of the rest: they are told whether it is retired.
    """
    return table.c[VERSION if sources.visibility is None else RETIRED]


def row_reader(picked: Sequence[Picked]) -> Callable[[Sequence[Any]], list[object]]:
    """One function that reads the picked fields of a row, written for just these.

    An expression over the row's places takes a third of the time of a loop over the fields, and every row of
    every answer goes through it.
    """
    places: list[str] = []
    names: dict[str, object] = {}
    for number, each in enumerate(picked):
        end = each.start + each.width
        if not each.width:
            places.append("[]")
        elif each.is_stored:
            places.append(f"row[{each.start}]")
        elif each.unpack is not None:
            names[f"read_{number}"], names[f"unpack_{number}"] = each.path.leaf.type.read, each.unpack
            places.append(f"read_{number}(unpack_{number}(row[{each.start}]))")
        else:
            names[f"read_{number}"] = each.path.leaf.type.read
            places.append(f"read_{number}(row[{each.start}:{end}])")
    source = f"lambda row: [{', '.join(places)}]"
    read: Callable[[Sequence[Any]], list[object]] = eval(source, names)  # nosec B307 # of numbers alone
    return read


def _expressions(sources: Sources, table: FromClause, path: Path) -> tuple[ColumnElement[Any], ...]:
    return at_end(sources, table, path, lambda row: _own_expressions(sources, row, path.leaf))


def at_end(
    sources: Sources,
    table: FromClause,
    path: Path,
    pick: Callable[[FromClause], tuple[ColumnElement[Any], ...]],
) -> tuple[ColumnElement[Any], ...]:
    """Expressions over the row that a path through single links leads to; null where it leads to none."""
    return _from_linked(sources, table, path, pick) if path.hops else pick(table)


def _own_expressions(sources: Sources, table: FromClause, field: Field) -> tuple[ColumnElement[Any], ...]:
    kind = field.type.kind
    if kind is Kind.LINKS:
        return (table.c.id,)
    if kind is Kind.SUMMARY:
        return (rollup(sources, table, field),)
    if field.name == "id":
        return (table.c.id,)
    columns = sources.columns(table, field)
    if kind is Kind.LINK:
        return (columns.of("$id"), columns.of("$type"), columns.of("$name"))
    return field.type.read_columns(columns)


def _from_linked(
    sources: Sources,
    table: FromClause,
    path: Path,
    pick: Callable[[FromClause], tuple[ColumnElement[Any], ...]],
) -> tuple[ColumnElement[Any], ...]:
    """Expressions over the row at the end of the path's hops, each a scalar sub-select of the outer row."""
    first, *rest = path.hops
    row = sources.table(first.target)
    columns = sources.columns(table, first.field)
    conditions = [
        row.c.id == columns.of("$id"),
        columns.of("$type") == literal(first.target.name),
        sources.is_there(first.target, row),
    ]
    for hop in rest:
        link = sources.columns(row, hop.field)
        row = sources.table(hop.target)
        conditions += [
            row.c.id == link.of("$id"),
            link.of("$type") == literal(hop.target.name),
            sources.is_there(hop.target, row),
        ]
    found: Sequence[ColumnElement[Any]] = pick(row)
    return tuple(_scalar(select(expression).where(and_(*conditions)), table) for expression in found)


def _scalar(query: Select[Any], outer: FromClause) -> ColumnElement[Any]:
    return query.correlate(outer).scalar_subquery()
