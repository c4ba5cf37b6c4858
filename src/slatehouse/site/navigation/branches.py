"""The types that a project's tree shows, and what groups the rows of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.data_types.list import ListType
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.schema import Schema
from slatehouse.schema.spelling import plural


class Groups(Enum):
    """What stands between a type and its rows."""

    NONE = auto()
    ROWS = auto()
    VALUES = auto()


@dataclass(frozen=True, slots=True)
class Branch:
    """One type of the tree, and the field that groups its rows."""

    entity_type: EntityType
    field: Field | None = None

    @property
    def label(self) -> str:
        """`Shots`."""
        return plural(self.entity_type.display_name)

    @property
    def groups(self) -> Groups:
        if self.field is None:
            return Groups.NONE
        return Groups.ROWS if self.field.type.kind is Kind.LINK else Groups.VALUES

    @property
    def group_types(self) -> tuple[str, ...]:
        """The types of the rows that group this one's."""
        return self.field.valid_types if self.field and self.groups is Groups.ROWS else ()


def branches_of(schema: Schema, names: Iterable[str]) -> tuple[Branch, ...]:
    """The branches that a site's settings name: `Sequence`, `Shot.sg_sequence`.

    A schema changes and settings stay: a type that is not there is left out, and so is a field that cannot
    group.
    """
    words = (name.partition(".") for name in names)
    return tuple(
        _branch(schema[type_], field)
        for type_, _, field in words
        if type_ in schema and schema[type_].is_project_scoped
    )


def _branch(entity_type: EntityType, name: str) -> Branch:
    field = entity_type.fields.get(name)
    can_group = field is not None and (
        isinstance(field.type, ListType) or (field.type.kind is Kind.LINK and bool(field.valid_types))
    )
    return Branch(entity_type, field if can_group else None)
