"""Custom entity types: slots that a studio enables and names, alike but for their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.schema.spelling import snake_case
from slatehouse.schema.standard import Facts, with_mixins
from slatehouse.schema.vocabularies import CUSTOM_FAMILIES

__all__ = ["LINKS_TO_SLOTS", "family_of", "is_slot", "slot_facts", "slot_names"]

_ENTITY, _THREADED = "CustomEntity", "CustomThreadedEntity"
_ROWS = ("row", "history", "description", "status", "thumbnail", "filmstrip", "notes", "tags", "tag_list")
_IN_PROJECTS = ("project", "versions", "published_files", "tasks")
# `Version.entity` and its like, with the families whose rows they link beside what they ship with.
LINKS_TO_SLOTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Version", "entity"): (_ENTITY, _THREADED),
    ("PublishedFile", "entity"): (_ENTITY, _THREADED),
    ("Task", "entity"): (_ENTITY, _THREADED),
    ("Note", "note_links"): tuple(CUSTOM_FAMILIES),
}


def slot_names() -> list[str]:
    """Every slot that there is, in order."""
    return [
        f"{family}{number:02d}" for family, count in CUSTOM_FAMILIES.items() for number in range(1, count + 1)
    ]


def is_slot(name: str) -> bool:
    """Whether the name is one of a slot."""
    return name in _NAMES


def family_of(slot: str) -> str:
    """The slot's name without its number."""
    return slot[:-2]


def slot_facts(slot: str) -> Facts:
    """The facts of a slot's type before anyone named it."""
    spaced = _spaced(slot)
    fields: dict[str, Any] = {
        "code": {"type": "text", "name": f"{spaced} Name", "mandatory": True},
        "tag_list": {"declared": True},
    }
    facts: dict[str, Any] = {
        "name": slot,
        "display_name": spaced,
        "uses": _ROWS,
        "identity": "code",
        "placeholder": f"New {spaced} {{id}}",
        "fields": fields,
    }
    if family_of(slot) in (_ENTITY, _THREADED):
        facts |= {"uses": (*_ROWS, *_IN_PROJECTS), "requires": ["project"]}
    return with_mixins(facts)


def _spaced(slot: str) -> str:
    """`Custom Entity01`, as the service calls a slot that nobody named."""
    return snake_case(slot).replace("_", " ").title()


_NAMES = frozenset(slot_names())
