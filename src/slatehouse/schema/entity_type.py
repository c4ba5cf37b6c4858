"""An entity type: its fields and what is true of all its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from slatehouse.schema.field import Field
from slatehouse.schema.spelling import slug_of


@dataclass(frozen=True, eq=False)
class EntityType:
    """One entity type of a site.

    `placeholder` is what an omitted identity becomes, with `{id}` for the row's id. `requires` names the
    fields that a create must bring (entity-types A.3); `unique` the sets of fields that no two live rows
    share.
    """

    name: str
    display_name: str
    fields: Mapping[str, Field]
    identity: str | None = None
    placeholder: str | None = None
    placeholder_field: str | None = None
    requires: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    main_link: str | None = None
    retires: bool = True
    read_only: bool = False
    enabled: bool = True

    @cached_property
    def slug(self) -> str:
        """The plural that addresses this type in links that the server builds."""
        return slug_of(self.name)

    @property
    def is_project_scoped(self) -> bool:
        return "project" in self.fields
