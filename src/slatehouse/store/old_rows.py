"""Retired rows that are erased for good: finding them, letting go of what names them, and taking them away.

Nothing here asks whether a live row still needs one, beyond the links that say where a row belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    Select,
    Table,
    and_,
    case,
    delete,
    exists,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql import ClauseElement

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.links import View
from slatehouse.schema.sql import in_text, is_any
from slatehouse.store.connection import Connection
from slatehouse.store.old_events import LOG
from slatehouse.store.product_tables import (
    activity,
    follows,
    openid_subjects,
    password_links,
    passwords,
    project_fields,
    recovery_codes,
    rule_sets,
    script_keys,
    second_factors,
    sessions,
    subscriptions,
    work_weeks,
)
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED, Tables

__all__ = ["FileText", "OldRows"]

_STATEMENTS_KEPT = 2_000
_BELONGS_TO = ("project", "permission_rule_set")
"""Links that decide where a live row is, or what it may: what they name is needed. So is what a view of a
live row looks through, such as the entity whose other tasks a task shows."""

_STREAMS = ("", "")
"""Stands for the activity streams among the tables of links."""

_FILES = (Kind.FILE, Kind.IMAGE)
_OF_ONE_TYPE: Mapping[str, tuple[Column[Any], ...]] = {
    "HumanUser": (
        *(passwords.c.person_id, second_factors.c.person_id, recovery_codes.c.person_id),
        *(password_links.c.person_id, openid_subjects.c.person_id, subscriptions.c.person_id),
        follows.c.person_id,
    ),
    "ApiUser": (script_keys.c.script_id,),
    "Project": (project_fields.c.project,),
    "PermissionRuleSet": (rule_sets.c.rule_set_id,),
}
"""What the product keeps about rows of a type, by the column with the row's id."""

_OF_ANY_TYPE = (
    (follows.c.entity_type, follows.c.entity_id),
    (work_weeks.c.owner_type, work_weeks.c.owner_id),
    (sessions.c.caller_type, sessions.c.caller_id),
)


class FileText(NamedTuple):
    """What a file or picture field of a row, live or retired, holds, as it is stored."""

    type: str
    id: int
    field: str
    is_live: bool
    text: str


