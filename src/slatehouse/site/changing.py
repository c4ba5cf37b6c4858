"""Changing a live row: only what really changes is written, stamped and told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.errors import UpdateFailed
from slatehouse.site.files import attach_files
from slatehouse.site.linking import LinkResult, change_links
from slatehouse.site.mirroring import mirror_links
from slatehouse.site.naming import UNNAMED, is_renamed_by, name_columns, names_of
from slatehouse.site.rules.register import rules_of
from slatehouse.site.telling import tell_changed
from slatehouse.site.templates import applying
from slatehouse.site.uniqueness import raise_if_taken, raise_taken_meanwhile
from slatehouse.store.connection import NotUnique

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


def change_row(writing: Writing, row_id: int, draft: Draft) -> None:
    """Write the changes that a draft makes to a live row; values that stay as they are count as none."""
    entity_type, rules = draft.entity_type, rules_of(draft.entity_type.name)
    target = Target(entity_type.name, row_id)
    attach_files(writing, draft, target)
    rules.updating(writing, row_id, draft)
    raise_if_taken(writing, draft, row_id, UpdateFailed)
    writing.put_personal(target, draft.personal)
    before = _before(writing, target, draft)
    columns = {
        column: value for column, value in draft.columns.items() if not _is_same(before[column], value)
    }
    results = _change_links(writing, target, draft)
    if not columns and not results:
        return
    changed = {column.partition("$")[0] for column in columns}
    _update(writing, target, draft, before, columns, changed)
    tell_changed(writing, target, draft, before, changed, results)
    mirror_links(writing, target, before, {**before, **columns})
    rules.changed(writing, row_id, draft, before)
    if applying.FIELD in changed:
        applying.apply_written_template(writing, target, draft)


def _before(writing: Writing, target: Target, draft: Draft) -> dict[str, object]:
    """The columns that the draft may change, and those that the names are made of where they may change."""
    wanted = dict.fromkeys(draft.columns)
    if is_renamed_by(draft.entity_type, draft.named):
        wanted |= dict.fromkeys(name_columns(draft.entity_type))
    return writing.rows.values(writing.connection, target.type, target.id, list(wanted))


def _change_links(writing: Writing, target: Target, draft: Draft) -> dict[str, LinkResult]:
    """The changes of links that came to something, by field."""
    results = {
        name: change_links(writing, target, draft.entity_type.fields[name], change)
        for name, change in draft.links.items()
    }
    return {name: result for name, result in results.items() if not result.is_empty}


def _update(
    writing: Writing,
    target: Target,
    draft: Draft,
    before: Mapping[str, object],
    columns: Mapping[str, object],
    changed: set[str],
) -> None:
    entity_type, known = draft.entity_type, writing.known
    written = {**columns, **writing.history(entity_type, "updated")}
    names = None
    if is_renamed_by(entity_type, changed):
        names = names_of(entity_type, target.id, {**before, **columns})
        written |= names.columns
        known.put_name(target, names.link)
    if "project" in changed:
        known.put_project(target, target_in(draft.columns, "project"))
    known.forget_ends(target)
    if "sg_status_list" in changed:
        known.put_status(target, draft.columns["sg_status_list"])
    try:
        writing.rows.update(writing.connection, entity_type.name, target.id, written)
    except NotUnique as error:
        raise_taken_meanwhile(writing, entity_type, error, UpdateFailed)
        raise
    if names is not None and entity_type.name not in UNNAMED:
        writing.rows.names.rename(writing.connection, *target, names.link)
        return
    if entity_type.main_link in changed:
        writing.rows.names.relink(writing.connection, *target)
    if "project" in changed and entity_type.name not in UNNAMED:
        writing.rows.names.move(writing.connection, *target)


def _is_same(stored: object, new: object) -> bool:
    """Whether a column keeps its value. A checkbox that was never written is an empty one."""
    return stored == new or (stored is None and new is False)
