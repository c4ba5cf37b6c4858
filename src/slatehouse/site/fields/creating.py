"""Adding a field of the site's own to a type (contract rest/50, writing §9.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slatehouse.schema.connections import Relation
from slatehouse.schema.customization import FieldRecord
from slatehouse.schema.data_types import DATA_TYPES
from slatehouse.schema.data_types.data_type import DataType, Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.spelling import snake_case
from slatehouse.site.errors import ActionNotAllowed
from slatehouse.site.fields.altering import Alteration
from slatehouse.site.fields.indexing import ask_for_index
from slatehouse.site.fields.labels import with_labels
from slatehouse.site.fields.naming import derived_name, free_name
from slatehouse.site.fields.properties import BEYOND, CHANGEABLE, Property, facts_of
from slatehouse.site.fields.refusals import (
    BadPropertyValue,
    CheckboxWithoutDefault,
    InvalidProperty,
    NameMissing,
    NameTaken,
    NotCreatable,
    OneTypeExpected,
)
from slatehouse.site.fields.telling import tell_made
from slatehouse.site.fields.uniqueness import raise_unless_all_is_seen

__all__ = ["NewField", "add_field", "add_relation", "is_creatable"]

_TYPES = "valid_types"
_LEGAL = (*(name for name in CHANGEABLE if name != "visible"), _TYPES)


@dataclass(frozen=True, slots=True)
class NewField:
    """What a caller asks for; `is_strict` wants no second field of one name (improvements A6)."""

    entity_type: str
    data_type: object
    properties: Sequence[Property]
    is_strict: bool = False


def add_field(change: Alteration, asked: NewField) -> str:
    """Add the field; returns its name, which is derived from its display name."""
    entity_type = change.entity_type(asked.entity_type)
    if entity_type.read_only:
        raise ActionNotAllowed(entity_type.slug)
    data_type = _creatable(asked.data_type)
    facts = {"type": data_type.name, "custom": True, "hideable": True, **_links(change, data_type, asked)}
    blank = Field(entity_type=entity_type.name, name="", type=data_type, display_name="", custom=True)
    facts |= with_labels(change.writes, blank, facts_of(blank, _told(asked), "create"))
    if "name" not in facts:
        raise NameMissing("create")
    if facts.get("unique"):
        raise_unless_all_is_seen(change.writes.caller, entity_type.name)
    if data_type.is_never_null and "default" not in facts:
        raise CheckboxWithoutDefault
    name = _name(change, entity_type, facts, asked)
    if data_type.kind is Kind.LINKS:
        add_relation(change, Relation(entity_type.name, name, facts[_TYPES][0]), facts)
    else:
        _add(change, FieldRecord(0, entity_type.name, name, facts, is_custom=True))
        ask_for_index(change.writes, data_type, entity_type.name, name)
    return name


def is_creatable(data_type: object) -> bool:
    """Whether fields of what a caller named as their data type can be added."""
    found = DATA_TYPES.get(data_type) if isinstance(data_type, str) else None
    return found is not None and found.creatable


def _creatable(name: object) -> DataType:
    if not isinstance(name, str) or not is_creatable(name):
        raise NotCreatable(name)
    return DATA_TYPES[name]


def _told(asked: NewField) -> list[Property]:
    """The properties but for the types that are linked."""
    for name, value in asked.properties:
        if name not in (*_LEGAL, *BEYOND):
            raise InvalidProperty("create", name, value, _LEGAL)
    return [each for each in asked.properties if each[0] != _TYPES]


def _links(change: Alteration, data_type: DataType, asked: NewField) -> Mapping[str, Any]:
    """The type that a link leads to."""
    told = dict(asked.properties).get(_TYPES)
    if data_type.kind not in (Kind.LINK, Kind.LINKS):
        if told not in (None, list(data_type.links_to)):
            raise BadPropertyValue("create", _TYPES, told, f"nothing for the data type {data_type.name}")
        return {_TYPES: list(data_type.links_to)} if data_type.links_to else {}
    if not isinstance(told, list) or len(told) != 1:
        raise OneTypeExpected
    if told[0] not in change.before.schema.types:
        legal = ", ".join(change.before.schema.types)
        raise BadPropertyValue("create", _TYPES, told, f"one of {legal}")
    return {_TYPES: told, "enforced": True}


def _name(change: Alteration, entity_type: EntityType, facts: Mapping[str, Any], asked: NewField) -> str:
    """The field's name. Where the field is a relation, nothing of that may meet a name that is taken."""
    kept = change.before.tables.schema
    live, burned = entity_type.fields.keys(), kept[entity_type.name].fields.keys() - entity_type.fields.keys()
    is_relation = DATA_TYPES[facts["type"]].kind is Kind.LINKS
    wanted = derived_name(facts["name"])
    if asked.is_strict and wanted in live:
        raise NameTaken(entity_type.name, wanted)

    def is_taken(name: str) -> bool:
        if name in live or not is_relation:
            return name in live
        relation = Relation(entity_type.name, name, facts[_TYPES][0])
        return (
            relation.reverse in kept[relation.target].fields
            or kept.addressed_by(snake_case(relation.connection)) is not None
        )

    return free_name(wanted, is_taken, burned.__contains__)


def _add(change: Alteration, record: FieldRecord) -> int:
    made = change.add(record, record.facts["type"])
    tell_made(change, made)
    return made.id


def add_relation(change: Alteration, relation: Relation, facts: Mapping[str, Any]) -> None:
    """Add both ends of a multi-entity field of the site's own."""
    ends = {
        (relation.entity_type, relation.field): {**facts, **relation.facts_of_field()},
        (relation.target, relation.reverse): relation.facts_of_reverse(facts["name"]),
    }
    made = [_add(change, FieldRecord(0, *end, each, is_custom=True)) for end, each in ends.items()]
    for row_id in made:
        change.records.relate(change.writes.connection, row_id, made[0])
