"""Display names: kept in step with the fields that they are made of, in the transaction of the change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.text_key import text_key
from slatehouse.site.rules.register import rules_of

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

# Rows of the log are never linked by name, and there are more of them than of everything else together.
UNNAMED = frozenset({"EventLogEntry"})


def put_names(writing: Writing, entity_type: EntityType, row_id: int) -> str:
    """Write the row's display names from its fields; returns the one that links show."""
    rules = rules_of(entity_type.name)
    values = writing.stored(entity_type.name, row_id, rules.name_sources(entity_type))
    link_name = rules.link_name(entity_type, row_id, values)
    cached = rules.cached_name(entity_type, row_id, values)
    key = None if cached is None else text_key(cached)
    writing.rows.update(
        writing.connection,
        entity_type.name,
        row_id,
        {"cached_display_name": cached, "cached_display_name$key": key},
    )
    if entity_type.name not in UNNAMED:
        writing.rows.put_name(writing.connection, entity_type.name, row_id, link_name)
    return link_name


def is_renamed_by(entity_type: EntityType, names: set[str]) -> bool:
    """Whether a change of these fields changes the display name."""
    return not names.isdisjoint(rules_of(entity_type.name).name_sources(entity_type))
