"""Display names: made of fields of the row, and kept in step with them in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.text_key import text_key
from slatehouse.site.rules.register import rules_of

# Rows of the log are never linked by name, and there are more of them than of everything else together.
UNNAMED = frozenset({"EventLogEntry"})


@dataclass(frozen=True, slots=True)
class Names:
    """What a row is called: in links, and in its own `cached_display_name`."""

    link: str
    cached: str | None

    @property
    def columns(self) -> dict[str, object]:
        """The columns that hold the second one."""
        key = None if self.cached is None else text_key(self.cached)
        return {"cached_display_name": self.cached, "cached_display_name$key": key}


def names_of(entity_type: EntityType, row_id: int, columns: Mapping[str, object]) -> Names:
    """The names of a row with these columns, among them those that its names are made of."""
    rules = rules_of(entity_type.name)
    values = {
        name: plain_value(entity_type.fields[name], columns) for name in rules.name_sources(entity_type)
    }
    return Names(rules.link_name(entity_type, row_id, values), rules.cached_name(entity_type, row_id, values))


def plain_value(field: Field, columns: Mapping[str, object]) -> Any:
    """The plain value of a field; of a link, the id that it names."""
    stored = columns.get(field.column_names[0])
    return stored if field.type.kind is Kind.LINK else field.type.read([stored])


def name_columns(entity_type: EntityType) -> list[str]:
    """The columns that the display names are made of."""
    sources = rules_of(entity_type.name).name_sources(entity_type)
    return [column for name in sources for column in entity_type.fields[name].column_names]


def is_renamed_by(entity_type: EntityType, names: Iterable[str]) -> bool:
    """Whether a change of these fields changes the display name."""
    return not set(rules_of(entity_type.name).name_sources(entity_type)).isdisjoint(names)
