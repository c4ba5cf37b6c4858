"""Summary fields: a stored question over other rows, asked of each row as it is read (data-types §3.23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import FromClause, func, literal, null, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import Condition, Filter, Group, Operator, condition
from slatehouse.query.sources import Sources
from slatehouse.schema.data_types.data_type import Binds, Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.sql import of_outer_row

_PARENT_TOKEN = "parent_entity_token"
_PARENT_ID = 2**31 - 1


def rollup(sources: Sources, table: FromClause, field: Field) -> ColumnElement[Any]:
    """The field's summary for the row of the table; null where nothing computes it."""
    query = field.properties.get("query")
    if sources.hides(field):
        return null()
    if not isinstance(query, Mapping) or field.properties.get("summary") != "record_count":
        return null()
    target = sources.schema[query["entity_type"]]
    where = _stored_filter(sources, target, field, query["filters"])
    parent = (field.entity_type, _PARENT_ID)

    def bind(test: Test) -> Binds:
        if test.values == parent:
            return (literal(field.entity_type), of_outer_row(table.c.id))
        return tuple(map(literal, test.values))

    around, others = _divided(where, parent)
    rows = sources.table(target)
    linked = sources.is_there(target, rows), *(write_filter(sources, rows, part, bind) for part in around)
    # The few rows that are about this one are found first: the offset keeps databases from looking through
    # all that meet the other conditions.
    found = select(rows).where(*linked).offset(0).subquery()
    met = (write_filter(sources, found, part, bind) for part in others)
    return select(func.count()).select_from(found).where(*met).scalar_subquery()


def _divided(where: Filter, parent: tuple[object, ...]) -> tuple[list[Filter], list[Filter]]:
    """The conditions that have to hold and name the row that asks, and all others."""
    is_list = isinstance(where, Group) and where.operator is Operator.AND
    parts = where.parts if is_list and isinstance(where, Group) else (where,)
    around: list[Filter] = [
        part for part in parts if isinstance(part, Condition) and part.test.values == parent
    ]
    return around, [part for part in parts if part not in around]


def _stored_filter(sources: Sources, target: EntityType, field: Field, stored: Mapping[str, Any]) -> Filter:
    """A filter in the form that the web application stores: `{path, relation, values}` leaves."""
    if "conditions" in stored:
        parts = tuple(_stored_filter(sources, target, field, part) for part in stored["conditions"])
        return Group(Operator(stored["logical_operator"]), parts)
    return _stored_condition(sources, target, field, stored)


def _stored_condition(
    sources: Sources, target: EntityType, field: Field, stored: Mapping[str, Any]
) -> Condition:
    parent = {"type": field.entity_type, "id": _PARENT_ID}
    values = [
        parent if isinstance(value, Mapping) and value.get("valid") == _PARENT_TOKEN else value
        for value in stored["values"]
    ]
    never = datetime(1970, 1, 1, tzinfo=UTC)
    return condition(sources.schema, target, stored["path"], stored["relation"], values, never)
