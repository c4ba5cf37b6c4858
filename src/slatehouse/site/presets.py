"""Filter presets: filters that the site hands out or that clients know by name, and that a question names.

They are read here as they come on the wire, which is alike through every door (python-api/filters §9).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.query.filters import Filter, both
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import Refusal
from slatehouse.site.navigation.entries import entries_at, seed_of
from slatehouse.site.navigation.refusals import NoSuchPlace
from slatehouse.site.navigation.tree import Tree


@dataclass(eq=False)
class BadPreset(Refusal):
    """A preset that says nothing the site can do; `words` follow the name of the parameter."""

    words: str


def preset_filter(tree: Tree, entity_type: EntityType, sent: object) -> Filter:
    """What all of the presets ask of rows of the type; raises `BadPreset`."""
    if not isinstance(sent, list):
        raise BadPreset("must be an array")
    return both(*(_filter(tree, entity_type, preset) for preset in sent))


def _filter(tree: Tree, entity_type: EntityType, preset: object) -> Filter:
    if not isinstance(preset, Mapping):
        raise BadPreset("must hold hashes")
    read = _PRESETS.get(str(preset.get("preset_name")))
    if read is None:
        raise BadPreset(f"must have a preset_name that is one of: {', '.join(_PRESETS)}")
    return read(tree, entity_type, preset)


def _entries(tree: Tree, entity_type: EntityType, preset: Mapping[str, Any]) -> Filter:
    path, named = preset.get("path"), preset.get("seed")
    if not isinstance(path, str):
        raise BadPreset("must have a path")
    if not isinstance(named, Mapping) or named.get("type") != entity_type.name:
        raise BadPreset(f"must have a seed of the type {entity_type.name}")
    seed = seed_of(entity_type, str(named.get("field")))
    if seed is None:
        raise BadPreset("must have a seed whose field links rows")
    try:
        return entries_at(tree, path, seed)
    except NoSuchPlace as refusal:
        raise BadPreset("must have a path of the navigation tree") from refusal


_PRESETS: Mapping[str, Callable[[Tree, EntityType, Mapping[str, Any]], Filter]] = {"NAV_ENTRIES": _entries}
