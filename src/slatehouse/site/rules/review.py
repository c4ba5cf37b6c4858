"""Version and Playlist: who made them, and who has seen them (entity-types B.10, B.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.site.draft import Draft
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


_MOVIE = "sg_uploaded_movie"
_FILES_OF_MOVIE = ("sg_uploaded_movie_mp4", "sg_uploaded_movie_webm", "sg_uploaded_movie_image")
_FACTS_OF_MOVIE = (
    "sg_uploaded_movie_frame_rate",
    "sg_uploaded_movie_transcoding_status",
    "uploaded_movie_duration",
)


class VersionRules(Rules):
    """A version belongs to whoever made it, and is news of its entity and of its task."""

    belongs_to = ("entity", "sg_task")

    def creating(self, writing: Writing, draft: Draft) -> None:
        draft.put_default("user", writing.caller_link)
        _stamp_viewing(writing, draft, "viewed_by_current_user")

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _stamp_viewing(writing, draft, "viewed_by_current_user")
        if draft.columns.get(_MOVIE) is not None:
            _forget_what_was_derived(draft)


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


def _forget_what_was_derived(draft: Draft) -> None:
    """Another movie has other renditions: those of the one that it replaces are not shown as its own
    (improvements B13)."""
    for name in _FILES_OF_MOVIE:
        if name in draft.entity_type.fields and not draft.has(name):
            draft.put_file(name, None)
    for name in _FACTS_OF_MOVIE:
        draft.put_default(name, None)
