"""Why a change of the schema is refused (contract rest/50, writing §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from slatehouse.schema.refusals import Refusal

Change = Literal["create", "update", "delete"]


@dataclass(eq=False)
class NotCreatable(Refusal):
    """Nobody adds fields of this data type."""

    data_type: object


@dataclass(eq=False)
class NoSuchType(Refusal):
    """The site has no such type, or has it not enabled."""

    name: str


@dataclass(eq=False)
class NoSuchField(Refusal):
    """The type has no such field, or has it in the trash."""

    entity_type: str
    name: str


@dataclass(eq=False)
class NameInTrash(Refusal):
    """A field in the trash has the name."""

    name: str


@dataclass(eq=False)
class NameTaken(Refusal):
    """A caller who wants no second field under one name is told of the first."""

    entity_type: str
    name: str


@dataclass(eq=False)
class NameMissing(Refusal):
    """A field without a display name, or without one that shows."""

    change: Change


@dataclass(eq=False)
class InvalidProperty(Refusal):
    """A property that is none, or none that this field lets be changed."""

    change: Change
    name: str
    value: object
    legal: Sequence[str]


@dataclass(eq=False)
class BadPropertyValue(Refusal):
    """A value that a property cannot have; `expected` says what it can."""

    change: Change
    name: str
    value: object
    expected: str


@dataclass(eq=False)
class OneTypeExpected(Refusal):
    """A link to no type, or to more than one."""


@dataclass(eq=False)
class CheckboxWithoutDefault(Refusal):
    """A checkbox that does not say whether it is ticked at first."""


@dataclass(eq=False)
class ProjectMissing(Refusal):
    """What only a project can have differently was changed for none."""

    name: str


@dataclass(eq=False)
class NotTheSites(Refusal):
    """A shipped field cannot be put into the trash."""

    entity_type: str
    name: str


@dataclass(eq=False)
class ValuesInTheWay(Refusal):
    """A field cannot be made unique: live rows share values, here with their ids, or some are too long for
    it. `is_all`: there are no others."""

    entity_type: str
    name: str
    shared: Mapping[object, Sequence[int]]
    too_long: Sequence[str]
    is_all: bool


@dataclass(eq=False)
class NoSuchSlot(Refusal):
    """No custom entity type has this name."""

    name: str
