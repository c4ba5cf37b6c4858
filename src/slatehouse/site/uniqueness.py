"""Values that no two live rows of a type share (entity-types A.3), and those of fields of the site's own that
hold what rows are called elsewhere (decision 0074).

They are looked for before a row is written; the database's own indexes hold where several write at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from slatehouse.accounts.errors import CannotRevive
from slatehouse.accounts.permissions import reads_every_row
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft
from slatehouse.site.errors import CreateFailed, ReviveFailed, UpdateFailed
from slatehouse.site.rules.register import rules_of
from slatehouse.store.connection import NotUnique

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

LONGEST_TEXT = 255
"""The characters of a unique text of the site's own, which an index of either database holds."""


def raise_if_taken(
    writing: Writing, draft: Draft, row_id: int | None, failure: type[CreateFailed] | type[UpdateFailed]
) -> None:
    """Refuse a draft that would share with a live row what is unique; `row_id` None: it is a new row."""
    entity_type = draft.entity_type
    for names in entity_type.unique:
        columns = _columns_of(entity_type, names)
        if not any(column in draft.columns for column in columns):
            continue
        _raise_if_too_long(draft, names, failure)
        stored = {} if row_id is None else _stored(writing, entity_type, row_id, columns)
        values = {column: draft.columns.get(column, stored.get(column)) for column in columns}
        if _is_taken(writing, entity_type, values, row_id):
            raise failure(entity_type.name, rules_of(entity_type.name).taken(entity_type, names))


def raise_if_replaced(writing: Writing, entity_type: EntityType, row_id: int) -> None:
    """Refuse to revive a row whose unique values a live one has by now.

    What fields of the site's own hold is written anew by that; whoever may not write it is not told whether
    it is taken.
    """
    for names in entity_type.unique:
        values = _stored(writing, entity_type, row_id, _columns_of(entity_type, names))
        is_own = entity_type.fields[names[0]].custom and any(each is not None for each in values.values())
        if is_own and not reads_every_row(writing.caller, entity_type.name):
            raise CannotRevive(entity_type.name)
        if _is_taken(writing, entity_type, values, row_id):
            raise revival_failed(entity_type, row_id)


def revival_failed(entity_type: EntityType, row_id: int) -> ReviveFailed:
    """The refusal of a revival for what is unique."""
    reason = "Can't unretire the entity because a field has a non-unique value for a unique index: "
    return ReviveFailed(entity_type.name, row_id, f"{reason}sgcu_{entity_type.slug}")


def raise_taken_meanwhile(
    writing: Writing,
    entity_type: EntityType,
    error: NotUnique,
    failure: type[CreateFailed] | type[UpdateFailed],
) -> None:
    """Refuse what another writer was first to write, in the words of `raise_if_taken`. Returns where this
    edition of the schema does not know yet what has to be unique."""
    for index in writing.rows.tables.entities[entity_type.name].indexes:
        columns = {column.name for column in index.columns}
        if index.unique and error.constraint == index.name:
            for names in entity_type.unique:
                if columns == set(_columns_of(entity_type, names)):
                    reason = rules_of(entity_type.name).taken(entity_type, names)
                    raise failure(entity_type.name, reason) from error


def _raise_if_too_long(
    draft: Draft, names: tuple[str, ...], failure: type[CreateFailed] | type[UpdateFailed]
) -> None:
    field = draft.entity_type.fields[names[0]]
    value = draft.columns.get(field.column_names[0])
    if field.custom and isinstance(value, str) and len(value) > LONGEST_TEXT:
        reason = f"A unique value holds {LONGEST_TEXT} characters at most. ({field.path})"
        raise failure(draft.entity_type.name, reason)


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
