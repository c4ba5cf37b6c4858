"""Plans: a question's shape compiled once, to the SQL of a dialect and a reader of its rows."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any

import msgspec
from sqlalchemy import Dialect, FromClause, Select, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.observe.stages import PLANNING, add
from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import Group, shape_of, simplified
from slatehouse.query.limits import bound_values, raise_if_too_large
from slatehouse.query.paths import Path
from slatehouse.query.plan_cache import PlanCache
from slatehouse.query.question import Question, SortKey
from slatehouse.query.selection import (
    Picked,
    identity_expressions,
    row_reader,
    select_fields,
    sort_expressions,
    version_expression,
)
from slatehouse.query.slots import FIRST_FREE, Slots, unseen
from slatehouse.query.sources import Sources, is_live
from slatehouse.query.visibility import PRODUCT, Asker
from slatehouse.schema.field import Field
from slatehouse.schema.link import Link
from slatehouse.schema.sql import is_any
from slatehouse.store.connection import Connection, Row
from slatehouse.store.statement import Statement, compile_statement

# SQLAlchemy recurses several frames deep for each of the 265 groups that a filter may nest.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))


class FoundRow(msgspec.Struct, frozen=True):
    """One row of an answer: its id, the values of the fields asked for, in the order asked, and its version
    where that was asked for, which is another after each change of what the row keeps itself; to those who
    may not read everything, only after it was retired or revived."""

    id: int
    values: list[object]
    version: int | str | None = None


@dataclass(frozen=True, eq=False)
class LinkStatement:
    """How the links of one field are fetched for a whole page: the place of the owners' ids in its rows.

    `statement` is for one owner, or for several. One is compared with rather than looked up in a list:
    PostgreSQL takes a list that it does not know for one of ten, and would plan anew each time.
    """

    position: int
    owner_place: int
    statement: Callable[[bool], Statement]


@dataclass(frozen=True, eq=False)
class Plan:
    """A question's shape, compiled. Runs as one statement, and one more for each field of links.

    `version_place` is where in a row its version is.
    """

    picked: tuple[Picked, ...]
    read: Callable[[Row], list[object]]
    main: Statement
    links: tuple[LinkStatement, ...]
    version_place: int | None = None

    def run(self, connection: Connection, values: Sequence[object]) -> list[FoundRow]:
        """The rows that answer the question with these values."""
        rows = connection.rows(self.main, values)
        read, place = self.read, self.version_place
        if place is None:
            found = [FoundRow(row[0], read(row)) for row in rows]
        else:
            found = [FoundRow(row[0], read(row), row[place]) for row in rows]
        if found:
            for link in self.links:
                self._read_links(connection, link, values, rows, found)
        return found

    @staticmethod
    def _read_links(
        connection: Connection,
        link: LinkStatement,
        values: Sequence[object],
        rows: list[Row],
        found: list[FoundRow],
    ) -> None:
        owners = [row[link.owner_place] for row in rows]
        by_owner: dict[int, list[Link]] = {owner: [] for owner in owners if owner is not None}
        sought: object = next(iter(by_owner)) if len(by_owner) == 1 else list(by_owner)
        statement = link.statement(len(by_owner) == 1)
        for owner, row_id, name, type_ in connection.rows(statement, [*values[:FIRST_FREE], sought]):
            by_owner[owner].append(Link(row_id, name, type_))
        for owner, each in zip(owners, found, strict=True):
            each.values[link.position] = None if owner is None else by_owner[owner]


class Planner:
    """Compiles questions against one schema, and keeps the plans by shape. Safe to share between threads."""

    def __init__(self, sources: Sources, dialect: Dialect) -> None:
        self._sources = sources
        self._dialect = dialect
        self._plans: PlanCache[Plan] = PlanCache()
        self._links: PlanCache[Statement] = PlanCache()

    def plan(self, question: Question, asker: Asker = PRODUCT) -> tuple[Plan, list[object]]:
        """The plan of the question's shape, and the values to run it with for the asker.

        Raises `TooManyConditions`.
        """
        began = perf_counter()
        where = question.where
        if isinstance(where, Group):
            where = simplified(where)
        values = [*asker.values, *bound_values(where)]
        skips = question.page is not None and question.page.skipped
        if skips:
            values.append(skips)
        shape = (
            question.entity_type.name,
            question.retired,
            question.page and (question.page.size, question.page.skipped > 0),
            question.fields,
            question.order,
            question.unlinked,
            question.latest,
            question.versioned,
            shape_of(where),
            asker.visibility,
        )

        def write() -> Plan:
            sources = self._sources.seen_by(asker.visibility)
            return _Writer(sources, self._dialect, self._links).plan(replace(question, where=where))

        plan = self._plans.plan(shape, write)
        add(PLANNING, perf_counter() - began)
        return plan, values


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes plans, from the sources that the asker sees. `_links` are shared by all plans."""

    _sources: Sources
    _dialect: Dialect
    _links: PlanCache[Statement]

    def plan(self, question: Question) -> Plan:
        table = self._sources.table(question.entity_type)
        selection = select_fields(self._sources, table, question.fields, question.unlinked)
        expressions, place = selection.expressions, None
        if question.versioned:
            place = len(expressions)
            expressions = *expressions, version_expression(self._sources, table)
        main = self._main(question, table, expressions)
        links = tuple(
            LinkStatement(position, each.start, partial(self._links_of, each.path.leaf))
            for position, each in enumerate(selection.picked)
            if each.reads_links
        )
        statement = compile_statement(main, self._dialect)
        raise_if_too_large(statement)
        return Plan(selection.picked, row_reader(selection.picked), statement, links, place)

    def _main(
        self, question: Question, table: FromClause, expressions: tuple[ColumnElement[Any], ...]
    ) -> Select[Any]:
        binds = Slots()
        if question.page is None:
            where = self._rows(question, table, binds)
            return select(*expressions).where(*where).order_by(*self._order(question.order, table))
        # The page's ids are found first, over as few columns as can be: what is read of a row, however much,
        # is read for the rows of the page alone. The page's size stands in the text, because planners choose
        # by it.
        inner = self._sources.table(question.entity_type)
        ids = (
            select(inner.c.id)
            .where(*self._rows(question, inner, binds))
            .order_by(*self._order(question.order, inner))
            .limit(literal_column(str(question.page.size)))
        )
        if question.page.skipped:
            # Of a number that it does not know PostgreSQL thinks it large, and plans anew each time.
            ids = ids.offset(unseen(binds.next()))
        found = ids.subquery()
        page = select(*expressions).select_from(table.join(found, found.c.id == table.c.id))
        return page.order_by(*self._order(question.order, table))

    def _rows(self, question: Question, table: FromClause, binds: Slots) -> list[ColumnElement[bool]]:
        latest = question.latest
        if latest is None:
            return self._asked(question, table, binds)
        rows = self._sources.table(question.entity_type)
        shared = [part for path in latest.shared for part in identity_expressions(self._sources, rows, path)]
        place = func.row_number().over(partition_by=shared, order_by=self._order(latest.order, rows))
        asked = self._asked(question, rows, binds)
        numbered = select(rows.c.id, place.label("place")).where(*asked).subquery()
        return [table.c.id.in_(select(numbered.c.id).where(numbered.c.place == 1))]

    def _asked(self, question: Question, table: FromClause, binds: Slots) -> list[ColumnElement[bool]]:
        live, seen = is_live(table), self._sources.is_open(question.entity_type, table)
        where = write_filter(self._sources, table, question.where, binds.of)
        return [~live if question.retired else live, *seen, where]

    def _order(self, keys: Sequence[SortKey], table: FromClause) -> list[ColumnElement[Any]]:
        order: list[ColumnElement[Any]] = []
        for key in keys:
            for expression in sort_expressions(self._sources, table, key.path):
                direction = expression.desc() if key.descending else expression.asc()
                order.append(direction if _is_id(key.path) else direction.nulls_last())
        if not any(_is_id(key.path) for key in keys):
            order.append(table.c.id.asc())
        return order

    def _links_of(self, field: Field, of_one: bool) -> Statement:
        """The links of one owner, or of each in a list of them."""

        def write() -> Statement:
            links, sought = self._sources.links(field).subquery(), Slots().next()
            is_sought = links.c.owner == unseen(sought) if of_one else is_any(links.c.owner, sought)
            query = select(links.c.owner, links.c.id, links.c.name, links.c.type).where(is_sought)
            order = () if field.links_by_id else (links.c.key,)
            return compile_statement(query.order_by(*order, links.c.id, links.c.type), self._dialect)

        return self._links.plan((field, self._sources.visibility, of_one), write)


def _is_id(path: Path) -> bool:
    return path.text == "id"
