"""Filter presets: filters that the site hands out or that clients know by name, and that a question names.

They are read here as they come on the wire, which is alike through every door (python-api/filters §9).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from slatehouse.query.filters import both
from slatehouse.query.paths import Path, resolve
from slatehouse.query.question import Latest, Question, SortKey
from slatehouse.schema.link import LARGEST_ID, Link
from slatehouse.schema.refusals import Refusal
from slatehouse.site.navigation.entries import entries_at, seed_of
from slatehouse.site.navigation.refusals import NoSuchPlace
from slatehouse.site.navigation.tree import tree_of

if TYPE_CHECKING:
    from slatehouse.site.session import Session

_LATEST_BY: Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "Cut": {"REVISION_NUMBER": ((), ("revision_number", "id"))},
    "Version": {
        "ENTITIES_CREATED_AT": (("entity",), ("created_at", "id")),
        "BY_PIPELINE_STEP_NUMBER_AND_ENTITIES_CREATED_AT": (
            ("entity",),
            ("sg_task.Task.step.Step.list_order", "created_at", "id"),
        ),
    },
    "PublishedFile": {
        "ENTITIES_CREATED_AT": (("entity",), ("created_at", "id")),
        "VERSION_NUMBER": (("entity", "name"), ("version_number", "id")),
    },
}
"""By type and by what the latest is told: which values the rows of a group share, and what puts one first."""


@dataclass(eq=False)
class BadPreset(Refusal):
    """A preset that says nothing the site can do; `words` follow the name of the parameter."""

    words: str


def narrowed(session: Session, question: Question, sent: object) -> Question:
    """The question about those of its rows that all the presets let pass; raises `BadPreset`."""
    if not isinstance(sent, list):
        raise BadPreset("must be an array")
    for preset in sent:
        if not isinstance(preset, Mapping):
            raise BadPreset("must hold hashes")
        narrow = _PRESETS.get(str(preset.get("preset_name")))
        if narrow is None:
            raise BadPreset(f"must have a preset_name that is one of: {', '.join(_PRESETS)}")
        question = narrow(session, question, preset)
    return question


def _entries(session: Session, question: Question, preset: Mapping[str, Any]) -> Question:
    path, named, entity_type = preset.get("path"), preset.get("seed"), question.entity_type
    if not isinstance(path, str):
        raise BadPreset("must have a path")
    if not isinstance(named, Mapping) or named.get("type") != entity_type.name:
        raise BadPreset(f"must have a seed of the type {entity_type.name}")
    seed = seed_of(entity_type, str(named.get("field")))
    if seed is None:
        raise BadPreset("must have a seed whose field links rows")
    try:
        entries = entries_at(tree_of(session), path, seed)
    except NoSuchPlace as refusal:
        raise BadPreset("must have a path of the navigation tree") from refusal
    return replace(question, where=both(question.where, entries))


def _latest(session: Session, question: Question, preset: Mapping[str, Any]) -> Question:
    """Looks at nothing but the rows that the question is about, whatever else there is on the site."""
    entity_type = question.entity_type
    ways = _LATEST_BY.get(entity_type.name, {})
    by = preset.get("latest_by")
    if not isinstance(by, str) or by not in ways:
        legal = ", ".join(ways) or f"none for the type {entity_type.name}"
        raise BadPreset(f"must have a latest_by that is one of: {legal}")
    if question.latest is not None:
        raise BadPreset("may have one LATEST")
    shared, order = ways[by]

    def path(text: str) -> Path:
        found = resolve(session.edition.schema, entity_type, text)
        assert found is not None, text
        return found

    keys = tuple(SortKey(path(text), descending=True) for text in order)
    return replace(question, latest=Latest(tuple(map(path, shared)), keys))


def _cut_shot_versions(session: Session, question: Question, preset: Mapping[str, Any]) -> Question:
    entity_type, cut = question.entity_type, preset.get("cut_id")
    if entity_type.name != "Version":
        raise BadPreset("may name CUT_SHOT_VERSIONS for the type Version alone")
    if isinstance(cut, bool) or not isinstance(cut, int) or not 0 < cut <= LARGEST_ID:
        raise BadPreset("must have a cut_id")
    # Ids begin at one, so that a cut without shots shows no versions.
    where = session.condition(entity_type, "entity.Shot.id", "in", [0, *_shots_of(session, cut)])
    return replace(question, where=both(question.where, where))


def _shots_of(session: Session, cut: int) -> list[int]:
    """The ids of the shots that the items of a cut name."""
    items = session.edition.schema["CutItem"]
    where = session.condition(items, "cut", "is", [{"type": "Cut", "id": cut}])
    found = session.find(Question(items, where, session.edition.paths(items, ("shot",))))
    shots = (row.values[0] for row in found.rows)
    return sorted({shot.id for shot in shots if isinstance(shot, Link)})


_PRESETS: Mapping[str, Callable[[Session, Question, Mapping[str, Any]], Question]] = {
    "NAV_ENTRIES": _entries,
    "LATEST": _latest,
    "CUT_SHOT_VERSIONS": _cut_shot_versions,
}
