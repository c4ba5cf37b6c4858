"""Changing what the schema says of a field, for all or for one project (contract rest/50, writing §9.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slatehouse.schema.customization import ProjectRecord
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.field import Field
from slatehouse.schema.link import Target
from slatehouse.site.fields.altering import Alteration
from slatehouse.site.fields.labels import with_labels
from slatehouse.site.fields.properties import Property, facts_of, raise_if_fixed
from slatehouse.site.fields.refusals import BadPropertyValue, ProjectMissing
from slatehouse.site.fields.telling import tell_changed
from slatehouse.site.fields.uniqueness import raise_if_shared

__all__ = ["FieldChange", "change_field", "hide_values"]

_PROJECT = "Project"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a caller asks for. Whether a field is `visible` is each project's own."""

    entity_type: str
    name: str
    properties: Sequence[Property]
    project: int | None = None


def change_field(change: Alteration, asked: FieldChange) -> None:
    """Make the changes; raises a refusal, and then makes none."""
    field = change.live_field(asked.entity_type, asked.name)
    for name, value in asked.properties:
        raise_if_fixed(field, name, value)
    told = [each for each in asked.properties if each[0] != "visible"]
    facts = with_labels(change.writes, field, facts_of(field, told, "update"))
    if facts:
        if facts.get("unique"):
            raise_if_shared(change, field)
        _record(change, field, facts)
    for name, value in asked.properties:
        if name == "visible":
            _show(change, field, asked.project, value)


def hide_values(change: Alteration, field: Field, project: int, values: Sequence[str]) -> None:
    """Hide some of a list's values in a project, and no others; they stay legal (contract rest/50)."""
    unknown = [each for each in values if each not in field.valid_values]
    if not isinstance(field.type, ListType) or unknown:
        legal = ", ".join(field.valid_values) or "nothing"
        raise BadPropertyValue("update", "hidden_values", list(values), f"of {legal}")
    _record_for_project(change, field, project, {"hidden_values": list(values)})


def _record(change: Alteration, field: Field, facts: dict[str, Any]) -> None:
    old, record = change.facts(field.entity_type, field.name), change.record(field.entity_type, field.name)
    changed = change.numbered(field)
    recorded = {} if record is None else record.facts
    change.records.put_facts(change.writes.connection, changed.id, {**recorded, **facts})
    tell_changed(change, changed, {"unique": False, **old}, facts)


def _show(change: Alteration, field: Field, project: int | None, value: object) -> None:
    if project is None:
        raise ProjectMissing("visible")
    if not isinstance(value, bool):
        raise BadPropertyValue("update", "visible", value, "true or false")
    _record_for_project(change, field, project, {"visible": value})


def _record_for_project(change: Alteration, field: Field, project: int, facts: dict[str, Any]) -> None:
    change.writes.raise_unless_there(Target(_PROJECT, project))
    scoped = change.before.custom.by_project.get((project, field.entity_type), {})
    old = dict(scoped.get(field.name, {}))
    record = ProjectRecord(project, field.entity_type, field.name, {**old, **facts})
    change.records.put_project(change.writes.connection, record)
    tell_changed(change, change.numbered(field), {"visible": True, "hidden_values": [], **old}, facts)
