"""The site that is copied or compared: its types, their fields, and their rows in bulk.

Nothing is asked of it but what every server knows that speaks the REST API v1.1 (contract rest/20, rest/30,
rest/50, rest/70). A row that is retired is read like a live one. A link to it is not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slatehouse.client import Changes, Client, Link, Row
from slatehouse.client.changes import Following
from slatehouse.client.questions import PAGE_SIZE
from slatehouse.client.words import Condition
from slatehouse.mirror.pace import Pace

__all__ = ["DERIVED", "PAGE_SIZE", "FieldFacts", "Source"]

DERIVED = frozenset({"calculated", "password", "pivot_column", "summary"})
"""Data types whose fields hold nothing of their own: what they show is made of others, or of nothing."""


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What a source says of one field (contract rest/50)."""

    entity_type: str
    name: str
    data_type: str
    display_name: str
    description: str
    custom_metadata: str
    editable: bool
    mandatory: bool
    unique: bool
    visible: bool
    properties: Mapping[str, Any]

    @property
    def holds_values(self) -> bool:
        """Whether rows have a value of their own in the field."""
        return self.data_type not in DERIVED

    @property
    def valid_types(self) -> tuple[str, ...]:
        """The types that the field links."""
        return tuple(self.properties.get("valid_types") or ())


class Source:
    """One site, as a client sees it who signed in there. Threads may share it.

    Every method raises the client's errors: `NotPermitted` of a type that may not be read.
    """

    def __init__(self, client: Client, pace: Pace | None = None) -> None:
        self.client = client
        self.pace = pace or Pace()

    @property
    def url(self) -> str:
        """The site's address."""
        return self.client.url

    def types(self) -> dict[str, str]:
        """The types that the site has enabled, with their display names."""
        self.pace.wait()
        return {name: str(_value(facts, "name") or name) for name, facts in self.client.schema().items()}

    def fields(self, entity_type: str) -> dict[str, FieldFacts]:
        """The fields of a type that it shows to whoever signed in, by name."""
        self.pace.wait()
        told = self.client.schema(entity_type)
        return {name: _facts(entity_type, name, each) for name, each in told.items()}

    def page(
        self,
        entity_type: str,
        fields: Sequence[str],
        *conditions: Condition,
        after: int = 0,
        retired: bool = False,
        size: int = PAGE_SIZE,
    ) -> Sequence[Row]:
        """The rows that come next after an id, live or retired; one that is not full is the last."""
        self.pace.wait()
        asked = self.client.rows(entity_type).filter("id", "greater_than", after).meeting(*conditions)
        asked = asked.fields(*(fields or ("id",))).pages_of(size).limit(size)
        return (asked.retired() if retired else asked).all()

    def pages(
        self,
        entity_type: str,
        fields: Sequence[str],
        *conditions: Condition,
        after: int = 0,
        retired: bool = False,
        size: int = PAGE_SIZE,
    ) -> Iterator[Sequence[Row]]:
        """All rows after an id that meet the conditions, by their ids, in pages."""
        while True:
            rows = self.page(entity_type, fields, *conditions, after=after, retired=retired, size=size)
            if rows:
                yield rows
                after = rows[-1].id
            if len(rows) < size:
                return

    def rows(
        self, entity_type: str, ids: Sequence[int], fields: Sequence[str], *, retired: bool = False
    ) -> list[Row]:
        """Those of some rows that are live, or retired."""
        found: list[Row] = []
        for start in range(0, len(ids), PAGE_SIZE):
            among: Condition = ["id", "in", list(ids[start : start + PAGE_SIZE])]
            found += self.page(entity_type, fields, among, retired=retired)
        return found

    def following(self, person: int) -> list[Link]:
        """The rows that a person follows."""
        self.pace.wait()
        return self.client.following(person)

    def changes(self, since: str | None, wait: int, *, is_known: bool = False) -> Changes:
        """What happens there; it waits `wait` seconds for something to happen before it tells of nothing.

        What came late to its log comes late here, too. A site that `is_known` to be there is waited for.
        """
        return Changes(self.client, Following(since, (), wait, in_order=False, is_known=is_known))


def _facts(entity_type: str, name: str, told: Mapping[str, Any]) -> FieldFacts:
    return FieldFacts(
        entity_type,
        name,
        data_type=str(_value(told, "data_type")),
        display_name=str(_value(told, "name") or name),
        description=str(_value(told, "description") or ""),
        custom_metadata=str(_value(told, "custom_metadata") or ""),
        editable=bool(_value(told, "editable")),
        mandatory=bool(_value(told, "mandatory")),
        unique=bool(_value(told, "unique")),
        visible=_value(told, "visible") is not False,
        properties={key: _value(told["properties"], key) for key in told.get("properties") or ()},
    )


def _value(told: Mapping[str, Any], key: str) -> Any:
    """A property of the schema: each comes as its value and whether that may be changed."""
    each = told.get(key)
    return each.get("value") if isinstance(each, Mapping) else each
