"""The navigation tree as both doors show it (contract rest/60, python-api/methods §17)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.site.navigation.expanding import Level
from slatehouse.site.navigation.nodes import Child, Ref
from slatehouse.site.navigation.searching import Place

__all__ = ["SEED", "level_shown", "place_shown"]

SEED = {"type": "Version", "field": "entity"}
"""The rows that a level tells how to find where no call names others."""


def level_shown(level: Level, seed: Mapping[str, str]) -> Mapping[str, object]:
    """A level, with the preset by which the seed's type finds the rows that belong there."""
    preset = {"preset_name": "NAV_ENTRIES", "path": level.path, "seed": seed}
    return {
        "label": level.label,
        "ref": _ref(level.ref),
        "parent_path": level.parent_path,
        "path": level.path,
        "target_entities": {"type": seed["type"], "additional_filter_presets": [preset]},
        "has_children": bool(level.children),
        "children": [_child(child) for child in level.children],
    }


def _child(child: Child) -> Mapping[str, object]:
    return {
        "label": child.label,
        **({} if child.path is None else {"path": child.path}),
        "ref": _ref(child.ref),
        "has_children": child.has_children,
    }


def _ref(ref: Ref) -> Mapping[str, object]:
    return {"kind": ref.kind, "value": ref.value}


def place_shown(place: Place) -> Mapping[str, object]:
    """Where a row is."""
    return {
        "label": place.label,
        "incremental_path": place.incremental_path,
        "path_label": place.path_label,
        "ref": {"id": place.row.id, "type": place.row.type},
        "project_id": place.project,
    }
