"""Where the values of a field are found in SQL: its columns in a table, its links in a selectable.

Whoever reaches a table here says which of its rows are there, by `is_there` or `is_open`; to an asker who may
not read everything, the rows and fields that they may not read are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import (
    FromClause,
    Select,
    Table,
    TableClause,
    and_,
    case,
    cast,
    column,
    exists,
    false,
    literal,
    not_,
    null,
    select,
)
from sqlalchemy import table as clause
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.origins import derived_columns
from slatehouse.query.pictures import picture_columns, source_columns
from slatehouse.query.row_rules import RowRules, is_everything
from slatehouse.query.visibility import Visibility
from slatehouse.schema.data_types.data_type import Columns, Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.links import LinkKeeping, OppositeOf, OwnTable, ReverseOf, Through, View
from slatehouse.schema.schema import Schema
from slatehouse.schema.sql import in_text
from slatehouse.store.tables import RETIRED, Tables

OPEN_STATUSES = ("opn", "ip", "rdy")
_VISIBILITIES_KEPT = 64
_TABLES_KEPT = 1024


@dataclass(frozen=True, eq=False)
class Sources:
    """The tables of one schema, and how its fields are reached in them by an asker.

    `visibility` says which rows and fields they may read; None: all.
    """

    schema: Schema
    tables: Tables
    visibility: Visibility | None = None

    def seen_by(self, visibility: Visibility | None) -> Sources:
        """The same tables, for askers with this visibility."""
        return self if visibility is self.visibility else _seen_by(self, visibility)

    @cached_property
    def _rules(self) -> RowRules | None:
        return None if self.visibility is None else RowRules(self.seen_by(None), self.visibility)

    def is_there(self, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        """The row of the type's table is not retired, and the asker may read it."""
        return and_(is_live(table), *self.is_open(entity_type, table))

    def is_counted(self, entity_type: EntityType, table: FromClause) -> ColumnElement[bool]:
        """As `is_there`, for what reads all rows that there are, in no order."""
        if self._rules is None:
            return is_live(table)
        return and_(is_live(table), replace(self._rules, by_index=True).of_rows(entity_type, table))

    def is_open(self, entity_type: EntityType, table: FromClause) -> list[ColumnElement[bool]]:
        """What holds of the rows of the type's table that the asker may read, live or retired."""
        if self._rules is None:
            return []
        rule = self._rules.of_rows(entity_type, table)
        return [] if is_everything(rule) else [rule]

    def is_seen(self, field: Field, names: FromClause) -> list[ColumnElement[bool]]:
        """What holds of the names of rows that the asker may see at the end of the field's links."""
        if self._rules is None:
            return []
        rule = self._rules.of_ends(field, names)
        return [] if is_everything(rule) else [rule]

    def is_found(self, entity_type: EntityType, names: FromClause) -> list[ColumnElement[bool]]:
        """What holds of the names of the type's rows that the asker may read."""
        if self._rules is None:
            return []
        rule = self._rules.of_own_names(entity_type, names)
        return [] if is_everything(rule) else [rule]

    def hides(self, field: Field) -> bool:
        """Whether the asker may not read the field; it is unset then, wherever it is reached."""
        if self.visibility is None:
            return False
        of_what = {field.name, field.source_of}
        return any((field.entity_type, name) in self.visibility.hidden for name in of_what)

    def table(self, entity_type: EntityType) -> FromClause:
        """The type's table under a name of its own, so that it may stand in a statement twice."""
        return _plain(self.tables.entities[entity_type.name]).alias()

    def columns(self, table: FromClause, field: Field) -> Columns:
        """The field's columns in the table, as relations see them."""
        if field.name == "id":
            return Columns(table.c.id, {"": table.c.id}, self.tables.names)
        values = self._values(table, field)
        if field.type.kind is Kind.LINK and "$name" not in values:
            values["$name"] = self.name_of(field, values["$type"], values["$id"])
            values["$key"] = self._of_linked(field, "key", values["$type"], values["$id"])
        names = self.names_for(field)
        links = self.links(field).subquery() if field.type.kind is Kind.LINKS else None
        return Columns(table.c.id, values, names, links)

    def _values(self, table: FromClause, field: Field) -> dict[str, ColumnElement[Any]]:
        if self.hides(field):
            return {shape.suffix: cast(null(), shape.type) for shape in field.type.columns}
        if field.origin is not None:
            return dict(derived_columns(self, table, field))
        if field.borrows:
            return dict(picture_columns(self, table, field))
        if field.source_of is not None:
            return dict(source_columns(self, table, field))
        return {shape.suffix: table.c[field.name + shape.suffix] for shape in field.type.columns}

    def name_of(
        self, field: Field, type_: ColumnElement[Any], row_id: ColumnElement[Any]
    ) -> ColumnElement[Any]:
        """The display name of a row that a link of the field names; null where it is not there or retired."""
        return self._of_linked(field, "name", type_, row_id)

    def _of_linked(
        self, field: Field, column: str, type_: ColumnElement[Any], row_id: ColumnElement[Any]
    ) -> ColumnElement[Any]:
        names = self.names_for(field)
        same_row = names.c.type == type_, names.c.id == row_id, not_(names.c.retired)
        return select(names.c[column]).where(*same_row).scalar_subquery()

    def names_for(self, field: Field) -> FromClause:
        """The display names that the asker sees at the end of the field's links: a log goes on naming rows
        that were retired."""
        names = self.tables.names if field.keeps_retired else self.tables.names.alias()
        seen = self.is_seen(field, names)
        if not field.keeps_retired and not seen:
            return names
        row = names.c
        retired = false().label("retired") if field.keeps_retired else row.retired
        return select(row.type, row.id, row.name, row.key, retired).where(*seen).subquery()

    def link_ends(self, table: FromClause, field: Field) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """The id and type of the row that a single link names; null where the asker may not see it."""
        columns = self.columns(table, field)
        ends = columns.of("$id"), columns.of("$type")
        names = self.tables.names.alias()
        seen = self.is_seen(field, names)
        if not seen:
            return ends
        is_seen = exists().where(names.c.id == ends[0], names.c.type == ends[1], *seen)
        return case((is_seen, ends[0])), case((is_seen, ends[1]))

    def links(self, field: Field) -> Select[Any]:
        """The live links of a multi-entity field: `owner`, and the linked row's `type, id, name, key`."""
        pair, names = self.pairs(field).subquery(), self.tables.names.alias()
        # Of rows whose own link is read from the far end, their table has said already which are there.
        seen = () if isinstance(field.keeping, ReverseOf) else self.is_seen(field, names)
        same_row = and_(names.c.type == pair.c.type, names.c.id == pair.c.id, not_(names.c.retired), *seen)
        linked = select(pair.c.owner, names.c.type, names.c.id, names.c.name, names.c.key)
        return linked.select_from(pair.join(names, same_row))

    def pairs(self, field: Field) -> Select[Any]:
        """The links of a multi-entity field, those to retired rows included, and to rows that the asker may
        not read: `owner`, and what it links: `type, id`."""
        assert field.keeping is not None
        pairs = self.kept(field, field.keeping)
        return pairs.where(false()) if self.hides(field) else pairs

    def kept(self, field: Field, keeping: LinkKeeping) -> Select[Any]:
        """The links that a field of the row's type would have, if they were kept so; as `pairs`."""
        return _KEEPERS[type(keeping)](self, field, keeping)

    def _own_table(self, field: Field, _: OwnTable) -> Select[Any]:
        link = self._link_table(field.entity_type, field.name)
        return _pairs(link.c.owner_id, link.c.target_type, link.c.target_id)

    def _opposite(self, field: Field, keeping: OppositeOf) -> Select[Any]:
        link = self._link_table(keeping.entity_type, keeping.field)
        linked_here = link.c.target_type == self._type(field.entity_type)
        return _pairs(link.c.target_id, self._type(keeping.entity_type), link.c.owner_id).where(linked_here)

    def _reverse(self, field: Field, keeping: ReverseOf) -> Select[Any]:
        entity_type = self.schema[keeping.entity_type]
        other = self.table(entity_type)
        owner_type, owner_id = other.c[f"{keeping.field}$type"], other.c[f"{keeping.field}$id"]
        links_here = owner_type == self._type(field.entity_type)
        return _pairs(owner_id, self._type(keeping.entity_type), other.c.id).where(
            links_here, self.is_there(entity_type, other)
        )

    def _through(self, field: Field, keeping: Through) -> Select[Any]:
        entity_type = self.schema[keeping.entity_type]
        connection = self.table(entity_type)
        near, far = (
            (connection.c[f"{end}$type"], connection.c[f"{end}$id"]) for end in (keeping.near, keeping.far)
        )
        begins_here = near[0] == self._type(field.entity_type)
        return _pairs(near[1], *far).where(begins_here, self.is_there(entity_type, connection))

    def _view(self, field: Field, keeping: View) -> Select[Any]:
        return _VIEWS[keeping.name](self, field)

    def _open_notes(self, field: Field) -> Select[Any]:
        every = self.pairs(self.schema[field.entity_type].fields["notes"]).subquery()
        entity_type = self.schema["Note"]
        note = self.table(entity_type)
        is_open = note.c["sg_status_list"].in_([literal(status) for status in OPEN_STATUSES])
        there = self.is_open(entity_type, note)
        notes = every.join(note, note.c.id == every.c.id)
        return select(every).select_from(notes).where(is_open, *there)

    def _sibling_tasks(self, field: Field) -> Select[Any]:
        entity_type = self.schema["Task"]
        task, sibling = self.table(entity_type), self.table(entity_type)
        entity = self.link_ends(task, entity_type.fields["entity"])
        of_one_entity = and_(
            sibling.c["entity$id"] == entity[0],
            sibling.c["entity$type"] == entity[1],
            sibling.c.id != task.c.id,
        )
        pairs = _pairs(task.c.id, self._type("Task"), sibling.c.id)
        return pairs.select_from(task.join(sibling, of_one_entity)).where(self.is_there(entity_type, sibling))

    def _type(self, name: str) -> ColumnElement[str]:
        """A type's name to compare with. Statements with rules are long, and not to be planned each time."""
        return literal(name) if self.visibility is None else in_text(name)

    def _link_table(self, entity_type: str, field: str) -> FromClause:
        return _plain(self.tables.links[entity_type, field]).alias()


