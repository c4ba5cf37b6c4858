"""The schemas of both sides: which fields there are, and which of them are compared in rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from slatehouse.mirror.comparing.findings import Difference, What
from slatehouse.mirror.comparing.values import common_type, normalizer, shower
from slatehouse.mirror.source import DERIVED, FieldFacts
from slatehouse.query.paths import Path
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.origins import Constant, DataUrl, PerPerson
from slatehouse.site.edition import Edition

__all__ = ["Common", "common_fields", "differences_of_fields"]

_NOT_OF_THE_ROW = (Constant, DataUrl, PerPerson)
_PIVOT = "pivot_column"
"""Fields that follow from the rows of steps."""


@dataclass(frozen=True, slots=True)
class Common:
    """A field that both sides have, and of which each row has a value of its own.

    `show` makes of ours what a client would have, `normalize` of both what is compared (`values`).
    """

    path: Path
    name: str
    show: Callable[[Any], Any] | None
    normalize: Callable[[Any], Any] | None

    @property
    def field(self) -> Field:
        """The field as our schema knows it."""
        return self.path.leaf


def differences_of_fields(entity_type: EntityType, theirs: Mapping[str, FieldFacts]) -> Iterator[Difference]:
    """What differs in the fields of a type. A standard field that the other side does not have is none."""
    ours = {name: field for name, field in entity_type.fields.items() if field.declared}
    for name in sorted({*theirs, *ours}):
        facts, field = theirs.get(name), ours.get(name)
        if facts is None:
            if field is not None and field.custom:
                yield Difference(What.EXTRA, entity_type.name, field=name, ours=field.type.name)
        elif field is None:
            if facts.data_type != _PIVOT:
                yield Difference(What.MISSING, entity_type.name, field=name, theirs=facts.data_type)
        elif facts.data_type != _PIVOT:
            yield from _differences(facts, field)


def common_fields(
    edition: Edition, entity_type: EntityType, theirs: Mapping[str, FieldFacts]
) -> tuple[Common, ...]:
    """The fields to compare: those that both schemas tell of, and those that neither need tell of.

    One that is of another data type here has been told of already.
    """
    told = [
        name
        for name, facts in theirs.items()
        if name != "id"
        and facts.holds_values
        and (field := entity_type.fields.get(name)) is not None
        and not isinstance(field.origin, _NOT_OF_THE_ROW)
        and common_type(facts.data_type) == common_type(field.type.name)
    ]
    untold = [
        field.name
        for field in entity_type.fields.values()
        if field.name not in theirs
        and not field.declared
        and field.type.name not in DERIVED
        and not isinstance(field.origin, _NOT_OF_THE_ROW)
    ]
    return tuple(
        Common(path, path.text, shower(path.leaf), normalizer(path.leaf.type.name))
        for path in edition.paths(entity_type, (*told, *untold))
    )


def _differences(facts: FieldFacts, field: Field) -> Iterator[Difference]:
    for name, (of_theirs, of_ours) in _PROPERTIES.items():
        theirs, ours = of_theirs(facts), of_ours(field)
        if theirs != ours:
            yield Difference(What.DIFFERENT, field.entity_type, None, field.name, name, theirs, ours)


def _values_of_theirs(facts: FieldFacts) -> list[Any] | None:
    values = facts.properties.get("valid_values")
    return None if facts.data_type not in _WITH_VALUES or values is None else list(values)


def _values_of_ours(field: Field) -> list[Any] | None:
    return list(field.valid_values) if field.type.name in _WITH_VALUES else None


_WITH_VALUES = frozenset({"list", "status_list"})
_PROPERTIES: Mapping[str, tuple[Callable[[FieldFacts], Any], Callable[[Field], Any]]] = MappingProxyType(
    {
        "name": (lambda facts: facts.display_name, lambda field: field.display_name),
        "data_type": (
            lambda facts: common_type(facts.data_type),
            lambda field: common_type(field.type.name),
        ),
        "valid_values": (_values_of_theirs, _values_of_ours),
        "unique": (lambda facts: facts.unique, lambda field: field.unique),
    }
)
