"""The picture that a row shows, and whose picture it is.

A row shows its own. A row of a type that borrows shows, where it has none, the first picture of the rows that
its links lead to: of those alone that the asker may read. So nothing has to be written when a linked row gets
another picture, loses it, retires or returns; and whoever may not read that row sees neither its picture nor
its name.

The source of a picture is the row itself where the picture is its own, and the row that it came from where
it was shared or borrowed; there is one exactly where there is a picture (contract errata 23). Of a shared
picture whose source is gone, or may not be read, the row itself is the source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, Subquery, and_, case, func, literal_column, not_, null, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.sql import in_text
from slatehouse.store.pictures import PICTURE, has_picture

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

__all__ = ["picture_columns", "source_columns"]

_ONE: ColumnElement[int] = literal_column("1")
_FIRST = "Version"
"""Among linked rows, versions come first: they are what a review is about."""

_PICTURE, _NAME, _KEY = "picture", "$name", "$key"
_OF_LENDERS = {"$id": "id", "$type": "type", _NAME: "name", _KEY: "key"}


def picture_columns(sources: Sources, table: FromClause, field: Field) -> Mapping[str, ColumnElement[Any]]:
    """The columns of an image field that shows others' pictures where it holds none."""
    own = table.c[field.name]
    return {"": func.coalesce(own, *_lent(sources, table, field, _PICTURE))}


def source_columns(sources: Sources, table: FromClause, field: Field) -> Mapping[str, ColumnElement[Any]]:
    """The columns of the field that tells whose the picture of a row is, with the source's name and key."""
    picture = sources.schema[field.entity_type].fields[str(field.source_of)]
    own = table.c[picture.name]
    type_, row_id = table.c[f"{field.name}$type"], table.c[f"{field.name}$id"]
    names, itself = sources.names_for(field), sources.tables.names.alias()
    is_given = names.c.type == type_, names.c.id == row_id, not_(names.c.retired)
    is_itself = itself.c.type == in_text(field.entity_type), itself.c.id == table.c.id
    given = _link(table, type_, row_id, names, is_given)
    own_link = _link(table, in_text(field.entity_type), table.c.id, itself, is_itself)
    columns: dict[str, ColumnElement[Any]] = {}
    for suffix, of_lender in _OF_LENDERS.items():
        kept = case((given[_NAME].is_not(None), given[suffix]), else_=own_link[suffix])
        lent = _lent(sources, table, picture, of_lender)
        columns[suffix] = case((own.is_not(None), kept), else_=_first(lent))
    return columns


def _first(values: Sequence[ColumnElement[Any]]) -> ColumnElement[Any]:
    return func.coalesce(*values) if len(values) > 1 else next(iter(values), null())


def _link(
    table: FromClause,
    type_: ColumnElement[Any],
    row_id: ColumnElement[Any],
    names: FromClause,
    is_it: Sequence[ColumnElement[bool]],
) -> Mapping[str, ColumnElement[Any]]:
    """A link of the table's row, with what is found of it among names."""
    name, key = (
        select(names.c[column]).where(*is_it).correlate(table).scalar_subquery() for column in ("name", "key")
    )
    return {"$id": row_id, "$type": type_, _NAME: name, _KEY: key}


def _lent(sources: Sources, table: FromClause, field: Field, column: str) -> Sequence[ColumnElement[Any]]:
    """Of the first row that lends its picture, through each of the links in turn: the picture, or a part of
    the link."""
    fields = sources.schema[field.entity_type].fields
    return [_of_first(sources, fields[name], table, column) for name in field.borrows if name in fields]


def _of_first(sources: Sources, link: Field, table: FromClause, column: str) -> ColumnElement[Any]:
    linked, kept = sources.links(link).subquery(), sources.tables.pictures.alias()
    same_row = and_(kept.c.type == linked.c.type, kept.c.id == linked.c.id)
    wanted = kept.c.picture if column == _PICTURE else linked.c[column]
    lent = select(wanted).select_from(linked.join(kept, same_row)).where(linked.c.owner == table.c.id)
    hidden = [in_text(each.name) for each in filter(has_picture, sources.schema) if _hides(sources, each)]
    if hidden:
        lent = lent.where(kept.c.type.not_in(hidden))
    return lent.order_by(*_order(linked, link)).limit(_ONE).correlate(table).scalar_subquery()


def _order(linked: Subquery, link: Field) -> Sequence[ColumnElement[Any]]:
    """Of one type, the rows as they came; of several, versions first, and then as links are shown."""
    if link.enforces_types and len(link.valid_types) == 1:
        return (linked.c.id,)
    return (case((linked.c.type == in_text(_FIRST), 0), else_=1), linked.c.key, linked.c.id, linked.c.type)


def _hides(sources: Sources, entity_type: EntityType) -> bool:
    return sources.hides(entity_type.fields[PICTURE])
