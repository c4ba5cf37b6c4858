"""What a site adds to the standard schema and changes of it, as it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeVar

import msgspec

__all__ = ["Customization", "FieldRecord", "ProjectRecord", "StepRecord", "TypeRecord"]


class FieldRecord(msgspec.Struct, frozen=True):
    """What a site records of one field: of its own the whole, of a shipped one what it changed.

    `facts` have the keys of the shipped files (`schema.standard`). Both ends of a relation of the site's own
    carry the id of the end that was asked for as `relation`; they are trashed and revived together.
    """

    id: int
    entity_type: str
    name: str
    facts: dict[str, Any]
    is_custom: bool = False
    is_trashed: bool = False
    relation: int | None = None


class TypeRecord(msgspec.Struct, frozen=True):
    """What a site records of one entity type."""

    name: str
    is_enabled: bool
    display_name: str


class ProjectRecord(msgspec.Struct, frozen=True):
    """What one project has differently of a field: `visible`, `hidden_values`."""

    project: int
    entity_type: str
    field: str
    facts: dict[str, Any]


class StepRecord(msgspec.Struct, frozen=True):
    """A live Step, which gives the type that it is of a pivot column."""

    id: int
    entity_type: str
    code: str | None


Record = TypeVar("Record", FieldRecord, StepRecord)


class Customization(msgspec.Struct, frozen=True, dict=True):
    """All that a site records of its schema; the version counts its changes."""

    version: int = 0
    fields: tuple[FieldRecord, ...] = ()
    types: tuple[TypeRecord, ...] = ()
    projects: tuple[ProjectRecord, ...] = ()
    steps: tuple[StepRecord, ...] = ()

    @cached_property
    def by_type(self) -> Mapping[str, tuple[FieldRecord, ...]]:
        """The records of each type's fields."""
        return _by_type(self.fields)

    @cached_property
    def steps_by_type(self) -> Mapping[str, tuple[StepRecord, ...]]:
        """The live Steps of each type."""
        return _by_type(self.steps)

    @cached_property
    def by_project(self) -> Mapping[tuple[int, str], Mapping[str, Mapping[str, Any]]]:
        """What a project has differently, by project and type, then by field."""
        found: dict[tuple[int, str], dict[str, Mapping[str, Any]]] = {}
        for each in self.projects:
            found.setdefault((each.project, each.entity_type), {})[each.field] = each.facts
        return found

    def field(self, entity_type: str, name: str) -> FieldRecord | None:
        """What is recorded of a field; None where nothing is."""
        return next((each for each in self.by_type.get(entity_type, ()) if each.name == name), None)


def _by_type(records: Iterable[Record]) -> Mapping[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.entity_type, []).append(record)
    return {name: tuple(records) for name, records in found.items()}
