"""Step: each live one gives the type that it is of a pivot column (data-types §3.24, decision 0040)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.site.draft import Draft
from slatehouse.site.rules.naming import NamedInLinksRules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

_SEEN_IN_THE_SCHEMA = ("code", "entity_type")


class StepRules(NamedInLinksRules):
    """The schema is made of the live Steps, so that what changes them changes it."""

    def __init__(self) -> None:
        super().__init__("code")

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        writing.alters_schema = True

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        written = draft.columns
        if any(written[name] != before[name] for name in _SEEN_IN_THE_SCHEMA if name in written):
            writing.alters_schema = True

    def retired(self, writing: Writing, row_id: int) -> None:
        writing.alters_schema = True

    def revived(self, writing: Writing, row_id: int) -> None:
        writing.alters_schema = True
