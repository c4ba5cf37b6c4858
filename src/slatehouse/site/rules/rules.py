"""The rules that a type may have, and the ordinary ones that hold for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class Rules:
    """The ordinary rules. A type with rules of its own overrides what differs.

    `name_fields` are the fields that the display name is made of; `echo` those that the answer of a create
    shows beside the usual ones. `keeps_identity` refuses to clear the field that names the row. `needs_id`:
    the row holds something that is made of its id. `mirrored` are single links that the linked row's log
    tells of too. `is_settled_later`: a write neither sees nor shows when tasks happen, so that those which it
    moves can wait for the writes that follow. `belongs_to` are the links to the rows whose streams tell of a
    new one; the main link, where a type does not say. `continues_thread`: the first of them names the row
    whose thread the row goes on with.
    """

    name_fields: ClassVar[tuple[str, ...]] = ()
    echo: ClassVar[tuple[str, ...]] = ()
    keeps_identity: ClassVar[bool] = True
    needs_id: ClassVar[bool] = False
    mirrored: ClassVar[tuple[str, ...]] = ()
    is_settled_later: ClassVar[bool] = False
    belongs_to: ClassVar[tuple[str, ...]] = ()
    continues_thread: ClassVar[bool] = False

    def owners(self, entity_type: EntityType) -> tuple[str, ...]:
        """The links to the rows that a row belongs to."""
        if self.belongs_to:
            return self.belongs_to
        return (entity_type.main_link,) if entity_type.main_link else ()

    def required(self, entity_type: EntityType, sent: Mapping[str, object]) -> tuple[str, ...]:
        """The fields that a create must bring."""
        return entity_type.requires

    def creating(self, writing: Writing, draft: Draft) -> None:
        """Complete or refuse a row before it is made."""

    def numbered(self, writing: Writing, row_id: int, draft: Draft) -> None:
        """Complete a row that has its id and is not made yet, where `needs_id` asks for that."""

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        """Do what follows from a row that was made."""

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        """Complete or refuse a change before it is made."""

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        """Do what follows from a change that was made; `before` are the columns that the draft may change."""

    def taken(self, entity_type: EntityType, names: tuple[str, ...]) -> str:
        """Why a row is refused that would share the values of these fields with a live one."""
        if len(names) > 1:
            return "Validation failed: There is already a connection between the entities."
        words = entity_type.fields[names[0]].display_name
        return f"The value for the {words} field is required to be unique. <br> "

    def retiring(self, writing: Writing, row_id: int) -> None:
        """Refuse to retire a row."""

    def retired(self, writing: Writing, row_id: int) -> None:
        """Do what follows from a row that was retired."""

    def reviving(self, writing: Writing, row_id: int) -> None:
        """Refuse to revive a row."""

    def revived(self, writing: Writing, row_id: int) -> None:
        """Do what follows from a row that was revived."""

    def dependents(self, writing: Writing, row_id: int, mark: str | None) -> list[tuple[str, int]]:
        """The rows that retire with this one; those that bear the mark, when it is revived."""
        return []

    def echoed_name(self, name: str | None) -> str | None:
        """What the answer of a create shows as `cached_display_name`."""
        return name

    def name_sources(self, entity_type: EntityType) -> tuple[str, ...]:
        """The fields that the display name is made of."""
        if self.name_fields:
            return self.name_fields
        return (entity_type.identity,) if entity_type.identity else ()

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        """The name under which links show the row."""
        return str(next((value for value in values.values() if value is not None), ""))

    def cached_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str | None:
        """The value of `cached_display_name`."""
        return self.link_name(entity_type, row_id, values)
