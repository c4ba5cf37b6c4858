"""Whether the rows that a draft links are there, for the caller to see and, where the link is theirs, to
change; and the links that a caller does not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.accounts.permissions import Verb, may
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.link import Target
from slatehouse.schema.links import ReverseOf
from slatehouse.schema.refusals import BadEntityHash, NotLegal
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.linking import changed_rows

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


def raise_if_not_there(writing: Writing, draft: Draft) -> None:
    """Refuse a draft that links a row which is not there, is retired, or may not be read by the caller."""
    linked = list(draft.targets())
    writing.known.meet(target for _, target in linked)
    seen = writing.seen_of({target for _, target in linked})
    for field, target in linked:
        if target.type not in writing.schema:
            raise BadEntityHash(field, {"type": target.type, "id": target.id}, "type")
        if writing.name_of(target) is None or target not in seen:
            raise NotLegal(field)


def keep_links_that_do_not_show(writing: Writing, draft: Draft, row: Target) -> None:
    """Leave single links as they are that a draft clears and that the caller cannot see: whoever writes an
    empty field back that looked empty to them drops nothing."""
    if writing.caller.visibility is None:
        return
    links = [name for name, each in draft.named.items() if each.type.kind is Kind.LINK]
    cleared = [name for name in links if draft.target(name) is None]
    if not cleared:
        return
    columns = [column for name in cleared for column in draft.named[name].column_names]
    stored = writing.rows.values(writing.connection, row.type, row.id, columns)
    for name in cleared:
        target = target_in(stored, name)
        if target is not None and target not in writing.sight.shown([target]):
            draft.leave(name)


def raise_unless_far_rows_may_change(writing: Writing, draft: Draft, row: Target | None) -> None:
    """Refuse a change of links that are kept in other rows (`Sequence.shots` in `Shot.sg_sequence`) unless
    the caller may change that field of each row that gains or loses its link; `row` is None for a new one."""
    if writing.caller.is_administrator:
        return
    for name, change in draft.links.items():
        field = draft.entity_type.fields[name]
        if isinstance(field.keeping, ReverseOf):
            far_type = writing.schema[field.keeping.entity_type]
            far_field = far_type.fields[field.keeping.field]
            for target in changed_rows(writing, row, field, change):
                if target.type == far_type.name:
                    may(writing.caller, Verb.UPDATE, far_type, (far_field,), target.id, writing.sight)
