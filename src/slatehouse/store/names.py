"""The display names of all rows, in one table: links, filters by name and the text search read it.

Beside its name a row keeps its haystack, what a text search looks into: the key of the name, and on a line of
its own that of the row that its main link names. A row's haystack is written with its name; `relink` and the
rest write it anew when the main link changes, or the name of the row at its end. Beside it stands the project
that the row belongs to, so that who may not see the row need not have it looked up for its links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Dialect,
    FromClause,
    Select,
    Text,
    false,
    func,
    literal,
    not_,
    null,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.sql import is_any
from slatehouse.schema.text_key import text_key
from slatehouse.store.appending import appending
from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.steps import Step
from slatehouse.store.tables import IDENTIFIER, RETIRED, Tables, is_placed

_STATEMENTS_KEPT = 1_000
_PROJECT = "Project"
_APPENDED = ("type", "id", "name", "key", "length", "retired", "haystack", "project")
LINE = "\n"
"""What stands between the parts of a haystack; no word of a search holds white space."""


class RowNames:
    """Keeps the names in step with the rows; its writes stand in the transaction of the rows' own."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._tables = tables
        self._table = tables.names
        self._dialect = dialect
        self._compiled = lru_cache(_STATEMENTS_KEPT)(self._compile)
        self._appending = appending(tables.names, _APPENDED, dialect)

    def _compile(self, write: Callable[..., ClauseElement], *arguments: object) -> Statement:
        return compile_statement(write(self, *arguments), self._dialect)

    def put(
        self, connection: Connection, names: Iterable[tuple[str, int, str]], *, retired: bool = False
    ) -> None:
        """Record names of rows that are written already, live ones or `retired`: (type, id, name)."""
        by_type: dict[str, list[tuple[object, ...]]] = {}
        for type_, row_id, name in names:
            by_type.setdefault(type_, []).append((row_id, name, text_key(name), len(name)))
        for type_, rows in by_type.items():
            connection.run_many(self._compiled(RowNames._put, type_, retired), rows)

    def append(
        self,
        connection: Connection,
        type_: str,
        names: Iterable[tuple[int, str, int | None]],
        *,
        retired: bool,
    ) -> None:
        """Record names of many rows that had none: (id, name, project). They are found by their own names
        alone, until their haystacks are filled."""
        rows = [
            (type_, row_id, name, key := text_key(name), len(name), retired, key, project)
            for row_id, name, project in names
        ]
        if rows:
            connection.append(self._appending, rows)

    def rename(
        self, connection: Connection, type_: str, row_id: int, name: str, *, retired: bool = False
    ) -> None:
        """Record another name of a row, for those that it is the main link of as well."""
        self.put(connection, [(type_, row_id, name)], retired=retired)
        self._tell_linking(connection, type_, row_id)

    def relink(self, connection: Connection, type_: str, row_id: int) -> None:
        """The main link of a row was written."""
        connection.run(self._compiled(RowNames._relink, type_), [row_id])

    def move(self, connection: Connection, type_: str, row_id: int) -> None:
        """The project of a row was written."""
        connection.run(self._compiled(RowNames._move, type_), [row_id])

    def mark(self, connection: Connection, type_: str, row_id: int, *, retired: bool) -> None:
        """Hide the name of a row that was retired, or show that of one that was revived."""
        connection.run(self._compiled(RowNames._mark, retired), [type_, row_id])
        self._tell_linking(connection, type_, row_id)
        if not retired and type_ in self._tables.main_links:
            self.relink(connection, type_, row_id)

    def find(
        self, connection: Connection, type_: str, ids: Sequence[int], *, retired: bool = False
    ) -> dict[int, str]:
        """The names of the live ones among some rows of a type, or of retired ones as well."""
        if len(ids) == 1:
            found = connection.rows(self._compiled(RowNames._one, retired), [type_, ids[0]])
        else:
            found = connection.rows(self._compiled(RowNames._several, retired), [type_, list(ids)])
        return {int(row[0]): str(row[1]) for row in found}

    def refilling(self, type_: str, *, within: bool = False) -> Statement:
        """The statement that writes the haystacks of all rows of a type, or of those that are `within` two
        ids, the second of them included."""
        names = self._table
        haystack = self._haystack(type_, names.c.key, names.c.id)
        written = update(names).values(haystack=haystack).where(names.c.type == literal(type_))
        if within:
            written = written.where(names.c.id > slot(0), names.c.id <= slot(1))
        return compile_statement(written, self._dialect)

    def _tell_linking(self, connection: Connection, type_: str, row_id: int) -> None:
        connection.run(self._compiled(RowNames._renew_linking), [type_, row_id])

    def _put(self, type_: str, retired: bool) -> ClauseElement:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        row = make(self._table).values(
            type=literal(type_),
            id=slot(0),
            name=slot(1),
            key=slot(2),
            length=slot(3),
            retired=true() if retired else false(),
            haystack=self._haystack(type_, slot(2, Text()), slot(0)),
            project=self._project(type_, slot(0, IDENTIFIER)),
        )
        replaced = {
            column: row.excluded[column]
            for column in ("name", "key", "length", "retired", "haystack", "project")
        }
        return row.on_conflict_do_update(index_elements=["type", "id"], set_=replaced)

    def _haystack(
        self, type_: str, key: ColumnElement[str], row_id: ColumnElement[int]
    ) -> ColumnElement[str]:
        link = self._tables.main_links.get(type_)
        if link is None:
            return key
        row, name = self._tables.entities[type_].alias(), self._table.alias()
        at_the_end = name.c.type == row.c[f"{link}$type"], name.c.id == row.c[f"{link}$id"]
        return _with_line(key, name, row.c.id == row_id, *at_the_end)

    def _project(self, type_: str, row_id: ColumnElement[int]) -> ColumnElement[Any]:
        if type_ == _PROJECT:
            return row_id
        if type_ not in self._tables.schema or not is_placed(self._tables.schema[type_]):
            return null()
        row = self._tables.entities[type_].alias()
        return select(row.c["project$id"]).where(row.c.id == row_id).scalar_subquery()

    def _move(self, type_: str) -> ClauseElement:
        names = self._table
        written = update(names).values(project=self._project(type_, slot(0, IDENTIFIER)))
        return written.where(names.c.type == literal(type_), names.c.id == slot(0))

    def _relink(self, type_: str) -> ClauseElement:
        names = self._table
        written = update(names).values(haystack=self._haystack(type_, names.c.key, slot(0)))
        return written.where(names.c.type == literal(type_), names.c.id == slot(0))

    def _renew_linking(self) -> ClauseElement:
        names, linked = self._table, self._table.alias()
        haystack = _with_line(names.c.key, linked, linked.c.type == slot(0), linked.c.id == slot(1))
        linking = union_all(*(self._linking(type_) for type_ in self._tables.main_links))
        return update(names).values(haystack=haystack).where(tuple_(names.c.type, names.c.id).in_(linking))

    def _linking(self, type_: str) -> Select[Any]:
        row, link = self._tables.entities[type_], self._tables.main_links[type_]
        names_it = row.c[f"{link}$type"] == slot(0), row.c[f"{link}$id"] == slot(1)
        return select(literal(type_), row.c.id).where(*names_it, row.c[RETIRED].is_(None))

    def _mark(self, retired: bool) -> ClauseElement:
        names = self._table
        mark = update(names).values(retired=true() if retired else false())
        return mark.where(names.c.type == slot(0), names.c.id == slot(1))

    def _named(self, retired: bool) -> Select[Any]:
        names = self._table
        named = select(names.c.id, names.c.name).where(names.c.type == slot(0))
        return named if retired else named.where(not_(names.c.retired))

    def _one(self, retired: bool) -> ClauseElement:
        return self._named(retired).where(self._table.c.id == slot(1))

    def _several(self, retired: bool) -> ClauseElement:
        return self._named(retired).where(is_any(self._table.c.id, slot(1)))


