"""Types of which nothing is special but the name."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.rules.rules import Rules


class NamedByRules(Rules):
    """Types that are named by a field that is not their identity."""

    def __init__(self, *fields: str) -> None:
        self._fields = fields

    def name_sources(self, entity_type: EntityType) -> tuple[str, ...]:
        return self._fields


class NamedInLinksRules(NamedByRules):
    """Types whose rows have a name in links, and none of their own."""

    def cached_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str | None:
        return None


class CutRules(Rules):
    """A cut is named with its revision."""

    name_fields = ("code", "revision_number")

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        code, revision = values["code"], values["revision_number"]
        return str(code or "") if revision is None else f"{code} v{revision:03d}"
