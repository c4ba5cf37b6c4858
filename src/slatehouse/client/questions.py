"""What a client asks for: which rows, in which order, with which fields. A question does not change; each
word about it makes a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slatehouse.client.asks import Ask, question
from slatehouse.client.words import Condition, conditions_of, grouped

__all__ = ["EVERY_FIELD", "MOST_AT_ONCE", "PAGE_SIZE", "Question"]

MOST_AT_ONCE = 5_000
"""Rows that a site gives in one page (contract rest/00 §5)."""

PAGE_SIZE = 500
"""Rows that are fetched at once, unless another number is asked for."""

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Note": (
        *("subject", "content", "created_at", "created_by", "addressings_to", "note_links"),
        *("sg_status_list", "sg_note_type", "project", "image"),
    ),
}
EVERY_FIELD = ("*",)
"""What asks for all of them."""


@dataclass(frozen=True, slots=True)
class Question:
    """Rows of a type that meet all conditions. `order` names fields, those with a minus from the end.

    Without an order rows come by their ids. `most` is how many are wanted, all of them where it is None.
    """

    type: str
    conditions: tuple[Condition, ...] = ()
    fields: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    most: int | None = None
    is_retired: bool = False
    page_size: int = PAGE_SIZE

    def where(self, words: Mapping[str, Any]) -> Question:
        """The same question with what these words ask."""
        return replace(self, conditions=(*self.conditions, *conditions_of(self.type, words)))

    def meeting(self, *conditions: Condition) -> Question:
        """The same question with these conditions."""
        return replace(self, conditions=(*self.conditions, *conditions))

    @property
    def chosen_fields(self) -> tuple[str, ...]:
        """The fields asked for; those that people mostly want where none are named."""
        return self.fields or _FIELDS.get(self.type, EVERY_FIELD)

    @property
    def filters(self) -> Condition | list[Condition]:
        """The conditions as a site takes them: a list where it can be one."""
        conditions = list(self.conditions)
        if any(isinstance(each, dict) for each in conditions):
            whole = grouped("and", conditions)
            return whole if isinstance(whole, dict) else conditions
        return conditions

    def page(self, number: int, size: int) -> Ask:
        """The request for one page of the rows."""
        asked: dict[str, Any] = {
            "filters": self.filters,
            "fields": list(self.chosen_fields),
            "page": {"number": number, "size": size},
            "sort": ",".join(self.order or ("id",)),
        }
        if self.is_retired:
            asked["options"] = {"return_only": "retired"}
        return question(f"/entity/{self.type}/_search", asked)

    def count(self) -> Ask:
        """The request for how many rows there are."""
        asked: dict[str, Any] = {
            "filters": self.filters,
            "summary_fields": [{"field": "id", "type": "count"}],
        }
        if self.is_retired:
            asked["options"] = {"return_only": "retired"}
        return question(f"/entity/{self.type}/_summarize", asked)
