"""The labels of status codes, as fields show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.schema.data_types.status_list import StatusListType
from slatehouse.schema.field import Field
from slatehouse.site.writing import Writing

__all__ = ["with_labels"]


def with_labels(writes: Writing, field: Field, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts, with the labels that the site's statuses have now for the codes that they list."""
    if "valid_values" not in facts or not isinstance(field.type, StatusListType):
        return dict(facts)
    labels = {code: label for code in facts["valid_values"] if (label := _label(writes, code)) is not None}
    return {**facts, "display_values": labels}


def _label(writes: Writing, code: str) -> str | None:
    found = writes.rows.ids_having(writes.connection, "Status", {"code": code})
    return str(writes.stored("Status", found[0], ["name"])["name"] or code) if found else None
