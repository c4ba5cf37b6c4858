"""Project: it has a page of its own, which its create shows (entity-types B.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.schema.files import FileValue
from slatehouse.site.draft import Draft
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


# By what the rows of a type are sorted into a tree (data-types §3.19).
_TRACKING_SETTINGS = {
    "navchains": {
        "Asset": "Asset.sg_asset_type",
        "Shot": "Shot.sg_sequence",
        "Cut": "Cut.entity",
        "CutItem": "CutItem.cut.entity",
    }
}


class ProjectRules(Rules):
    """A project has a page and its tracking settings from the start."""

    echo = ("landing_page_url", "tracking_settings")
    needs_id = True

    def creating(self, writing: Writing, draft: Draft) -> None:
        if not draft.has("tracking_settings"):
            draft.fill("tracking_settings", _TRACKING_SETTINGS)

    def numbered(self, writing: Writing, row_id: int, draft: Draft) -> None:
        page = FileValue("page", "", url=f"/detail/Project/{row_id}?legacy=true")
        draft.put_file("landing_page_url", page)
