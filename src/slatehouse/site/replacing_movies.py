"""What becomes of all that was derived from a movie when another takes its place, or none (improvements B13).

Fields that tell of nothing but the movie are cleared, whoever wrote them. Others are cleared where they still
hold what was derived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.making import Making, beside, making_of, put_making, remembered

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = ["end_making", "let_go_of_movie", "let_go_of_what_was_derived"]

_FILES = ("mp4", "webm", "image")
_STATUS = "transcoding_status"
_FACTS = ("frame_rate", _STATUS)
_DURATION = "uploaded_movie_duration"
_PICTURES = ("filmstrip_image", "image")


def let_go_of_movie(writing: Writing, target: Target, draft: Draft, field: str) -> None:
    """Complete a draft that gives the field another movie, or none.

    An upload gets pictures of its own in this transaction. Without a movie everything stays as it is
    (contract media §3.3), but nobody waits any longer for what does not come.
    """
    # What a worker is just recording is to go, too.
    writing.rows.hold(writing.connection, *target)
    new, making = draft.value(field), making_of(writing, target, field) or Making("ended")
    if new is None:
        if not making.is_of_frames:
            end_making(writing, target, draft, field, making)
        return
    brings_pictures = isinstance(new, FileValue) and new.link_type == "upload"
    let_go_of_what_was_derived(writing, target, draft, field, making, with_pictures=not brings_pictures)


def end_making(writing: Writing, target: Target, draft: Draft, field: str, making: Making) -> None:
    """Let nobody wait for what was still to come."""
    if making.is_under_way:
        draft.put_default(beside(field, _STATUS), None)
        put_making(draft, field, making.at("ended"))
        _let_go_of_pictures(writing, target, draft, field, Making("ended"))


def let_go_of_what_was_derived(
    writing: Writing,
    target: Target,
    draft: Draft,
    field: str,
    making: Making,
    *,
    with_pictures: bool = True,
) -> None:
    """Clear it, as something else is shown."""
    _let_go_of_renditions(draft, field)
    _let_go_of_facts(writing, target, draft, making)
    if with_pictures:
        _let_go_of_pictures(writing, target, draft, field, making)
    put_making(draft, field, None)


def _let_go_of_renditions(draft: Draft, field: str) -> None:
    for name in (beside(field, each) for each in _FILES):
        if name in draft.entity_type.fields and not draft.has(name):
            draft.put_file(name, None)
    for name in (*(beside(field, each) for each in _FACTS), _DURATION):
        draft.put_default(name, None)


def _let_go_of_facts(writing: Writing, target: Target, draft: Draft, making: Making) -> None:
    names = [name for name in making.derived if not draft.has(name) and name not in _PICTURES]
    for name, value in writing.stored(*target, names).items():
        if value == making.derived[name]:
            draft.put(name, None)


def _let_go_of_pictures(writing: Writing, target: Target, draft: Draft, field: str, making: Making) -> None:
    """Those that were derived, and those that were to come of the movie."""
    names = [name for name in _PICTURES if name in draft.entity_type.fields]
    stored = writing.stored(*target, (field, *names))
    movie = stored.pop(field)
    for name, picture in stored.items():
        if not isinstance(picture, Picture):
            continue
        is_derived = remembered(picture) == making.derived.get(name)
        is_to_come = picture.is_pending and isinstance(movie, FileValue) and picture.original == movie.blob
        if is_derived or is_to_come:
            draft.clear_picture(name)
