"""Telling the event log of changes of the schema: `Shotgun_DisplayColumn_New` and its like
(behaviour/pages-and-events §8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.site.events import Happening
from slatehouse.site.fields.altering import DISPLAY_COLUMN, Alteration, Changed

__all__ = ["tell_changed", "tell_made", "tell_revived", "tell_trashed"]

_WORDS = ("name", "description", "custom_metadata", "summary", "visible", "hidden_values", "unique")


def tell_made(change: Alteration, field: Changed) -> None:
    """A field was added to a type."""
    _tell(change, "New", field, "created", {"type": "new_entity"})


def tell_trashed(change: Alteration, field: Changed) -> None:
    """A field was put into the trash."""
    _tell(change, "Retirement", field, "deleted", {"type": "entity_retirement"})


def tell_revived(change: Alteration, field: Changed) -> None:
    """A field was taken out of the trash."""
    _tell(change, "Revival", field, "revived", {"type": "entity_revival"})


def tell_changed(change: Alteration, field: Changed, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    """Some facts of a field were changed."""
    before, after = {**old}, {**old, **new}
    for name in _WORDS:
        if before.get(name) != after.get(name):
            _tell_change(change, field, name, before.get(name), after.get(name))
    properties = [_data_type_properties(field.data_type, facts) for facts in (before, after)]
    if properties[0] != properties[1]:
        _tell_change(change, field, "data_type_properties", *properties)


def _tell_change(change: Alteration, field: Changed, attribute: str, old: object, new: object) -> None:
    meta = {"type": "attribute_change", "attribute_name": attribute, "old_value": old, "new_value": new}
    _tell(change, "Change", field, f"changed the {attribute} of", meta, attribute)


def _data_type_properties(data_type: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the service calls so: the default, the values to choose from, and those left out of summaries."""
    return {
        f"{data_type}_default": facts.get("default"),
        f"{data_type}_subset": facts.get("valid_values"),
        f"{data_type}_format": None,
        f"{data_type}_summary_exclude": facts.get("status_list_summary_exclude"),
    }


def _tell(
    change: Alteration,
    kind: str,
    field: Changed,
    verb: str,
    meta: dict[str, Any],
    attribute: str | None = None,
) -> None:
    if not change.writes.caller.logs_events:
        return
    about = {"entity_type": DISPLAY_COLUMN, "entity_id": field.id, "field_data_type": field.data_type}
    sentence = f'{verb} the field "{field.entity_type}.{field.name}"'
    change.writes.log.add(Happening(kind, field.target, None, sentence, {**meta, **about}, attribute))
