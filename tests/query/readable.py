"""Which rows a visibility lets an asker read, in plain Python over what is stored; a site without the rest.

What is left is what an asker who may read everything finds where the rows that may not be read were never
made: they are gone with their names, and links to them are cleared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Delete, Update, delete, literal, null, select, update

from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Question
from slatehouse.query.visibility import (
    AllOf,
    AnyOf,
    Asker,
    Every,
    Follows,
    Holds,
    InProjects,
    IsAsker,
    Meets,
    NoRow,
    RowRule,
    Unplaced,
)
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.links import OppositeOf, OwnTable, ReverseOf, Through
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.sql import is_any
from slatehouse.site.site import Site
from slatehouse.store.connection import Connection
from slatehouse.store.names import RowNames
from slatehouse.store.statement import Statement, compile_statement, slot
from slatehouse.store.tables import RETIRED

End = tuple[str, int]
Stored = Mapping[str, Any]


class Stock:
    """All that is stored of a site's rows and links."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.clearings: dict[Field, Statement] = {}
        with site.database.reading() as connection:
            self.rows = {
                type_: {row["id"]: row for row in _rows(site, connection, table)}
                for type_, table in site.edition.tables.entities.items()
            }
            self.links = {
                place: [(row["owner_id"], (row["target_type"], row["target_id"])) for row in found]
                for place, table in site.edition.tables.links.items()
                for found in [list(_rows(site, connection, table))]
            }


