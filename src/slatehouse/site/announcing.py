"""Where the making of a row is told, beside its own stream and its project's (contract rest/70): in the
streams of the rows that it belongs to, and of the person who made it. A reply is told wherever the note that
it answers is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.link import Target
from slatehouse.site.activity import NOWHERE, Told, has_stream, streams
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.linking import LinkResult, linked_rows
from slatehouse.site.rules.register import rules_of

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_PERSON = "HumanUser"


def told_of_new(writing: Writing, target: Target, draft: Draft, results: Mapping[str, LinkResult]) -> Told:
    """Where the making of a row is told; `results` are the links of its multi-entity fields."""
    if not (writing.caller.logs_events and has_stream(draft.entity_type)):
        return NOWHERE
    owners = _owners(target, draft, results)
    thread = owners[0] if owners and rules_of(target.type).continues_thread else None
    project = writing.project_of(thread or target)
    if thread is not None:
        owners += _stored_owners(writing, thread)
    caller = writing.caller
    author = Target(_PERSON, caller.person) if caller.person else None
    # A person's stream tells of what they made, not of what was made for them.
    told = [owner for owner in owners if owner.type != _PERSON]
    return Told(streams(target, project, author, *told), thread)


def _owners(target: Target, draft: Draft, results: Mapping[str, LinkResult]) -> list[Target]:
    """The rows that a new row belongs to."""
    owners: list[Target] = []
    for name in rules_of(target.type).owners(draft.entity_type):
        if name in results:
            owners += results[name].added
        elif (owner := target_in(draft.columns, name)) is not None:
            owners.append(owner)
    return owners


def _stored_owners(writing: Writing, row: Target) -> Iterator[Target]:
    """The rows that a stored row belongs to."""
    entity_type = writing.schema[row.type]
    for name in rules_of(row.type).owners(entity_type):
        field = entity_type.fields[name]
        if field.type.kind is Kind.LINKS:
            yield from linked_rows(writing, row, field)
            continue
        stored = writing.rows.values(writing.connection, row.type, row.id, field.column_names)
        if (owner := target_in(stored, name)) is not None:
            yield owner
