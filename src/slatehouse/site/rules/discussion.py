"""Note and Reply: who wrote them, and how they are named (entity-types B.17, B.18)."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from slatehouse.schema.entity_type import EntityType
from slatehouse.site.draft import Draft
from slatehouse.site.errors import ApiRefusal, DeleteFailed
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class NoteRules(Rules):
    """A note belongs to whoever wrote it, and is named by its subject and content."""

    name_fields = ("subject", "content")
    echo = ("publish_status", "reply_content")
    belongs_to = ("note_links", "tasks")

    def creating(self, writing: Writing, draft: Draft) -> None:
        if draft.value("client_note"):
            raise ApiRefusal("Client Notes can not be created through the API", is_a_rule=True)
        draft.put_default("user", writing.caller_link)

    def link_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str:
        return " - ".join(str(part) for part in (values["subject"], values["content"]) if part)


class ReplyRules(Rules):
    """A reply belongs to whoever wrote it, and is named by its text."""

    name_fields = ("content",)
    echo = ("publish_status",)
    continues_thread = True

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("user", writing.caller_link)

    def retiring(self, writing: Writing, row_id: int) -> None:
        if writing.stored("Reply", row_id, ("entity",))["entity"] is None:
            reason = "undefined method 'reflect_on_association' for class NilClass"
            raise DeleteFailed("Reply", row_id, reason)

    def cached_name(self, entity_type: EntityType, row_id: int, values: Mapping[str, object]) -> str | None:
        return escape(str(values["content"] or ""), quote=True)
