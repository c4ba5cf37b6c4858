"""Making a row: completed by its type's rules and defaults, named, written, linked and told of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from slatehouse.schema.link import Target
from slatehouse.site.announcing import told_of_new
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.errors import CreateFailed
from slatehouse.site.files import attach_files
from slatehouse.site.linking import change_links
from slatehouse.site.mirroring import mirror_links
from slatehouse.site.naming import UNNAMED, names_of
from slatehouse.site.rules.register import rules_of
from slatehouse.site.rules.rules import Rules
from slatehouse.site.telling import tell_created
from slatehouse.site.templates.applying import apply_written_template
from slatehouse.site.uniqueness import raise_if_taken, raise_taken_meanwhile
from slatehouse.store.connection import NotUnique

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


def make_row(writing: Writing, draft: Draft) -> int:
    """Make the row of a draft, with what its type's rules and defaults add; returns its id.

    Everything about the row itself is known before it is written, so that one statement writes it.
    """
    entity_type, rules = draft.entity_type, rules_of(draft.entity_type.name)
    attach_files(writing, draft, None)
    rules.creating(writing, draft)
    draft.put_defaults()
    if "uuid" in entity_type.fields:
        draft.columns["uuid"] = str(uuid4())
    raise_if_taken(writing, draft, None, CreateFailed)
    target = _insert(writing, draft, rules)
    writing.put_personal(target, draft.personal)
    results = {
        name: change_links(writing, target, entity_type.fields[name], change, is_new=True)
        for name, change in draft.links.items()
    }
    tell_created(writing, target, draft, results, told_of_new(writing, target, draft, results))
    mirror_links(writing, target, {}, draft.columns, in_create=True)
    rules.created(writing, target.id, draft)
    apply_written_template(writing, target, draft)
    return target.id


def _insert(writing: Writing, draft: Draft, rules: Rules) -> Target:
    entity_type = draft.entity_type
    given = _number(writing, draft, rules)
    names = names_of(entity_type, given or 0, draft.columns)
    columns = {
        **writing.history(entity_type, "created"),
        **writing.history(entity_type, "updated"),
        **draft.columns,
        **names.columns,
    }
    if given is not None:
        columns["id"] = given
    try:
        row_id = writing.rows.insert(writing.connection, entity_type.name, columns)
    except NotUnique as error:
        raise_taken_meanwhile(writing, entity_type, error, CreateFailed)
        raise
    target = Target(entity_type.name, row_id)
    if entity_type.name not in UNNAMED:
        writing.rows.names.put(writing.connection, [(*target, names.link)])
    writing.known.put_name(target, names.link)
    writing.known.put_project(target, target_in(columns, "project"))
    writing.known.put_ends(target, columns)
    writing.known.put_status(target, draft.columns.get("sg_status_list"))
    return target


def _number(writing: Writing, draft: Draft, rules: Rules) -> int | None:
    """The new row's id, where the row holds something that is made of it; None: the database may choose."""
    entity_type = draft.entity_type
    placeholder = _placeholder(draft)
    if not (rules.needs_id or "{id}" in placeholder):
        row_id = None
    else:
        row_id = writing.new_id(entity_type)
        rules.numbered(writing, row_id, draft)
    if placeholder:
        draft.put(str(entity_type.placeholder_field), placeholder.format(id=row_id))
    return row_id


def _placeholder(draft: Draft) -> str:
    """What the row is called for want of a name, with `{id}` for its id; empty where it has a name."""
    field = draft.entity_type.placeholder_field
    return "" if field is None or draft.has(field) else draft.entity_type.placeholder or ""
