"""Summary fields: a stored question over other rows, asked of each row as it is read (data-types §3.23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import FromClause, func, literal, null, select
from sqlalchemy.sql.elements import ColumnElement

from slatehouse.query.conditions import write_filter
from slatehouse.query.filters import Condition, Filter, Group, Operator, condition
from slatehouse.query.sources import Sources, is_live
from slatehouse.schema.data_types.data_type import Binds, Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field

_PARENT_TOKEN = "parent_entity_token"
_PARENT_ID = 2**31 - 1


def rollup(sources: Sources, table: FromClause, field: Field) -> ColumnElement[Any]:
    """The field's summary for the row of the table; null where nothing computes it."""
    query = field.properties.get("query")
    if not isinstance(query, Mapping) or field.properties.get("summary") != "record_count":
        return null()
    target = sources.schema[query["entity_type"]]
    rows = sources.table(target)
    where = _stored_filter(sources, target, field, query["filters"])

    def bind(test: Test) -> Binds:
        is_parent = test.values == (field.entity_type, _PARENT_ID)
        return (literal(field.entity_type), table.c.id) if is_parent else tuple(map(literal, test.values))

    counted = (
        select(func.count()).select_from(rows).where(is_live(rows), write_filter(sources, rows, where, bind))
    )
    return counted.correlate(table).scalar_subquery()


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
