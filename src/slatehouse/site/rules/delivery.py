"""Delivery: its number is its id (entity-types B.22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class DeliveryRules(Rules):
    """A delivery is named with its number, except in the answer of its create, which names it before it has
    one."""

    name_fields = ("title",)
    echo = ("delivery_number", "reply_content")
    needs_id = True

    def numbered(self, writing: Writing, row_id: int, draft: Draft) -> None:
        draft.put("delivery_number", str(row_id))

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return f"#{row_id}: {values['title'] or ''}"

    def echoed_name(self, name: str | None) -> str | None:
        return f"#(No Number) : {str(name).partition(': ')[2]}"
