"""The SQL of values that are not columns of their row (see `schema.origins`), by column suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import FromClause, case, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.formulas.sql import formula_columns
from slatehouse.query.slots import asking_person
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.text import BYTE_ORDERED, KEY
from slatehouse.schema.field import Field
from slatehouse.schema.links import ReverseOf
from slatehouse.schema.origins import Constant, Count, DataUrl, Formula, Origin, PerPerson
from slatehouse.schema.text_key import text_key

if TYPE_CHECKING:
    from slatehouse.query.sources import Sources

ValueColumns = Mapping[str, ColumnElement[Any]]

_DATA_URL = "data:image/png;base64,"


def derived_columns(sources: Sources, table: FromClause, field: Field) -> ValueColumns:
    """The columns of a field that has an origin, for the row of the table."""
    assert field.origin is not None
    return _ORIGINS[type(field.origin)](sources, table, field, field.origin)


def _per_person(sources: Sources, table: FromClause, field: Field, origin: PerPerson) -> ValueColumns:
    personal = sources.tables.personal[field.entity_type].alias()
    asked = personal.c.owner_id == table.c.id, personal.c.person_id == asking_person()
    unset = _as_columns(field, origin.unset)
    values = {}
    for shape in field.type.columns:
        kept = select(personal.c[field.name + shape.suffix]).where(*asked).scalar_subquery()
        otherwise = unset[shape.suffix]
        values[shape.suffix] = (
            kept if otherwise is None else func.coalesce(kept, literal(otherwise, shape.type))
        )
    return values


def _constant(_: Sources, __: FromClause, ___: Field, origin: Constant) -> ValueColumns:
    return {"": literal(origin.text, BYTE_ORDERED), KEY: literal(text_key(origin.text), BYTE_ORDERED)}


def _data_url(_: Sources, table: FromClause, __: Field, origin: DataUrl) -> ValueColumns:
    data = table.c[origin.field]
    url = case((data.is_(None), literal("", BYTE_ORDERED)), else_=literal(_DATA_URL, BYTE_ORDERED) + data)
    # Such an address holds no letter that folds otherwise than by its case.
    return {"": url, KEY: func.lower(url)}


def _count(sources: Sources, table: FromClause, field: Field, origin: Count) -> ValueColumns:
    counted = sources.schema[origin.entity_type].fields[origin.field]
    if counted.type.kind is Kind.LINKS:
        links = sources.links(counted).subquery()
    else:
        links = sources.kept(field, ReverseOf(origin.entity_type, origin.field)).subquery()
    number = select(func.count()).select_from(links).where(links.c.owner == table.c.id)
    return {"": number.scalar_subquery()}


def _formula(sources: Sources, table: FromClause, field: Field, origin: Formula) -> ValueColumns:
    return formula_columns(sources, table, field, origin)


def _as_columns(field: Field, value: object) -> Mapping[str, object]:
    """A value as on the wire, by column suffix; None is none, whether the field could be cleared or not."""
    suffixes = [shape.suffix for shape in field.type.columns]
    return (
        dict.fromkeys(suffixes)
        if value is None
        else dict(zip(suffixes, field.type.accept(field, value), strict=True))
    )


_ORIGINS: dict[type[Origin], Callable[[Sources, FromClause, Field, Any], ValueColumns]] = {
    PerPerson: _per_person,
    Constant: _constant,
    Count: _count,
    DataUrl: _data_url,
    Formula: _formula,
}
