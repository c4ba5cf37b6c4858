"""Version and Playlist: who made them, and who has seen them (entity-types B.10, B.11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.frames import ask_for_frames, take_frames
from slatehouse.site.movies import MOVIE, PATH_TO_FRAMES
from slatehouse.site.replacing_movies import let_go_of_movie
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class VersionRules(Rules):
    """A version belongs to whoever made it, and is news of its entity and of its task."""

    belongs_to = ("entity", "sg_task")

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("user", writing.caller_link)
        _stamp_viewing(writing, draft, "viewed_by_current_user")
        take_frames(writing, None, draft)

    def created(self, writing: Writing, row_id: int, draft: Draft) -> None:
        ask_for_frames(writing, Target("Version", row_id), draft)

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _stamp_viewing(writing, draft, "viewed_by_current_user")
        if draft.has(MOVIE):
            let_go_of_movie(writing, Target("Version", row_id), draft, MOVIE)
        take_frames(writing, Target("Version", row_id), draft)

    def changed(self, writing: Writing, row_id: int, draft: Draft, before: Mapping[str, object]) -> None:
        if before.get(PATH_TO_FRAMES) != draft.columns.get(PATH_TO_FRAMES):
            ask_for_frames(writing, Target("Version", row_id), draft)


class PlaylistRules(Rules):
    """A playlist shows from the start with how many clients it is shared."""

    echo = ("external_share_count",)

    def creating(self, writing: Writing, draft: Draft) -> None:
        _stamp_viewing(writing, draft, "media_center_viewed_by_current_user")

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _stamp_viewing(writing, draft, "media_center_viewed_by_current_user")


def _stamp_viewing(writing: Writing, draft: Draft, field: str) -> None:
    """Whoever says that they have seen a row has seen it now."""
    if field in draft.personal:
        draft.fill(f"{field}_at", writing.now_text if draft.personal[field] == "read" else None)
