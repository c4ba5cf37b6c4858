"""EventLogEntry: an entry that a caller writes takes its place among those of the log (entity-types B.28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.site.draft import Draft
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class EventLogEntryRules(Rules):
    """An entry is named by its sentence; its id follows the last one's, whoever wrote that."""

    name_fields = ("description",)

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.columns["id"] = writing.rows.next_event_id(writing.connection)
