"""Rows that put a person or a script on a project or into a group: what they may hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.site.auditing import audit_membership
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_USER = "user"


class MembershipRules(Rules):
    """The audit trail tells of them, whichever end writes them; what they join never changes. `place` is the
    link beside `user`."""

    def __init__(self, entity_type: str, place: str) -> None:
        self._entity_type = entity_type
        self._place = place

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        self._tell(writing, draft.columns, joins=True)

    def retired(self, writing: Writing, row_id: int) -> None:
        self._tell(writing, self._ends(writing, row_id), joins=False)

    def revived(self, writing: Writing, row_id: int) -> None:
        self._tell(writing, self._ends(writing, row_id), joins=True)

    def _ends(self, writing: Writing, row_id: int) -> dict[str, object]:
        fields = writing.schema[self._entity_type].fields
        columns = [column for name in (_USER, self._place) for column in fields[name].column_names]
        return writing.rows.values(writing.connection, self._entity_type, row_id, columns)

    def _tell(self, writing: Writing, columns: Mapping[str, object], *, joins: bool) -> None:
        user, place = target_in(columns, _USER), target_in(columns, self._place)
        if user is not None and place is not None:
            audit_membership(writing, user, place, joins=joins)
