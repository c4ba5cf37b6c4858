"""Whether the rows that a draft links are there, for the caller to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.schema.refusals import BadEntityHash, NotLegal
from slatehouse.site.draft import Draft

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
