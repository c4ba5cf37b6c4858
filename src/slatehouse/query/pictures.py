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

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    FromClause,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    null,
    select,
)
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.sql import in_text
from slatehouse.store.pictures import PICTURE, has_picture

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

__all__ = [
    "packed_picture_and_source",
    "packed_source",
    "picture_columns",
    "picture_in",
    "source_columns",
    "source_in",
    "source_in_both",
]

_ONE: ColumnElement[int] = literal_column("1")
_FIRST = "Version"
"""Among linked rows, versions come first: they are what a review is about."""

_PICTURE, _PACKED, _BOTH = "picture", "packed", "both"
_NAME, _KEY = "$name", "$key"
_BETWEEN = ":"
_NO_LINK = (None, None, None)
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


def packed_source(sources: Sources, table: FromClause, field: Field) -> ColumnElement[Any]:
    """The link of the field that tells whose the picture of a row is, as one text that `source_in` reads.

    Each column of it is a sub-select for each of the links, under all rules of the asker, and to plan them
    takes longer than to run them: so who wants no column by itself takes them together.
    """
    picture = sources.schema[field.entity_type].fields[str(field.source_of)]
    return _own_or_lent(sources, table, picture, _kept_link(sources, table, field), _PACKED)


def packed_picture_and_source(sources: Sources, table: FromClause, field: Field) -> ColumnElement[Any]:
    """The same with the picture itself, for `picture_in` and `source_in_both` to read."""
    picture = sources.schema[field.entity_type].fields[str(field.source_of)]
    link = func.coalesce(_kept_link(sources, table, field), in_text(""))
    return _own_or_lent(sources, table, picture, _with_picture(table.c[picture.name], link), _BOTH)


def source_in(text: str | None) -> Sequence[Any]:
    """Id, type and name."""
    if not text:
        return _NO_LINK
    row_id, type_, name = text.split(_BETWEEN, 2)
    return int(row_id), type_, name


def picture_in(text: str | None) -> Sequence[Any]:
    """The picture as it is kept."""
    if text is None:
        return (None,)
    start, end = _place_of_picture(text)
    return (text[start:end],)


def source_in_both(text: str | None) -> Sequence[Any]:
    """Id, type and name of whose picture it is."""
    return source_in(text and text[_place_of_picture(text)[1] :])


def _place_of_picture(text: str) -> tuple[int, int]:
    length, _, _ = text.partition(_BETWEEN)
    start = len(length) + len(_BETWEEN)
    return start, start + int(length)


def _own_or_lent(
    sources: Sources, table: FromClause, picture: Field, own: ColumnElement[Any], of_lender: str
) -> ColumnElement[Any]:
    lent = _first(_lent(sources, table, picture, of_lender))
    return case((table.c[picture.name].is_not(None), own), else_=lent)


def _kept_link(sources: Sources, table: FromClause, field: Field) -> ColumnElement[Any]:
    """The link of a row that has a picture: what was given with it, if that is there, or else itself."""
    type_, row_id = table.c[f"{field.name}$type"], table.c[f"{field.name}$id"]
    names, itself = sources.names_for(field), sources.tables.names.alias()
    is_given = names.c.type == type_, names.c.id == row_id, not_(names.c.retired)
    is_itself = itself.c.type == in_text(field.entity_type), itself.c.id == table.c.id
    found = ((names, is_given), (itself, is_itself))
    packed = (select(_packed(row)).where(*is_it).correlate(table).scalar_subquery() for row, is_it in found)
    return func.coalesce(*packed)


def _packed(row: FromClause) -> ColumnElement[str]:
    """Ids and types hold none of what stands between them, and the name is last."""
    between = in_text(_BETWEEN)
    packed: ColumnElement[str] = cast(row.c.id, String) + between + row.c.type + between + row.c.name
    return packed


def _with_picture(picture: ColumnElement[Any], link: ColumnElement[str]) -> ColumnElement[str]:
    text = cast(picture, String)
    packed: ColumnElement[str] = cast(func.length(text), String) + in_text(_BETWEEN) + text + link
    return packed


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
    the link, or all of it."""
    fields = sources.schema[field.entity_type].fields
    return [_of_first(sources, fields[name], table, column) for name in field.borrows if name in fields]


def _of_first(sources: Sources, link: Field, table: FromClause, column: str) -> ColumnElement[Any]:
    linked, kept = sources.links(link).subquery(), sources.tables.pictures.alias()
    same_row = and_(kept.c.type == linked.c.type, kept.c.id == linked.c.id)
    wanted = _WANTED[column](linked, kept.c.picture) if column in _WANTED else linked.c[column]
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


_WANTED: Mapping[str, Callable[[FromClause, ColumnElement[Any]], ColumnElement[Any]]] = {
    _PICTURE: lambda _, picture: picture,
    _PACKED: lambda linked, _: _packed(linked),
    _BOTH: lambda linked, picture: _with_picture(picture, _packed(linked)),
}
