"""Values of lists that a project hides. They stay legal (contract rest/50), and only a strict caller hears of
it (improvements B8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft, target_in

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = ["raise_if_hidden"]


def raise_if_hidden(writing: Writing, draft: Draft, row: Target | None = None) -> None:
    """Raises the refusal of a list field whose value is hidden in the project that the row will be in; `row`
    is that of an update."""
    by_project = writing.edition.custom.by_project
    lists = [(each, each.type) for each in draft.named.values() if isinstance(each.type, ListType)]
    if not by_project or not lists:
        return
    project = target_in(draft.columns, "project")
    if project is None and row is not None:
        project = writing.project_of(row)
    if project is None:
        return
    here = by_project.get((project.id, draft.entity_type.name), {})
    for field, type_ in lists:
        hidden, value = here.get(field.name, {}).get("hidden_values", ()), draft.value(field.name)
        if value in hidden:
            raise type_.refusal(
                field, value, tuple(each for each in field.valid_values if each not in hidden)
            )
