"""The statements of a text search in one type: among some rows, anywhere, or in the order of the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from sqlalchemy import (
    Dialect,
    FromClause,
    Select,
    and_,
    case,
    exists,
    false,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import EVERY_ROW, Filter
from slatehouse.query.slots import Slots
from slatehouse.query.sources import Sources
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.sql import beginning, in_text, is_any, position
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


@dataclass(frozen=True, slots=True)
class SearchStatement:
    """A statement; `cuts_groups`: of rows with names of one key, those that it walks to may not be the first,
    for the asker does not see all that it walks by."""

    statement: Statement
    cuts_groups: bool


def search_statement(sources: Sources, dialect: Dialect, shape: SearchShape) -> SearchStatement:
    """The statement for `length, haystack, type, id` of rows that hold the words and meet the filter.

    Its values are the words, those of the filter, and the ids if there are any. Numbers of rows stand in the
    text, because planners choose by them. To an asker who may not see a row's main link, its haystack is the
    key of its own name.
    """
    binds = Slots()
    if shape.way is Way.FILTERED:
        return SearchStatement(compile_statement(_filter_alone(sources, shape, binds), dialect), False)
    names = sources.tables.names.alias()
    words = [binds.next() for _ in range(shape.words)]
    shows_line = _shows_line(sources, shape.entity_type, names)
    haystack = (
        names.c.haystack if shows_line is None else case((shows_line, names.c.haystack), else_=names.c.key)
    )
    rows: Select[Any] = select(names.c.length, haystack, names.c.type, names.c.id).where(
        # In the text, because PostgreSQL would plan anew each time for how many names a type has.
        names.c.type == in_text(shape.entity_type.name),
        not_(names.c.retired),
        *_holding(names.c.haystack, words),
    )
    if shows_line is not None:
        rows = rows.where(or_(and_(*_holding(names.c.key, words)), shows_line))
    if shape.where != EVERY_ROW:
        rows = _filtered(sources, rows, names, shape, binds)
    else:
        rows = rows.where(*sources.is_found(shape.entity_type, names))
    match shape.way:
        case Way.AMONG:
            rows = rows.where(is_any(names.c.id, binds.next()))
        case Way.ANYWHERE:
            rows = rows.limit(literal_column(str(shape.limit)))
        case Way.WALKING:
            rows = rows.order_by(*_order(names, dialect)).limit(literal_column(str(shape.limit)))
    cuts_groups = shape.way is Way.WALKING and shows_line is not None
    return SearchStatement(compile_statement(rows, dialect), cuts_groups)


def _holding(text: ColumnElement[str], words: Sequence[ColumnElement[Any]]) -> list[ColumnElement[bool]]:
    return [position(text, word) > 0 for word in words]


def _shows_line(sources: Sources, entity_type: EntityType, names: FromClause) -> ColumnElement[bool] | None:
    """Whether the asker may see the row that the main link names; None where all may be seen."""
    name = sources.tables.main_links.get(entity_type.name)
    if name is None:
        return None
    link = sources.schema[entity_type.name].fields[name]
    if sources.hides(link):
        return false()
    linked = sources.tables.names.alias()
    seen = sources.is_seen(link, linked)
    if not seen:
        return None
    row = sources.table(entity_type)
    same_row = linked.c.type == row.c[f"{name}$type"], linked.c.id == row.c[f"{name}$id"]
    return exists().where(row.c.id == names.c.id, *same_row, *seen)


def _filter_alone(sources: Sources, shape: SearchShape, binds: Slots) -> Select[Any]:
    table = sources.table(shape.entity_type)
    meets = sources.is_there(shape.entity_type, table), write_filter(sources, table, shape.where, binds.of)
    return select(table.c.id).where(*meets).limit(literal_column(str(shape.limit)))


def _filtered(
    sources: Sources, rows: Select[Any], names: FromClause, shape: SearchShape, binds: Slots
) -> Select[Any]:
    table = sources.table(shape.entity_type)
    meets = sources.is_there(shape.entity_type, table), write_filter(sources, table, shape.where, binds.of)
    if shape.way is Way.WALKING:
        # The names lead, and the filter is asked of each in turn.
        return rows.where(exists().where(table.c.id == names.c.id, *meets))
    return rows.select_from(names.join(table, table.c.id == names.c.id)).where(*meets)


def _order(names: FromClause, dialect: Dialect) -> Iterator[ColumnElement[Any]]:
    """The order of the answer, which the index `row_names_by_length_with_project` has."""
    yield names.c.length
    if dialect.name == "postgresql":
        yield beginning(names.c.haystack)
    yield names.c.haystack
    yield names.c.id
