"""The live schema of a site: one immutable value with a version, replaced whole when it changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from slatehouse.schema.data_types import DATA_TYPES, VARIANTS
from slatehouse.schema.data_types.data_type import DataType, Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.links import LinkKeeping, OppositeOf, OwnTable, ReverseOf, Through, View
from slatehouse.schema.origins import Constant, Count, DataUrl, Formula, Origin, PerPerson
from slatehouse.schema.spelling import directory, fold
from slatehouse.schema.standard import Facts, standard_types
from slatehouse.schema.vocabularies import writable_entity_types

EVERY_TYPE = "*"


@dataclass(frozen=True, eq=False)
class Schema:
    """The entity types of a site by name, the facts that they were made of, and the ways to spell them."""

    types: Mapping[str, EntityType]
    facts: Mapping[str, Facts]
    version: int = 0

    def __getitem__(self, name: str) -> EntityType:
        return self.types[name]

    def __contains__(self, name: object) -> bool:
        return name in self.types

    def __iter__(self) -> Iterator[EntityType]:
        return iter(self.types.values())

    @cached_property
    def _directory(self) -> Mapping[str, str]:
        return directory(self.types)

    def without(self, hidden: Collection[tuple[str, str]]) -> Schema:
        """The schema as one sees it who does not see these fields (type, name); the others are the same."""
        if not hidden:
            return self
        types = {name: _without(each, hidden) for name, each in self.types.items()}
        return replace(self, types=MappingProxyType(types))

    def addressed_by(self, segment: str) -> EntityType | None:
        """The type that a path segment names, loosely spelled; None where there is none."""
        if segment in self.types:
            return self.types[segment]
        name = self._directory.get(fold(segment))
        return self.types[name] if name else None


def _without(entity_type: EntityType, hidden: Collection[tuple[str, str]]) -> EntityType:
    seen = {name: each for name, each in entity_type.fields.items() if (entity_type.name, name) not in hidden}
    if len(seen) == len(entity_type.fields):
        return entity_type
    return replace(entity_type, fields=MappingProxyType(seen))


def build_schema(facts: Iterable[Facts], version: int = 0, former: Schema | None = None) -> Schema:
    """The schema of types with these facts; links leave out the types that are not among them.

    Types whose facts are the same objects as in the `former` schema are the same objects, too.
    """
    enabled = {each["name"]: each for each in facts}
    names = sorted(enabled)
    known = former if former is not None and former.facts.keys() == enabled.keys() else None
    types = {
        name: known[name]
        if known is not None and known.facts[name] is enabled[name]
        else _entity_type(enabled[name], names, enabled)
        for name in names
    }
    return Schema(MappingProxyType(types), MappingProxyType(enabled), version)


def standard_schema() -> Schema:
    """The schema of a fresh site."""
    return build_schema(standard_types())


def _entity_type(facts: Facts, names: list[str], enabled: Mapping[str, Facts]) -> EntityType:
    fields = {
        name: _field(facts["name"], name, facts["fields"][name], names, enabled)
        for name in sorted(facts["fields"])
    }
    return EntityType(
        name=facts["name"],
        display_name=facts["display_name"],
        fields=MappingProxyType(fields),
        identity=facts.get("identity"),
        placeholder=facts.get("placeholder"),
        placeholder_field=facts.get("placeholder_field", facts.get("identity")),
        requires=tuple(facts.get("requires", ())),
        unique=tuple(tuple(each) for each in facts.get("unique", ())),
        main_link=facts.get("main_link"),
        retires=facts.get("retires", True),
        read_only=facts.get("read_only", False),
    )


_RENAMED = {
    "name": "display_name",
    "default": "default",
    "enforced": "enforces_types",
}
_PLAIN = (
    "description",
    "custom_metadata",
    "custom",
    "editable",
    "create_only",
    "mandatory",
    "unique",
    "visible",
    "hideable",
    "displayable",
    "declared",
    "only_by_name",
    "comparable",
    "links_by_id",
    "keeps_retired",
    "source_of",
)
_PROPERTIES = (
    "summary",
    "display_values",
    "open_in_new_window",
    "query",
    "summary_field",
    "summary_value",
    "calculated",
    "renderer",
    "status_list_summary_exclude",
    "step",
)


def _field(entity_type: str, name: str, keys: Facts, names: list[str], enabled: Mapping[str, Facts]) -> Field:
    data_type = VARIANTS.get(keys["type"]) or DATA_TYPES[keys["type"]]
    arguments: dict[str, Any] = {key: keys[key] for key in _PLAIN if key in keys}
    arguments |= {to: keys[key] for key, to in _RENAMED.items() if key in keys}
    arguments.setdefault("display_name", name.replace("_", " ").title())
    valid_types = keys.get("valid_types", ())
    return Field(
        entity_type=entity_type,
        name=name,
        type=data_type,
        valid_types=_enabled_types(valid_types, names, enabled),
        valid_values=_legal_values(data_type, keys, names),
        keeping=_keeping(keys, enabled) if data_type.kind is Kind.LINKS else None,
        origin=_origin(keys),
        borrows=tuple(keys.get("borrows", ())),
        properties={key: keys[key] for key in _PROPERTIES if key in keys},
        editable_properties=frozenset(keys.get("editable_properties", data_type.editable_properties)),
        **arguments,
    )


def _enabled_types(wanted: Sequence[str], names: list[str], enabled: Mapping[str, Facts]) -> tuple[str, ...]:
    return tuple(names) if EVERY_TYPE in wanted else tuple(each for each in wanted if each in enabled)


def _legal_values(data_type: DataType, keys: Facts, names: list[str]) -> tuple[str, ...]:
    return (
        writable_entity_types(names) if data_type.lists_entity_types else tuple(keys.get("valid_values", ()))
    )


def _keeping(keys: Facts, enabled: Mapping[str, Facts]) -> LinkKeeping:
    if "view" in keys:
        return View(keys["view"], keys["view_of"])
    if "reverse_of" in keys:
        return ReverseOf(*keys["reverse_of"].split("."))
    if "opposite_of" in keys:
        return OppositeOf(*keys["opposite_of"].split("."))
    if "through" in keys:
        connection, near = keys["through"].split(".")
        said = tuple(keys.get("said", ()))
        return Through(connection, near, _far_end(enabled[connection], near, keys["valid_types"]), said)
    return OwnTable()


def _origin(keys: Facts) -> Origin | None:
    if keys.get("per_person"):
        return PerPerson(keys.get("unset"))
    if "constant" in keys:
        return Constant(keys["constant"])
    if "data_url_of" in keys:
        return DataUrl(keys["data_url_of"])
    if "counts" in keys:
        return Count(*keys["counts"].split("."))
    return Formula(keys["calculated"]) if "calculated" in keys else None


def _far_end(connection: Facts, near: str, valid_types: list[str]) -> str:
    ends = [
        name
        for name, keys in connection["fields"].items()
        if keys["type"] == "entity" and name != near and set(keys["valid_types"]) & set(valid_types)
    ]
    if len(ends) != 1:
        raise ValueError(f"{connection['name']}: no single far end opposite {near}: {ends}")
    return str(ends[0])
