"""Cut, Delivery, TimeLog, Attachment: how they are named and what they start with (entity-types A.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class CutRules(Rules):
    """A cut is named with its revision."""

    name_fields = ("code", "revision_number")

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        code, revision = values["code"], values["revision_number"]
        return str(code or "") if revision is None else f"{code} v{revision:03d}"


class DeliveryRules(Rules):
    """A delivery's number is its id."""

    name_fields = ("title", "delivery_number")
    echo = ("delivery_number", "read_by_current_user", "reply_content")
    needs_id = True

    def numbered(self, writing: Writing, row_id: int, draft: Draft) -> None:
        draft.put("delivery_number", str(row_id))

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return f"#{row_id}: {values['title'] or ''}"


class TimeLogRules(Rules):
    """A time log is of today unless it says otherwise."""

    name_fields = ("description",)

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("date", writing.now.strftime("%Y-%m-%d"))
        draft.put_default("duration", 0)


class AttachmentRules(Rules):
    """A file is named as it is shown, or else as it was uploaded."""

    name_fields = ("display_name", "filename")

    def creating(self, writing: Writing, draft: Draft) -> None:
        file = draft.value("this_file") if draft.has("this_file") else None
        if file is not None:
            draft.put_default("display_name", getattr(file, "name", None))


class StepRules(Rules):
    """A step has a name in links and none of its own."""

    name_fields = ("code",)

    def cached_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str | None:
        return None


class NamedByRules(Rules):
    """Types that are named by a field that is not their identity."""

    def __init__(self, *fields: str) -> None:
        self._fields = fields

    def name_sources(self, entity_type: EntityType) -> tuple[str, ...]:
        return self._fields


class LocalStorageRules(Rules):
    """A storage's code is its own."""

    def taken(self, entity_type: EntityType, names: tuple[str, ...]) -> str:
        return "Validation failed: Code is already in use by an active or retired local storage"
