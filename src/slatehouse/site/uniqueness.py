"""Values that no two live rows of a type share (entity-types A.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft
from slatehouse.site.errors import CreateFailed, ReviveFailed, UpdateFailed
from slatehouse.site.rules.register import rules_of

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


def raise_if_taken(
    writing: Writing, draft: Draft, row_id: int | None, failure: type[CreateFailed] | type[UpdateFailed]
) -> None:
    """Refuse a draft that would share with a live row what is unique; `row_id` None: it is a new row."""
    entity_type = draft.entity_type
    for names in entity_type.unique:
        columns = _columns_of(entity_type, names)
        if not any(column in draft.columns for column in columns):
            continue
        stored = {} if row_id is None else _stored(writing, entity_type, row_id, columns)
        values = {column: draft.columns.get(column, stored.get(column)) for column in columns}
        if _is_taken(writing, entity_type, values, row_id):
            raise failure(entity_type.name, rules_of(entity_type.name).taken(entity_type, names))


def raise_if_replaced(writing: Writing, entity_type: EntityType, row_id: int) -> None:
    """Refuse to revive a row whose unique values a live one has by now."""
    for names in entity_type.unique:
        values = _stored(writing, entity_type, row_id, _columns_of(entity_type, names))
        if _is_taken(writing, entity_type, values, row_id):
            reason = "Can't unretire the entity because a field has a non-unique value for a unique index: "
            raise ReviveFailed(entity_type.name, row_id, f"{reason}sgcu_{entity_type.slug}")


def _is_taken(
    writing: Writing, entity_type: EntityType, values: Mapping[str, object], row_id: int | None
) -> bool:
    if any(value is None for value in values.values()):
        return False
    return bool(set(writing.rows.ids_having(writing.connection, entity_type.name, values)) - {row_id})


def _stored(
    writing: Writing, entity_type: EntityType, row_id: int, columns: Sequence[str]
) -> dict[str, object]:
    return writing.rows.values(writing.connection, entity_type.name, row_id, columns)


def _columns_of(entity_type: EntityType, names: Sequence[str]) -> list[str]:
    return [entity_type.fields[name].column_names[0] for name in names]
