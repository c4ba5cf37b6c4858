"""Frames that a version names in `sg_path_to_frames`, shown like a movie that was uploaded.

Where one was uploaded, or linked, that is what is shown, and the frames are left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.frame_paths import FramesPlace, frames_place
from slatehouse.site.making import Making, beside, making_of, put_making
from slatehouse.site.movies import MOVIE, PATH_TO_FRAMES, MovieOrder, ask_for_stills
from slatehouse.site.replacing_movies import end_making, let_go_of_what_was_derived

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = ["ask_for_frames", "frame_rate_of", "place_of_frames", "take_frames"]

_UNDER_WAY = 0
# Where the number of the frame stands, and what follows it.
_PADDING = re.compile(r"[._-]?(%0?\d*d|#|@|\$F|<UDIM>).*", re.DOTALL)
_RATE = "frame_rate"
_RATE_OF_PROJECT = "sg_frame_rate"


def take_frames(writing: Writing, target: Target | None, draft: Draft) -> None:
    """Complete a draft of a version, or of a new one, that names other frames."""
    if not writing.site.config.settings.media.frame_roots or not _names_others(writing, target, draft):
        return
    if target:
        # What a worker is just recording is to go, too.
        writing.rows.hold(writing.connection, *target)
    making = making_of(writing, target, MOVIE) if target else None
    place = frames_place(writing, draft.value(PATH_TO_FRAMES), _project(writing, target, draft))
    if target and draft.value(PATH_TO_FRAMES) is None:
        if making is not None and making.is_of_frames:
            end_making(writing, target, draft, MOVIE, making)
        return
    if target and (place or (making is not None and making.is_of_frames)):
        let_go_of_what_was_derived(writing, target, draft, MOVIE, making or Making("ended"))
    if place:
        draft.put(beside(MOVIE, "transcoding_status"), _UNDER_WAY)
        put_making(draft, MOVIE, Making("pictures", is_of_frames=True))


def ask_for_frames(writing: Writing, target: Target, draft: Draft) -> None:
    """Ask for what is to come, once the draft is written."""
    making = making_of(writing, target, MOVIE) if draft.has(PATH_TO_FRAMES) else None
    if making is None or not making.is_of_frames or making.stage != "pictures":
        return
    path = str(draft.value(PATH_TO_FRAMES))
    name = _PADDING.sub("", path.replace("\\", "/").rpartition("/")[2])
    ask_for_stills(writing, MovieOrder(*target, MOVIE, "", f"{name}.frames", frames=path))


def place_of_frames(writing: Writing, order: MovieOrder) -> FramesPlace | None:
    """Where the frames of an order are; None where the site shows none from there any more."""
    return frames_place(writing, order.frames, writing.project_of(order.target))


def frame_rate_of(writing: Writing, order: MovieOrder) -> float:
    """Frames a second: what the version says, else its project, else the site."""
    name = beside(order.field, _RATE)
    project = writing.project_of(order.target)
    told = [writing.stored(*order.target, (name,))[name]]
    if project is not None and _RATE_OF_PROJECT in writing.schema["Project"].fields:
        told.append(writing.stored(*project, (_RATE_OF_PROJECT,))[_RATE_OF_PROJECT])
    rates = [float(each) for each in told if isinstance(each, int | float) and 1 <= each <= 240]
    return rates[0] if rates else writing.site.config.settings.media.frame_rate


def _names_others(writing: Writing, target: Target | None, draft: Draft) -> bool:
    """Whether the draft changes the path of a version that has no movie, and gets none."""
    if not draft.has(PATH_TO_FRAMES) or draft.value(MOVIE) is not None:
        return False
    if target is None:
        return True
    stored = writing.stored(*target, (PATH_TO_FRAMES, MOVIE))
    has_movie = stored[MOVIE] is not None and not draft.has(MOVIE)
    return not has_movie and stored[PATH_TO_FRAMES] != draft.value(PATH_TO_FRAMES)


def _project(writing: Writing, target: Target | None, draft: Draft) -> Target | None:
    return draft.target("project") or (writing.project_of(target) if target else None)
