"""Reading what a write sends: every field known, writable for this caller, and its value accepted.

The order of the checks is the contract's (auth-and-permissions §10): names first, then what must be there,
then permission, then values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import Verb, is_hidden, may
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.schema.refusals import (
    CreateOnly,
    EmptyIdentity,
    ReadOnly,
    UnknownField,
)
from slatehouse.site.draft import Draft
from slatehouse.site.errors import ActionNotAllowed, MissingRequired
from slatehouse.site.hiding import raise_if_hidden
from slatehouse.site.link_checks import (
    keep_links_that_do_not_show,
    raise_if_not_there,
    raise_unless_far_rows_may_change,
)
from slatehouse.site.rules.register import rules_of

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

# A write of the display name is accepted and discarded (data-types §3.1).
_DISCARDED = frozenset({"cached_display_name"})


def draft_to_create(writing: Writing, entity_type: EntityType, sent: Mapping[str, object]) -> Draft:
    """The draft of a new row, without what the server adds to it."""
    fields = _known(writing, entity_type, sent)
    if entity_type.read_only:
        raise ActionNotAllowed(entity_type.slug)
    for name in rules_of(entity_type.name).required(entity_type, sent):
        if sent.get(name) is None:
            raise MissingRequired(entity_type.name, name, dict(sent))
    may(writing.caller, Verb.CREATE, entity_type, tuple(fields))
    for field in fields:
        # The product itself may set what is the server's own.
        if not (field.editable or field.create_only or writing.caller.is_system):
            raise ReadOnly(field)
    draft = _accepted(writing, entity_type, fields, sent)
    raise_unless_far_rows_may_change(writing, draft, None)
    if writing.is_strict:
        raise_if_hidden(writing, draft)
    return draft


def draft_to_update(
    writing: Writing, entity_type: EntityType, row_id: int, sent: Mapping[str, object]
) -> Draft:
    """The draft of a change to a row."""
    fields = _known(writing, entity_type, sent)
    if entity_type.read_only and fields:
        raise ActionNotAllowed(entity_type.slug)
    may(writing.caller, Verb.UPDATE, entity_type, tuple(fields), row_id, writing.sight)
    for field in fields:
        if field.create_only:
            raise CreateOnly(field)
        if not field.editable:
            raise ReadOnly(field)
    row = Target(entity_type.name, row_id)
    draft = _accepted(writing, entity_type, fields, sent)
    keep_links_that_do_not_show(writing, draft, row)
    raise_unless_far_rows_may_change(writing, draft, row)
    if writing.is_strict:
        raise_if_hidden(writing, draft, row)
    return draft


def _known(writing: Writing, entity_type: EntityType, sent: Mapping[str, object]) -> list[Field]:
    fields = []
    for name in sent:
        if name not in entity_type.fields or is_hidden(writing.caller, entity_type.fields[name]):
            raise UnknownField(entity_type.name, name)
        if name not in _DISCARDED:
            fields.append(entity_type.fields[name])
    return fields


def _accepted(
    writing: Writing, entity_type: EntityType, fields: list[Field], sent: Mapping[str, object]
) -> Draft:
    draft = Draft(entity_type)
    for field in fields:
        _accept(draft, field, sent[field.name])
    raise_if_not_there(writing, draft)
    return draft


def _accept(draft: Draft, field: Field, sent: object) -> None:
    match field.type.kind:
        case Kind.LINKS:
            draft.put_links(field.name, field.type.accept_links(field, sent))
        case Kind.FILE:
            draft.files[field.name] = field.type.accept_file(field, sent)
        case Kind.IMAGE if sent is None:
            draft.clear_picture(field.name)
        case _:
            draft.put(field.name, sent)
    if draft.value(field.name) is None and _keeps_name(draft.entity_type, field):
        raise EmptyIdentity(field)


def _keeps_name(entity_type: EntityType, field: Field) -> bool:
    """Whether the field names the rows of a type that all have a name: one that they must bring, or a made-up
    one."""
    is_there = entity_type.placeholder is not None or field.name in entity_type.requires
    return field.name == entity_type.identity and is_there and rules_of(entity_type.name).keeps_identity
