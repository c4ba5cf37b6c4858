"""What is made of a movie that was uploaded: pictures, films that browsers play, and what it tells of itself.

A field that holds a movie stands beside fields of its own name for what is derived from it (contract media
§3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.files import make_attachment
from slatehouse.site.job_kinds import FRAMES_PROXY_JOB, FRAMES_STILLS_JOB, PROXY_JOB, STILLS_JOB
from slatehouse.site.jobs import ask_for_job
from slatehouse.site.making import Making, beside, is_kept, is_unwritten, making_of, put_making, show_percent

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = [
    "MOVIE",
    "PATH_TO_FRAMES",
    "MadeFilm",
    "MadeStills",
    "MovieOrder",
    "ask_for_stills",
    "begin_movie",
    "finish_proxy",
    "finish_stills",
    "holds_movie",
    "refuse_movie",
    "show_progress",
]


MOVIE, PATH_TO_FRAMES = "sg_uploaded_movie", "sg_path_to_frames"

_STATUS, _FRAME_RATE, _POSTER = "transcoding_status", "frame_rate", "image"
_DURATION, _FRAME_COUNT = "uploaded_movie_duration", "frame_count"
_NUMBERS = ("sg_first_frame", "sg_last_frame", "frame_range")
_UNDER_WAY, _DONE, _REFUSED = 0, 1, 2
_NAME_DIGITS = 40


class MovieOrder(msgspec.Struct, frozen=True):
    """A movie in a field of a row, and the content that it had when it was uploaded.

    `attachment` is the Attachment whose picture comes with the stills. `frames` is the path of a sequence
    that is shown for want of a movie.
    """

    type: str
    id: int
    field: str
    blob: str
    name: str
    attachment: Target | None = None
    frames: str | None = None

    @property
    def target(self) -> Target:
        return Target(self.type, self.id)


class MadeStills(msgspec.Struct, frozen=True, tag="stills"):
    """The contents of a movie's stills, and its frames a second, its seconds, the number of its frames, and
    that of the first one where the movie says which that is; and which frames of a sequence are missing."""

    poster: str
    large: str
    thumbnail: str
    filmstrip: str
    frame_rate: float
    duration: float
    frame_count: int
    first_frame: int | None = None
    missing: str = ""


class MadeFilm(msgspec.Struct, frozen=True, tag="film"):
    """The content of a film that browsers play, and of which type it is."""

    blob: str
    content_type: str


def holds_movie(entity_type: EntityType, field: Field) -> bool:
    """Whether uploads to the field are movies, for which the type keeps what is derived from them."""
    return is_kept(entity_type, field.name)


def begin_movie(
    writing: Writing, target: Target, field: str, file: FileValue, attachment: Target | None = None
) -> None:
    """Show the pending image, and ask for what is to come. The row's rules forget what was before.

    A picture of the movie's content that an Attachment waits for comes with it.
    """
    draft = Draft(writing.schema[target.type])
    fields = draft.entity_type.fields
    draft.put(beside(field, _STATUS), _UNDER_WAY)
    put_making(draft, field, Making("pictures"))
    assert file.blob is not None
    pending = Picture(file.blob, file.name, file.content_type)
    for name in ("image", "filmstrip_image"):
        if name in fields:
            draft.put_file(name, pending)
    if "image_source_entity" in fields:
        draft.put("image_source_entity", target._asdict())
    writing.change(target.id, draft)
    ask_for_stills(writing, MovieOrder(*target, field, file.blob, file.name, attachment))


def ask_for_stills(writing: Writing, order: MovieOrder) -> None:
    """Ask for the stills of a movie, and for its films after them."""
    kind = STILLS_JOB if order.frames is None else FRAMES_STILLS_JOB
    ask_for_job(writing, kind, msgspec.json.encode(order).decode())


def finish_stills(writing: Writing, order: MovieOrder, made: MadeStills) -> None:
    """Record the stills, and ask for the films; nothing, where the field holds another movie by now.

    Nor is anything done where they were recorded before.
    """
    draft = _draft_of(writing, order)
    making = making_of(writing, order.target, order.field) or Making("pictures")
    if draft is None or making.stage != "pictures":
        return
    stem = _stem(order)
    poster = FileValue("upload", f"{stem}_poster.jpeg", content_type="image/jpg", blob=made.poster)
    _put_rendition(writing, draft, order, _POSTER, poster)
    making = _put_facts(writing, order, draft, making, made)
    image = Picture(made.poster, f"{stem}.jpg", "image/jpeg", made.thumbnail, large=made.large)
    strip = Picture(made.filmstrip, f"{stem}_filmstrip.jpg", "image/jpeg", made.filmstrip)
    for name, picture in (("image", image), ("filmstrip_image", strip)):
        if _awaits(writing, order, name):
            draft.put_file(name, picture)
            making = making.deriving(name, picture)
    if order.frames is not None and draft.has("image"):
        draft.put("image_source_entity", order.target._asdict())
    making = msgspec.structs.replace(making, missing=made.missing)
    put_making(draft, order.field, making.at("film"))
    writing.change(order.id, draft)
    # The films are only asked for once the pictures are there: nobody waits for the pending image any more.
    kind = PROXY_JOB if order.frames is None else FRAMES_PROXY_JOB
    ask_for_job(writing, kind, msgspec.json.encode(order).decode(), 0.0)


def finish_proxy(writing: Writing, order: MovieOrder, films: Mapping[str, MadeFilm]) -> None:
    """Record the films by kind; nothing, where another movie came since."""
    draft = _draft_of(writing, order)
    making = making_of(writing, order.target, order.field) or Making("film")
    if draft is None or making.stage != "film":
        return
    for kind, film in films.items():
        name = f"{_stem(order)}.{kind}"
        file = FileValue("upload", name, content_type=film.content_type, blob=film.blob)
        _put_rendition(writing, draft, order, kind, file)
    draft.put(beside(order.field, _STATUS), _DONE)
    put_making(draft, order.field, making.at("done"))
    writing.change(order.id, draft)


def refuse_movie(writing: Writing, order: MovieOrder, reason: str) -> None:
    """Record why nothing can be made of it; what still waits for a picture waits no longer."""
    draft = _draft_of(writing, order)
    if draft is None:
        return
    draft.put(beside(order.field, _STATUS), _REFUSED)
    making = making_of(writing, order.target, order.field) or Making("pictures")
    put_making(draft, order.field, making.refused(reason))
    for name in ("image", "filmstrip_image"):
        if _awaits(writing, order, name):
            draft.put_file(name, None)
            if name == "image" and "image_source_entity" in draft.entity_type.fields:
                draft.put("image_source_entity", None)
    writing.change(order.id, draft)


def show_progress(writing: Writing, order: MovieOrder, percent: int) -> None:
    """Tell how much of the films is made, while the field holds the movie."""
    if _draft_of(writing, order) is not None:
        show_percent(writing, order.target, order.field, percent)


def _draft_of(writing: Writing, order: MovieOrder) -> Draft | None:
    """A draft of the row, while it holds the movie that was meant."""
    entity_type = writing.schema[order.type]
    # Whoever is just giving the row another movie is waited for, or waits.
    writing.rows.hold(writing.connection, *order.target)
    found = writing.stored(*order.target, (order.field,))[order.field]
    if order.frames is not None:
        named = writing.stored(*order.target, (PATH_TO_FRAMES,))[PATH_TO_FRAMES]
        return Draft(entity_type) if found is None and named == order.frames else None
    return Draft(entity_type) if isinstance(found, FileValue) and found.blob == order.blob else None


def _awaits(writing: Writing, order: MovieOrder, name: str) -> bool:
    """Whether a picture is to come from this movie, and nobody has put another in its place.

    A sequence fills the place only where there is none: nobody has uploaded anything whose picture to await.
    """
    if name not in writing.schema[order.type].fields:
        return False
    found = writing.stored(*order.target, (name,))[name]
    if order.frames is not None:
        return found is None
    return isinstance(found, Picture) and found.is_pending and found.original == order.blob


def _put_facts(writing: Writing, order: MovieOrder, draft: Draft, making: Making, made: MadeStills) -> Making:
    """What the movie tells of itself, where nobody has said so; returns what is to be remembered of that."""
    facts: list[dict[str, object]] = [
        {beside(order.field, _FRAME_RATE): made.frame_rate},
        {_DURATION: made.duration},
        {_FRAME_COUNT: made.frame_count},
    ]
    if made.first_frame is not None:
        last = made.first_frame + made.frame_count - 1
        numbers = (made.first_frame, last, f"{made.first_frame}-{last}")
        # They have to agree with one another.
        facts.append(dict(zip(_NUMBERS, numbers, strict=True)))
    for together in facts:
        if is_unwritten(writing, order.target, *together):
            for name, value in together.items():
                draft.put(name, value)
                making = making.deriving(name, draft.value(name))
    return making


def _put_rendition(writing: Writing, draft: Draft, order: MovieOrder, what: str, file: FileValue) -> None:
    """Put a file that was made into its field, as an Attachment of its own, unless somebody put theirs."""
    name = beside(order.field, what)
    if is_unwritten(writing, order.target, name):
        project = writing.project_of(order.target)
        draft.put_file(name, make_attachment(writing, file, project, file.name))


def _stem(order: MovieOrder) -> str:
    source = order.blob or hashlib.sha256(str(order.frames).encode()).hexdigest()
    return f"{source[:_NAME_DIGITS]}_{order.name.rpartition('.')[0] or order.name}"
