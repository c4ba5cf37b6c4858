"""The groups of a summary, which both doors spell alike (contract rest/30 §3, python-api/filters §10)."""

from __future__ import annotations

from collections.abc import Sequence

from slatehouse.query.summaries import Group
from slatehouse.schema.link import Link

__all__ = ["groups_shown"]


def groups_shown(groups: Sequence[Group]) -> list[dict[str, object]]:
    """The groups as the service spells them; those of the last level have no groups of their own."""
    return [
        {
            "group_name": group.name,
            "group_value": _value(group.value),
            "summaries": group.summaries,
            **({} if group.groups is None else {"groups": groups_shown(group.groups)}),
        }
        for group in groups
    ]


def _value(value: object) -> object:
    if isinstance(value, Link):
        return {"type": value.type, "id": value.id, "name": value.name, "valid": "valid"}
    return [_value(each) for each in value] if isinstance(value, tuple) else value