class Readable:
    """What one asker may read of it."""

    def __init__(self, stock: Stock, asker: Asker) -> None:
        self.site, self.rows, self.links, self.asker = stock.site, stock.rows, stock.links, asker
        assert asker.visibility is not None
        self.visibility = asker.visibility
        self._met: dict[object, set[int]] = {}
        self._clearings = stock.clearings
        self.ids = {type_: self._readable(type_) for type_ in self.rows}

    def _readable(self, type_: str) -> set[int]:
        return {row_id for row_id in self.rows[type_] if self._may_be_read(type_, row_id, ())}

    def _may_be_read(self, type_: str, row_id: int, around: tuple[str, ...]) -> bool:
        if type_ in around:
            return False
        return self._passes(self.visibility.of(type_), type_, self.rows[type_][row_id], (*around, type_))

    def _passes(self, rule: RowRule, type_: str, row: Stored, around: tuple[str, ...]) -> bool:
        match rule:
            case Every():
                return True
            case InProjects():
                place = row["id"] if type_ == "Project" else row.get("project$id")
                return place in self.asker.projects
            case Unplaced():
                return "project$id" in row and row["project$id"] is None
            case IsAsker():
                return type_ == "HumanUser" and row["id"] == self.asker.person
            case Holds(name):
                groups = {("Group", each) for each in self.asker.groups}
                own = groups | {("HumanUser", self.asker.person)}
                return not own.isdisjoint(self._ends(type_, name, row))
            case Follows(name):
                return any(self._may_be_seen(end, around) for end in self._ends(type_, name, row))
            case Meets(path, relation, values):
                return row["id"] in self._meeting(type_, path, relation, values)
            case AllOf(parts):
                return all(self._passes(part, type_, row, around) for part in parts)
            case AnyOf(parts):
                return any(self._passes(part, type_, row, around) for part in parts)
        return False

    def _may_be_seen(self, end: End, around: tuple[str, ...]) -> bool:
        type_, row_id = end
        row = self.rows.get(type_, {}).get(row_id)
        if row is None or row[RETIRED] is not None:
            return False
        rule = self.visibility.of(type_)
        return rule == NoRow(is_named=True) or self._may_be_read(type_, row_id, around)

    def _meeting(self, type_: str, *asked: Any) -> set[int]:
        if (type_, asked) not in self._met:
            self._met[type_, asked] = self._meets(type_, *asked)
        return self._met[type_, asked]

    def _meets(self, type_: str, path: str, relation: str, values: Any) -> set[int]:
        session, entity_type = self.site.session(system_caller()), self.site.schema[type_]
        try:
            where = session.condition(entity_type, path, relation, values)
        except Refusal:
            return set()
        return {
            row.id
            for retired in (False, True)
            for row in session.find(Question(entity_type, where, retired=retired)).rows
        }

    def _ends(self, type_: str, name: str, row: Stored) -> list[End]:
        """What a field of links holds, whatever may be read."""
        field = self.site.schema[type_].fields[name]
        if field.type.kind is Kind.LINK:
            end = row[f"{name}$type"], row[f"{name}$id"]
            return [end] if end[1] is not None else []
        return list(self._many(field, row["id"]))

    def _many(self, field: Field, row_id: int) -> Iterator[End]:
        here = (field.entity_type, row_id)
        match field.keeping:
            case OwnTable():
                owned = self.links[field.entity_type, field.name]
                yield from (end for owner, end in owned if owner == row_id)
            case OppositeOf(type_, name):
                yield from ((type_, owner) for owner, end in self.links[type_, name] if end == here)
            case ReverseOf(type_, name):
                yield from ((type_, each["id"]) for each in self._live(type_) if _end(each, name) == here)
            case Through(type_, near, far):
                yield from (_end(each, far) for each in self._live(type_) if _end(each, near) == here)
            case _:
                raise AssertionError(f"the model does not know how the links of {field.path} are kept")

    def _live(self, type_: str) -> Iterator[Stored]:
        return (row for row in self.rows[type_].values() if row[RETIRED] is None)

    def remove_the_rest(self, connection: Connection) -> None:
        """Take everything else away, in the connection's transaction."""
        for type_, rows in self.rows.items():
            gone = sorted(set(rows) - self.ids[type_])
            if gone:
                self._remove(connection, type_, gone)
        names = RowNames(self.site.edition.tables, self.site.database.dialect)
        table = self.site.edition.tables.names
        self._run(connection, update(table).values(haystack=table.c.key), [])
        for type_ in self.site.edition.tables.main_links:
            connection.run(names.refilling(type_))

    def _remove(self, connection: Connection, type_: str, gone: list[int]) -> None:
        tables = self.site.edition.tables
        own = tables.entities[type_]
        self._run(connection, delete(own).where(is_any(own.c.id, slot(0))), [gone])
        if self.visibility.of(type_) == NoRow(is_named=True):
            return
        names = tables.names
        of_type = names.c.type == literal(type_), is_any(names.c.id, slot(0))
        self._run(connection, delete(names).where(*of_type), [gone])
        for place, table in tables.links.items():
            if not self.links[place]:
                continue
            linked = table.c.target_type == literal(type_), is_any(table.c.target_id, slot(0))
            self._run(connection, delete(table).where(*linked), [gone])
        for entity_type in self.site.schema:
            if not self.rows[entity_type.name]:
                continue
            for field in entity_type.fields.values():
                if field.type.kind is Kind.LINK and field.origin is None:
                    connection.run(self._clearing(field), [type_, gone])

    def _clearing(self, field: Field) -> Statement:
        """What empties the field where it links some rows of a type."""
        if field not in self._clearings:
            table = self.site.edition.tables.entities[field.entity_type]
            kind, row_id = f"{field.name}$type", f"{field.name}$id"
            linked = table.c[kind] == slot(0), is_any(table.c[row_id], slot(1))
            cleared = update(table).values({kind: null(), row_id: null()}).where(*linked)
            self._clearings[field] = compile_statement(cleared, self.site.database.dialect)
        return self._clearings[field]

    def _run(self, connection: Connection, written: Update | Delete, values: list[object]) -> None:
        connection.run(compile_statement(written, self.site.database.dialect), values)


def _end(row: Stored, name: str) -> End:
    return row[f"{name}$type"], row[f"{name}$id"]


def _rows(site: Site, connection: Connection, table: Any) -> Iterator[Stored]:
    statement = compile_statement(select(table), site.database.dialect)
    names = [str(column.name) for column in table.columns]
    return (dict(zip(names, row, strict=True)) for row in connection.rows(statement))
