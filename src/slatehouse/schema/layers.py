"""The facts of a site's types: the shipped ones, with what the site records of its own laid over them.

A field of the site's own goes before a shipped one of the same name, even from the trash: its values stand in
the column (decision 0040).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from slatehouse.schema.connections import Relation, relation_kept_in
from slatehouse.schema.customization import Customization, FieldRecord, StepRecord, TypeRecord
from slatehouse.schema.pivots import pivot_columns
from slatehouse.schema.slots import LINKS_TO_SLOTS, family_of, slot_facts
from slatehouse.schema.standard import Facts

__all__ = ["Layers", "layers_of"]


class _Source(NamedTuple):
    """All that a type's facts depend on, beside what is shipped."""

    type_record: TypeRecord | None
    records: tuple[FieldRecord, ...]
    slots: tuple[str, ...]
    missing: frozenset[str]
    steps: tuple[StepRecord, ...]


class _Layer(NamedTuple):
    """The facts of one type, with what is in the trash and without, and what they were made of."""

    source: object
    kept: Facts
    live: Facts


@dataclass(frozen=True)
class Layers:
    """The facts of a site's types.

    `live` are those that the site has; `kept` those that it has rows and values of: what is in the trash and
    in disabled slots, too. Of a type that no change touched the facts are the same object as before.
    """

    made: Mapping[str, _Layer]
    enabled: frozenset[str]

    @property
    def live(self) -> list[Facts]:
        return [layer.live for name, layer in self.made.items() if name in self.enabled]

    @property
    def kept(self) -> list[Facts]:
        return [layer.kept for layer in self.made.values()]


def layers_of(standard: Mapping[str, Facts], site: Customization, former: Layers | None = None) -> Layers:
    """The facts of a site's types; `former` are those before the last change."""
    recorded = {each.name: each for each in site.types}
    types = {*standard, *recorded}
    enabled = {name for name in types if name not in recorded or recorded[name].is_enabled}
    opened, disabled = sorted(enabled & recorded.keys()), frozenset(types - enabled)
    made: dict[str, _Layer] = {}
    for name in types:
        records = site.by_type.get(name, ())
        linked = tuple(slot for slot in opened if _is_linked_by(name, slot))
        steps = site.steps_by_type.get(name, ())
        source = _Source(recorded.get(name), records, linked, disabled & _targets(records), steps)
        shipped = slot_facts if name in recorded else standard.__getitem__
        made[name] = _remade(former, name, source) or _layer(shipped(name), source)
    for relation, is_live in _relations(site):
        name = relation.connection
        facts = relation.facts_of_connection()
        made[name] = _remade(former, name, relation) or _Layer(relation, facts, facts)
        if is_live and disabled.isdisjoint((relation.entity_type, relation.target)):
            enabled.add(name)
    return Layers(dict(sorted(made.items())), frozenset(enabled))


def _remade(former: Layers | None, name: str, source: object) -> _Layer | None:
    """The facts as they were, if they would be made of the same."""
    before = None if former is None else former.made.get(name)
    return before if before is not None and before.source == source else None


def _layer(shipped: Facts, source: _Source) -> _Layer:
    type_record, records, slots, missing, steps = source
    if type_record is None and not records and not slots and not steps:
        return _Layer(source, shipped, shipped)
    facts = shipped if type_record is None else _named(shipped, type_record)
    fields = {**facts["fields"], **pivot_columns(steps)}
    for record in records:
        if record.is_custom:
            fields[record.name] = record.facts
        elif record.name in fields:
            fields[record.name] = {**fields[record.name], **record.facts}
    for slot in slots:
        for name in _fields_linking(facts["name"], slot):
            linked = dict.fromkeys([*fields[name]["valid_types"], slot])
            fields[name] = {**fields[name], "valid_types": list(linked)}
    gone = {each.name for each in records if each.is_trashed or not missing.isdisjoint(_targets([each]))}
    unique = [[each.name] for each in records if each.facts.get("unique") and each.name not in gone]
    if unique:
        facts = {**facts, "unique": [*facts.get("unique", ()), *unique]}
    kept = {**facts, "fields": fields}
    live = {name: keys for name, keys in fields.items() if name not in gone}
    return _Layer(source, kept, {**facts, "fields": live} if gone else kept)


def _named(shipped: Facts, record: TypeRecord) -> Facts:
    """The type under the name that the studio gave it, which its placeholders and its name field bear."""
    name = record.display_name.strip()
    placeholder = f"New {name.replace('{', '{{').replace('}', '}}')} {{id}}"
    code = {**shipped["fields"]["code"], "name": f"{name} Name"}
    fields = {**shipped["fields"], "code": code}
    return {**shipped, "display_name": record.display_name, "placeholder": placeholder, "fields": fields}


def _targets(records: Iterable[FieldRecord]) -> set[str]:
    """The types that fields of the site's own link."""
    return {kind for each in records if each.is_custom for kind in each.facts.get("valid_types", ())}


def _is_linked_by(entity_type: str, slot: str) -> bool:
    return any(_fields_linking(entity_type, slot))


def _fields_linking(entity_type: str, slot: str) -> Iterator[str]:
    for (type_, field), families in LINKS_TO_SLOTS.items():
        if type_ == entity_type and family_of(slot) in families:
            yield field


def _relations(site: Customization) -> Iterator[tuple[Relation, bool]]:
    for record in site.fields:
        relation = relation_kept_in(record.entity_type, record.name, record.facts)
        if record.is_custom and relation is not None:
            yield relation, not record.is_trashed
