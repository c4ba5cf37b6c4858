"""Retiring rows with those that do not outlive them, and reviving them all (entity-types A.6)."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.mirroring import mirror_links
from slatehouse.site.rules.register import rules_of
from slatehouse.site.telling import tell_retired, tell_revived
from slatehouse.site.uniqueness import raise_if_replaced, revival_failed
from slatehouse.store.connection import NotUnique

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


def retire_row(writing: Writing, target: Target) -> None:
    """Retire a live row without asking whether the caller may."""
    # Rows that went together bear one mark, and no others: together they return.
    mark = f"{writing.now:%Y-%m-%dT%H:%M:%S.%fZ} {token_hex(4)}"
    _retire(writing, target, mark)
    mirror_links(writing, target, _mirrored(writing, target), {})


def revive_row(writing: Writing, target: Target, mark: str) -> None:
    """Make a row live again that was retired under the mark, and those that went with it."""
    _revive(writing, target, mark)
    mirror_links(writing, target, {}, _mirrored(writing, target))


def _retire(writing: Writing, target: Target, mark: str) -> None:
    rules = rules_of(target.type)
    tell_retired(writing, target)
    for dependent in rules.dependents(writing, target.id, None):
        _retire(writing, Target(*dependent), mark)
    writing.rows.retire(writing.connection, target.type, target.id, mark)
    writing.known.put_name(target, None)
    rules.retired(writing, target.id)


def _revive(writing: Writing, target: Target, mark: str) -> None:
    rules = rules_of(target.type)
    raise_if_replaced(writing, writing.schema[target.type], target.id)
    rules.reviving(writing, target.id)
    try:
        writing.rows.revive(writing.connection, target.type, target.id)
    except NotUnique as error:
        raise revival_failed(writing.schema[target.type], target.id) from error
    writing.known.forget(target)
    tell_revived(writing, target)
    for dependent in rules.dependents(writing, target.id, mark):
        _revive(writing, Target(*dependent), mark)
    rules.revived(writing, target.id)


def _mirrored(writing: Writing, target: Target) -> dict[str, object]:
    """The columns of the links that far rows tell of."""
    fields = writing.schema[target.type].fields
    columns = [column for name in rules_of(target.type).mirrored for column in fields[name].column_names]
    return writing.rows.values(writing.connection, target.type, target.id, columns)
