"""Where the values of a field are found in SQL: its columns in a table, its links in a selectable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, Table, and_, false, literal, not_, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.origins import derived_columns
from slatehouse.schema.data_types.data_type import Columns, Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.links import LinkKeeping, OppositeOf, OwnTable, ReverseOf, Through, View
from slatehouse.schema.schema import Schema
from slatehouse.store.tables import RETIRED, Tables

OPEN_STATUSES = ("opn", "ip", "rdy")


@dataclass(frozen=True, eq=False)
class Sources:
    """The tables of one schema, and how its fields are reached in them."""

    schema: Schema
    tables: Tables

    def table(self, entity_type: EntityType) -> FromClause:
        """The type's table under a name of its own, so that it may stand in a statement twice."""
        return self.tables.entities[entity_type.name].alias()

    def columns(self, table: FromClause, field: Field) -> Columns:
        """The field's columns in the table, as relations see them."""
        if field.name == "id":
            return Columns(table.c.id, {"": table.c.id}, self.tables.names)
        values = self._values(table, field)
        if field.type.kind is Kind.LINK:
            values["$name"] = self.name_of(field, values["$type"], values["$id"])
            values["$key"] = self._of_linked(field, "key", values["$type"], values["$id"])
        names = self._names_for(field)
        links = self.links(field).subquery() if field.type.kind is Kind.LINKS else None
        return Columns(table.c.id, values, names, links)

    def _values(self, table: FromClause, field: Field) -> dict[str, ColumnElement[Any]]:
        if field.origin is not None:
            return dict(derived_columns(self, table, field))
        return {shape.suffix: table.c[field.name + shape.suffix] for shape in field.type.columns}

    def name_of(
        self, field: Field, type_: ColumnElement[Any], row_id: ColumnElement[Any]
    ) -> ColumnElement[Any]:
        """The display name of a row that a link of the field names; null where it is not there or retired."""
        return self._of_linked(field, "name", type_, row_id)

    def _of_linked(
        self, field: Field, column: str, type_: ColumnElement[Any], row_id: ColumnElement[Any]
    ) -> ColumnElement[Any]:
        names = self._names_for(field)
        same_row = names.c.type == type_, names.c.id == row_id, not_(names.c.retired)
        return select(names.c[column]).where(*same_row).scalar_subquery()

    def _names_for(self, field: Field) -> FromClause:
        """The display names that the field's links see: a log goes on naming rows that were retired."""
        names = self.tables.names
        if not field.keeps_retired:
            return names.alias()
        row = names.c
        return select(row.type, row.id, row.name, row.key, false().label("retired")).subquery()

    def links(self, field: Field) -> Select[Any]:
        """The live links of a multi-entity field: `owner`, and the linked row's `type, id, name, key`."""
        pair, names = self.pairs(field).subquery(), self.tables.names.alias()
        same_row = and_(names.c.type == pair.c.type, names.c.id == pair.c.id, not_(names.c.retired))
        return select(pair.c.owner, names.c.type, names.c.id, names.c.name, names.c.key).join(names, same_row)

    def pairs(self, field: Field) -> Select[Any]:
        """The links of a multi-entity field, those to retired rows included: `owner`, and what it links:
        `type, id`."""
        assert field.keeping is not None
        return self.kept(field, field.keeping)

    def kept(self, field: Field, keeping: LinkKeeping) -> Select[Any]:
        """The links that a field of the row's type would have, if they were kept so; as `pairs`."""
        return _KEEPERS[type(keeping)](self, field, keeping)

    def _own_table(self, field: Field, _: OwnTable) -> Select[Any]:
        link = self._link_table(field.entity_type, field.name)
        return _pairs(link.c.owner_id, link.c.target_type, link.c.target_id)

    def _opposite(self, field: Field, keeping: OppositeOf) -> Select[Any]:
        link = self._link_table(keeping.entity_type, keeping.field)
        linked_here = link.c.target_type == literal(field.entity_type)
        return _pairs(link.c.target_id, literal(keeping.entity_type), link.c.owner_id).where(linked_here)

    def _reverse(self, field: Field, keeping: ReverseOf) -> Select[Any]:
        other = self.tables.entities[keeping.entity_type].alias()
        owner_type, owner_id = other.c[f"{keeping.field}$type"], other.c[f"{keeping.field}$id"]
        links_here = owner_type == literal(field.entity_type)
        return _pairs(owner_id, literal(keeping.entity_type), other.c.id).where(links_here, is_live(other))

    def _through(self, field: Field, keeping: Through) -> Select[Any]:
        connection = self.tables.entities[keeping.entity_type].alias()
        near, far = (
            (connection.c[f"{end}$type"], connection.c[f"{end}$id"]) for end in (keeping.near, keeping.far)
        )
        begins_here = near[0] == literal(field.entity_type)
        return _pairs(near[1], *far).where(begins_here, is_live(connection))

    def _view(self, field: Field, keeping: View) -> Select[Any]:
        return _VIEWS[keeping.name](self, field)

    def _open_notes(self, field: Field) -> Select[Any]:
        every = self.pairs(self.schema[field.entity_type].fields["notes"]).subquery()
        note = self.tables.entities["Note"].alias()
        is_open = note.c["sg_status_list"].in_([literal(status) for status in OPEN_STATUSES])
        return select(every).join(note, note.c.id == every.c.id).where(is_open)

    def _sibling_tasks(self, field: Field) -> Select[Any]:
        task, sibling = self.tables.entities["Task"].alias(), self.tables.entities["Task"].alias()
        of_one_entity = and_(
            sibling.c["entity$id"] == task.c["entity$id"],
            sibling.c["entity$type"] == task.c["entity$type"],
            sibling.c.id != task.c.id,
        )
        pairs = _pairs(task.c.id, literal("Task"), sibling.c.id)
        return pairs.select_from(task.join(sibling, of_one_entity)).where(is_live(sibling))

    def _link_table(self, entity_type: str, field: str) -> FromClause:
        table: Table = self.tables.links[entity_type, field]
        return table.alias()


def _pairs(owner: ColumnElement[Any], type_: ColumnElement[Any], row_id: ColumnElement[Any]) -> Select[Any]:
    return select(owner.label("owner"), type_.label("type"), row_id.label("id"))


def is_live(table: FromClause) -> ColumnElement[bool]:
    """The table's row is not retired."""
    return table.c[RETIRED].is_(None)


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
