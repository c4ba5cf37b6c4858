"""Page and PageSetting: a page has a layout from the start, and is as new as its layout (entity-types B.29,
B.30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft, target_in
from slatehouse.site.errors import CreateFailed
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


# The views beside the list that a page of rows always has.
_OTHER_VIEWS = {
    "thumb_content": "SG.Widget.ThumbnailGrid",
    "card_content": "SG.Widget.EntityCard",
    "calendar_content": "SG.Widget.Calendar",
    "sched_content": "SG.Widget.GanttWrapper",
}


class PageRules(Rules):
    """People make pages that show rows of a type; the product may make others."""

    echo = ("page_type", "ui_category", "shared", "entity_type")

    def creating(self, writing: Writing, draft: Draft) -> None:
        shown = draft.value("entity_type")
        if not writing.caller.is_system:
            _raise_unless_possible(writing, shown)
        draft.put_default("page_type", "canvas")
        draft.put_default("ui_category", "reports")
        draft.put_default("shared", True)
        # Whoever reads a page can see it.
        draft.put_default("current_user_can_see", True)

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        shown = draft.value("entity_type")
        if shown is not None:
            layout = msgspec.json.encode(_default_layout(writing.schema[str(shown)])).decode()
            writing.make("PageSetting", {"page": {"type": "Page", "id": row_id}, "settings_json": layout})


def _raise_unless_possible(writing: Writing, shown: object) -> None:
    if shown is None or str(shown) not in writing.schema:
        words = (
            "does not have a default entity query page to use as a template. Please contact Shotgun Support."
        )
        raise CreateFailed("Page", f"The entity type [{shown or ''}] {words}")
    if not writing.caller.person:
        raise CreateFailed("Page", f"HumanUser(#0) expected, got ApiUser(#{writing.caller.id})")


def _default_layout(entity_type: EntityType) -> dict[str, Any]:
    """The widgets of a page that lists the rows of a type: its picture, name, status and description."""
    wanted = ("image", entity_type.identity, "sg_status_list", "description")
    list_ = {
        "type": "SG.Widget.NewGrid",
        "settings": {
            "columns": [name for name in wanted if name in entity_type.fields],
            "column_widths": {},
            "column_display_names": {},
            "records_per_page": 50,
        },
    }
    rows = {
        "type": "SG.Widget.EntityQuery.EntityQueryPage",
        "settings": {
            "entity_type": entity_type.name,
            "filters": {"logical_operator": "and", "conditions": []},
            "sorts": [],
            "grouping": False,
            "mode": "list",
        },
        "children": {"list_content": list_} | {name: {"type": type_} for name, type_ in _OTHER_VIEWS.items()},
    }
    return {
        "type": "SG.Widget.Canvas.Page",
        "settings": {"layouts": None, "selected_layout": None},
        "children": {"body": rows},
    }


class PageSettingRules(Rules):
    """Whoever saves a layout saves its page."""

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _renew(writing, draft.target("page"))

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        stored = writing.rows.values(writing.connection, "PageSetting", row_id, ("page$id", "page$type"))
        _renew(writing, target_in(stored, "page"))


def _renew(writing: Writing, page: Target | None) -> None:
    if page is not None:
        history = writing.history(writing.schema["Page"], "updated")
        writing.rows.update(writing.connection, "Page", page.id, history)