@lru_cache(maxsize=_TABLES_KEPT)
def _plain(table: Table) -> TableClause:
    """The table as statements see it. Each alias has columns of its own, and those of a `Table`, of which a
    type has a hundred, cost three times as much."""
    return clause(table.name, *(column(each.name, each.type) for each in table.c))


def _pairs(owner: ColumnElement[Any], type_: ColumnElement[Any], row_id: ColumnElement[Any]) -> Select[Any]:
    return select(owner.label("owner"), type_.label("type"), row_id.label("id"))


def is_live(table: FromClause) -> ColumnElement[bool]:
    """The table's row is not retired."""
    return table.c[RETIRED].is_(None)


@lru_cache(maxsize=_VISIBILITIES_KEPT)
def _seen_by(sources: Sources, visibility: Visibility | None) -> Sources:
    return replace(sources, visibility=visibility)


_KEEPERS: dict[type[LinkKeeping], Callable[[Sources, Field, Any], Select[Any]]] = {
    OwnTable: Sources._own_table,
    OppositeOf: Sources._opposite,
    ReverseOf: Sources._reverse,
    Through: Sources._through,
    View: Sources._view,
}
_VIEWS: dict[str, Callable[[Sources, Field], Select[Any]]] = {
    "open_notes": Sources._open_notes,
    "sibling_tasks": Sources._sibling_tasks,
}
