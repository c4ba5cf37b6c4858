"""A filter tree written as SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, and_, literal_column, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.filters import Condition, Filter, Operator
from slatehouse.query.paths import Hop
from slatehouse.schema.data_types.data_type import Binds, Kind, Test
from slatehouse.schema.field import Field
from slatehouse.schema.sql import grouped

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

Bind = Callable[[Test], Binds]
_SIDE_BY_SIDE = 200


def write_filter(sources: Sources, table: FromClause, filter_: Filter, bind: Bind) -> ColumnElement[bool]:
    """The filter over the rows of the table; `bind` gives the parameters of each test in turn."""
    if isinstance(filter_, Condition):
        path, test = filter_.path, filter_.test
        return _at_the_end(sources, table, path.hops, path.leaf, test, bind(test))
    parts = [write_filter(sources, table, part, bind) for part in filter_.parts]
    return _joined(and_ if filter_.operator is Operator.AND else or_, parts)


def _joined(
    join: Callable[..., ColumnElement[bool]], parts: Sequence[ColumnElement[bool]]
) -> ColumnElement[bool]:
    """The parts joined, in groups of groups where they are many: SQLite reads a list of them as a tree that
    is
    as deep as the list is long, and refuses one of a thousand."""
    if not parts:
        return true()
    while len(parts) > _SIDE_BY_SIDE:
        chunks = (parts[start : start + _SIDE_BY_SIDE] for start in range(0, len(parts), _SIDE_BY_SIDE))
        parts = [grouped(join(*chunk)) for chunk in chunks]
    return join(*parts)


def _at_the_end(
    sources: Sources, table: FromClause, hops: Sequence[Hop], leaf: Field, test: Test, binds: Binds
) -> ColumnElement[bool]:
    """The test, on the rows that the hops lead to.

    The linked rows are a sub-select without reference to the outer row, so that the database may start from
    whichever side is smaller.
    """
    if not hops:
        return test.writer(sources.columns(table, leaf), binds)
    hop, *rest = hops
    target = sources.table(hop.target)
    inner = _at_the_end(sources, target, rest, leaf, test, binds)
    targets = select(target.c.id).where(inner, sources.is_there(hop.target, target), *_only(target, hop))
    return _links_one_of(sources, table, hop, targets)


def _only(target: FromClause, hop: Hop) -> list[ColumnElement[bool]]:
    """What rows of the target need, beside a link, for the hop to lead to them."""
    if hop.only is None:
        return []
    link, row_id = hop.only
    # Rows of a type without the link are not what the hop's field links either.
    return [target.c[f"{link}$id"] == literal_column(str(row_id))] if link in hop.target.fields else []


def _links_one_of(sources: Sources, table: FromClause, hop: Hop, targets: Any) -> ColumnElement[bool]:
    if hop.field.type.kind is Kind.LINK:
        columns = sources.columns(table, hop.field)
        return and_(columns.of("$type") == hop.target.name, columns.of("$id").in_(targets))
    # Whether the rows are live is theirs to say; their names need not be looked up.
    links = sources.pairs(hop.field).subquery()
    owners = select(links.c.owner).where(links.c.type == hop.target.name, links.c.id.in_(targets))
    return table.c.id.in_(owners)
