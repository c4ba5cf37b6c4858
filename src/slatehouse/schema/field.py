"""A field of an entity type, as the schema knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slatehouse.schema.data_types.data_type import DataType
    from slatehouse.schema.links import LinkKeeping
    from slatehouse.schema.origins import Origin


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """One field. Two fields are the same only if they are the same object of one schema.

    `editable` and `create_only` together say what a caller may write: `create_only` fields are accepted in a
    create and refused afterwards; a field with neither is the server's own. `links_by_id` reads the links of
    a multi-entity field in the order in which their rows were made, not by name; `keeps_retired` goes on
    showing a linked row that was retired; one that is not `comparable` fails in
    filters. One that shows `only_by_name` is in no answer whose question does not name it, and what becomes
    of it is no change of the row. `borrows` are fields of links whose rows lend their picture where the row
    has none; `source_of` is the picture whose source the field tells. `column_names` follow
    `DataType.columns`; where `origin` is set, they are no columns of the row.
    """

    entity_type: str
    name: str
    type: DataType
    display_name: str
    description: str = ""
    custom_metadata: str = ""
    editable: bool = True
    create_only: bool = False
    mandatory: bool = False
    unique: bool = False
    visible: bool = True
    hideable: bool = False
    displayable: bool = True
    declared: bool = True
    only_by_name: bool = False
    comparable: bool = True
    custom: bool = False
    valid_types: tuple[str, ...] = ()
    enforces_types: bool = False
    valid_values: tuple[str, ...] = ()
    default: object = None
    keeping: LinkKeeping | None = None
    origin: Origin | None = None
    links_by_id: bool = False
    keeps_retired: bool = False
    borrows: tuple[str, ...] = ()
    source_of: str | None = None
    properties: Mapping[str, object] = field(default_factory=dict)
    editable_properties: frozenset[str] = frozenset()
    column_names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = tuple(self.name + shape.suffix for shape in self.type.columns)
        object.__setattr__(self, "column_names", names)

    @property
    def path(self) -> str:
        """The field's name with its type in front, as messages print it: `Shot.code`."""
        return f"{self.entity_type}.{self.name}"