def haystack_steps(tables: Tables, dialect: Dialect) -> Iterator[Step]:
    """What fills the haystacks of names that were written before there were any."""
    key = update(tables.names).values(haystack=tables.names.c.key)
    yield Step("fill row_names.haystack", compile_statement(key, dialect))
    for type_ in tables.main_links:
        yield Step(f"fill row_names.haystack of {type_}", RowNames(tables, dialect).refilling(type_))


def project_steps(tables: Tables, dialect: Dialect) -> Iterator[Step]:
    """What fills the projects of names that were written before they had any."""
    names = tables.names
    of_themselves = update(names).values(project=names.c.id).where(names.c.type == literal(_PROJECT))
    yield Step("fill row_names.project", compile_statement(of_themselves, dialect))
    for entity_type in filter(is_placed, tables.schema):
        row = tables.entities[entity_type.name]
        placed = update(names).values(project=row.c["project$id"])
        same_row = names.c.type == literal(entity_type.name), names.c.id == row.c.id
        written = placed.where(*same_row, row.c["project$id"].is_not(None))
        yield Step(f"fill row_names.project of {entity_type.name}", compile_statement(written, dialect))


def _with_line(
    key: ColumnElement[str], linked: FromClause, *is_linked: ColumnElement[bool]
) -> ColumnElement[str]:
    """The key and, on a line of its own, the key of the linked row's name, if it is live."""
    line = select(literal(LINE) + linked.c.key).where(*is_linked, not_(linked.c.retired))
    return key + func.coalesce(line.scalar_subquery(), literal(""))
