"""The statements of a text search in one type: among some rows, anywhere, or in the order of the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import Dialect, FromClause, Select, exists, literal, literal_column, not_, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.query.slots import Slots
from slatehouse.query.sources import Sources, is_live
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.sql import beginning, is_any, position
from slatehouse.store.statement import Statement, compile_statement


class Way(Enum):
    """How rows are looked for."""

    AMONG = auto()
    """All that are among some rows; the last value is the list of their ids."""
    ANYWHERE = auto()
    """As many as the limit says, in no order."""
    WALKING = auto()
    """The first in the order of the answer, up to the limit."""
    FILTERED = auto()
    """The ids alone of as many as the limit says, by the filter alone."""


@dataclass(frozen=True, slots=True)
class SearchShape:
    """What decides a statement's text, but for the values in the filter."""

    entity_type: EntityType
    where: Filter
    words: int
    way: Way
    limit: int


def search_statement(sources: Sources, dialect: Dialect, shape: SearchShape) -> Statement:
    """The statement for `length, haystack, type, id` of rows that hold the words and meet the filter.

    Its values are the words, those of the filter, and the ids if there are any. Numbers of rows stand in the
    text, because planners choose by them.
    """
    binds = Slots()
    if shape.way is Way.FILTERED:
        return compile_statement(_filter_alone(sources, shape, binds), dialect)
    names = sources.tables.names.alias()
    rows = select(names.c.length, names.c.haystack, names.c.type, names.c.id).where(
        names.c.type == literal(shape.entity_type.name),
        not_(names.c.retired),
        *(position(names.c.haystack, binds.next()) > 0 for _ in range(shape.words)),
    )
    if shape.where != EVERY_ROW:
        rows = _filtered(sources, rows, names, shape, binds)
    match shape.way:
        case Way.AMONG:
            rows = rows.where(is_any(names.c.id, binds.next()))
        case Way.ANYWHERE:
            rows = rows.limit(literal_column(str(shape.limit)))
        case Way.WALKING:
            rows = rows.order_by(*_order(names, dialect)).limit(literal_column(str(shape.limit)))
    return compile_statement(rows, dialect)


def _filter_alone(sources: Sources, shape: SearchShape, binds: Slots) -> Select[Any]:
    table = sources.table(shape.entity_type)
    meets = is_live(table), write_filter(sources, table, shape.where, binds.of)
    return select(table.c.id).where(*meets).limit(literal_column(str(shape.limit)))


def _filtered(
    sources: Sources, rows: Select[Any], names: FromClause, shape: SearchShape, binds: Slots
) -> Select[Any]:
    table = sources.table(shape.entity_type)
    meets = is_live(table), write_filter(sources, table, shape.where, binds.of)
    if shape.way is Way.WALKING:
        # The names lead, and the filter is asked of each in turn.
        return rows.where(exists().where(table.c.id == names.c.id, *meets))
    return rows.join(table, table.c.id == names.c.id).where(*meets)


def _order(names: FromClause, dialect: Dialect) -> Iterator[ColumnElement[Any]]:
    """The order of the answer, which the index `row_names_by_length` has."""
    yield names.c.length
    if dialect.name == "postgresql":
        yield beginning(names.c.haystack)
    yield names.c.haystack
    yield names.c.id