class OldRows:
    """Finds and erases retired rows of one schema's tables, in steps that each are a small transaction."""

    def __init__(self, tables: Tables, dialect: Dialect) -> None:
        self._tables = tables
        self._schema = tables.schema
        self._dialect = dialect
        self._compiled = lru_cache(_STATEMENTS_KEPT)(self._compile)
        self._removing = lru_cache(_STATEMENTS_KEPT)(self._compile_removals)

    @property
    def every_type(self) -> list[str]:
        """All types, the log's included."""
        return list(self._tables.entities)

    @property
    def types(self) -> list[str]:
        """The types whose rows can be retired."""
        return [each.name for each in self._schema if each.retires]

    def highest_id(self, connection: Connection, type_: str) -> int:
        """The highest id of a type's rows, 0 where there are none."""
        return int(connection.rows(self._compiled(OldRows._highest_id, type_))[0][0] or 0)

    def retired_before(
        self, connection: Connection, type_: str, moment: str, after: int, upto: int, most: int
    ) -> list[int]:
        """The first rows of a type, within bounds of their ids, that were retired before a moment."""
        statement = self._compiled(OldRows._retired_before, type_)
        return [int(row[0]) for row in connection.rows(statement, [after, upto, moment, most])]

    def needed(self, connection: Connection, type_: str, ids: Sequence[int]) -> set[int]:
        """Those among some rows of a type in which live rows have their place."""
        found: set[int] = set()
        for holder, field in self._places_in(type_):
            statement = self._compiled(OldRows._needed, holder, field)
            found.update(int(row[0]) for row in connection.rows(statement, [type_, list(ids)]))
        return found

    def unlink_some(self, connection: Connection, type_: str, ids: Sequence[int], most: int) -> int:
        """Remove links to some rows of a type from fields' own tables, and entries of their activity streams,
        that many at most of each; how many there were."""
        removed = 0
        for key in (*self._tables.links, _STREAMS):
            found = connection.rows(self._compiled(OldRows._some_links, key), [type_, list(ids), most])
            connection.run_many(self._compiled(OldRows._remove_link, key), found)
            removed += len(found)
        return removed

    def linking(
        self, connection: Connection, holder: str, type_: str, ids: Sequence[int], after: int, upto: int
    ) -> list[int]:
        """The rows of another type, within bounds of their ids, with single links to some rows of a type."""
        if not self._links_of(holder):
            return []
        statement = self._compiled(OldRows._linking, holder)
        return [int(row[0]) for row in connection.rows(statement, [type_, list(ids), after, upto])]

    def empty_links(
        self, connection: Connection, holder: str, rows: Sequence[int], type_: str, ids: Sequence[int]
    ) -> None:
        """Empty the single links of those rows that name some rows of a type.

        Their versions are not counted up: links that do not show are nothing that anybody could have read.
        """
        connection.run(self._compiled(OldRows._empty_links, holder), [type_, list(ids), list(rows)])

    def files(self, connection: Connection, type_: str, after: int, upto: int) -> Iterator[FileText]:
        """What the file and picture fields of a type's rows hold, within bounds of their ids."""
        names = [field.name for field in self._file_fields(type_)]
        if not names:
            return
        for row_id, retired, *texts in connection.rows(self._compiled(OldRows._files, type_), [after, upto]):
            for name, text in zip(names, texts, strict=True):
                if text:
                    yield FileText(type_, int(row_id), name, retired is None, text)

    def erase(
        self, connection: Connection, type_: str, ids: Sequence[int], moment: str
    ) -> dict[int, list[str]]:
        """Take those of the rows away that are retired since before the moment, and what is kept about them.

        Returns what the files and pictures of each row held. Names that the event log tells of stay.
        """
        found = connection.rows(self._compiled(OldRows._held, type_), [list(ids), moment])
        gone = [int(row[0]) for row in found]
        for statement in self._removing(type_):
            connection.run(statement, [gone])
        self.forget_names(connection, type_, gone)
        return {int(row[0]): [text for text in row[1:] if text] for row in found}

    def forget_names(self, connection: Connection, type_: str, ids: Sequence[int]) -> None:
        """Forget the names of rows that are gone, and that the event log does not tell of any more."""
        if type_ in self._tables.entities:
            connection.run(self._compiled(OldRows._forget_names, type_), [type_, list(ids)])

    def _compile(self, write: Any, *arguments: object) -> Statement:
        return compile_statement(write(self, *arguments), self._dialect)

    def _compile_removals(self, type_: str) -> list[Statement]:
        return [compile_statement(each, self._dialect) for each in self._removals(type_)]

    def _table(self, type_: str) -> Table:
        return self._tables.entities[type_]

    def _links_of(self, holder: str) -> list[str]:
        """The single links of a type's rows. The log keeps what it tells of."""
        if holder == LOG:
            return []
        columns = self._table(holder).c
        links = (each.name for each in self._schema[holder].fields.values() if each.type.kind is Kind.LINK)
        return [name for name in links if f"{name}$id" in columns]

    def _places_in(self, type_: str) -> Iterator[tuple[str, str]]:
        for each in self._schema:
            views = {
                field.keeping.source for field in each.fields.values() if isinstance(field.keeping, View)
            }
            for name in {*_BELONGS_TO, *views}.intersection(self._links_of(each.name)):
                if type_ in each.fields[name].valid_types:
                    yield each.name, name

    def _file_fields(self, type_: str) -> list[Field]:
        fields = self._schema[type_].fields.values()
        return [field for field in fields if field.type.kind in _FILES and field.origin is None]

    def _file_columns(self, type_: str) -> list[ColumnElement[str]]:
        table = self._table(type_)
        return [table.c[field.column_names[0]] for field in self._file_fields(type_)]

    def _highest_id(self, type_: str) -> ClauseElement:
        return select(func.max(self._table(type_).c.id))

    def _retired_before(self, type_: str) -> ClauseElement:
        table = self._table(type_)
        within = table.c.id > slot(0), table.c.id <= slot(1)
        retired = select(table.c.id).where(*within, table.c[RETIRED] < slot(2)).order_by(table.c.id)
        return retired.limit(slot(3))

    def _needed(self, holder: str, field: str) -> ClauseElement:
        table = self._table(holder)
        named = table.c[f"{field}$id"]
        linking = table.c[f"{field}$type"] == slot(0), is_any(named, slot(1))
        return select(named).distinct().where(*linking, table.c[RETIRED].is_(None))

    def _targets(self, key: tuple[str, str]) -> tuple[Column[Any], Column[Any]]:
        """The columns with the type and the id of what is linked, or of whose stream it is."""
        if key == _STREAMS:
            return activity.c.stream_type, activity.c.stream_id
        links = self._tables.links[key].c
        return links.target_type, links.target_id

    def _some_links(self, key: tuple[str, str]) -> ClauseElement:
        of_type, of_id = self._targets(key)
        some = select(*_key_of(of_id)).where(of_type == slot(0), is_any(of_id, slot(1)))
        return some.limit(slot(2))

    def _remove_link(self, key: tuple[str, str]) -> ClauseElement:
        _, of_id = self._targets(key)
        here = (column == slot(number) for number, column in enumerate(_key_of(of_id)))
        return delete(of_id.table).where(*here)

    def _linking(self, holder: str) -> ClauseElement:
        table = self._table(holder)
        links = (_names(table, field) for field in self._links_of(holder))
        within = table.c.id > slot(2), table.c.id <= slot(3)
        return select(table.c.id).where(*within, or_(*links)).order_by(table.c.id)

    def _empty_links(self, holder: str) -> ClauseElement:
        table = self._table(holder)
        emptied = {
            f"{field}{part}": case((_names(table, field), null()), else_=table.c[f"{field}{part}"])
            for field in self._links_of(holder)
            for part in ("$type", "$id")
        }
        return update(table).where(is_any(table.c.id, slot(2))).values(emptied)

    def _files(self, type_: str) -> ClauseElement:
        table, columns = self._table(type_), self._file_columns(type_)
        has_files = or_(*(column.is_not(None) for column in columns))
        within = table.c.id > slot(0), table.c.id <= slot(1)
        return select(table.c.id, table.c[RETIRED], *columns).where(*within, has_files)

    def _held(self, type_: str) -> ClauseElement:
        table = self._table(type_)
        held: Select[Any] = select(table.c.id, *self._file_columns(type_))
        # On SQLite, which has one writer, the clause says nothing.
        return held.where(is_any(table.c.id, slot(0)), table.c[RETIRED] < slot(1)).with_for_update()

    def _removals(self, type_: str) -> Iterator[ClauseElement]:
        for column in _OF_ONE_TYPE.get(type_, ()):
            yield delete(column.table).where(is_any(column, slot(0)))
        for of_type, of_id in _OF_ANY_TYPE:
            yield delete(of_type.table).where(of_type == in_text(type_), is_any(of_id, slot(0)))
        pictures = self._tables.pictures
        yield delete(pictures).where(pictures.c.type == in_text(type_), is_any(pictures.c.id, slot(0)))
        if type_ == "HumanUser":
            for personal in self._tables.personal.values():
                yield delete(personal).where(is_any(personal.c.person_id, slot(0)))
        table = self._table(type_)
        yield delete(table).where(is_any(table.c.id, slot(0)))

    def _forget_names(self, type_: str) -> ClauseElement:
        names, row, event = self._tables.names, self._table(type_).alias(), self._table(LOG).alias()
        told = [
            exists().where(
                event.c[f"{field}$type"] == slot(0),
                event.c[f"{field}$id"] == names.c.id,
                event.c[RETIRED].is_(None),
            )
            for field in ("entity", "project", "user")
        ]
        gone = ~exists().where(row.c.id == names.c.id)
        here = names.c.type == slot(0), is_any(names.c.id, slot(1))
        return delete(names).where(*here, gone, *(~each for each in told))


def _names(table: Table, field: str) -> ColumnElement[bool]:
    """The link names one of the rows of a type: of type and ids in the first two slots."""
    return and_(table.c[f"{field}$type"] == slot(0), is_any(table.c[f"{field}$id"], slot(1)))


def _key_of(column: Column[Any]) -> list[Column[Any]]:
    return list(column.table.primary_key.columns)
