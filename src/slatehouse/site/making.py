"""How far the making of what is derived from a movie has come, why it failed, and which values came of it.

It is kept in a field of the row that shows by its name alone: `sg_uploaded_movie_transcoding`. What was
derived is remembered with its values, so that another movie takes them along and leaves what people wrote;
that is kept in a field beside it that shows to nobody, since not everybody may read all that was derived.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

__all__ = [
    "Making",
    "beside",
    "is_kept",
    "is_unwritten",
    "making_of",
    "put_making",
    "remembered",
    "show_percent",
]

_MAKING, _DERIVED = "transcoding", "derived"
# FFmpeg and the system say where on a worker a file lies, which is nobody's business.
_FOLDERS = re.compile(r"(?<![\w/])(?:/[^/\s'\"]+)+/")


class Making(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a row tells of it: how much `percent` of the film is made, why there is none, which frames of a
    sequence are `missing`, and the values that were `derived`, by field; those of files and pictures are
    their names."""

    stage: Literal["pictures", "film", "done", "refused", "ended"]
    is_of_frames: bool = False
    percent: int = 0
    failure: str | None = None
    missing: str = ""
    derived: dict[str, Any] = {}

    @property
    def is_under_way(self) -> bool:
        """Whether something is still to come."""
        return self.stage in ("pictures", "film")

    def at(self, stage: Literal["film", "done", "ended"]) -> Making:
        """The next stage of it."""
        return msgspec.structs.replace(self, stage=stage, percent=100 if stage == "done" else self.percent)

    def refused(self, reason: str) -> Making:
        """The end of it, in words for people."""
        words = _FOLDERS.sub("", reason).replace("\0", "")
        return msgspec.structs.replace(self, stage="refused", failure=words)

    def deriving(self, name: str, value: object) -> Making:
        """The same, with a value that a field was given."""
        return msgspec.structs.replace(self, derived={**self.derived, name: remembered(value)})


def beside(field: str, what: str) -> str:
    """The name of a field that tells something of the movie in the field."""
    return f"{field}_{what}"


def is_kept(entity_type: EntityType, field: str) -> bool:
    """Whether the type has a field for what becomes of a movie in this one."""
    found = entity_type.fields.get(beside(field, _MAKING))
    return found is not None and found.only_by_name


def remembered(value: object) -> object:
    """What is kept of a value, to know it again."""
    return value.name if isinstance(value, FileValue | Picture) else value


def making_of(writing: Writing, target: Target, field: str) -> Making | None:
    """What the row tells of its movie; None where nothing was begun."""
    told, derived = writing.stored(*target, (beside(field, _MAKING), beside(field, _DERIVED))).values()
    return None if told is None else msgspec.convert({**told, _DERIVED: derived or {}}, Making)


def put_making(draft: Draft, field: str, making: Making | None) -> None:
    """Let the row tell this; the log has nothing to tell of that."""
    told = None if making is None else msgspec.to_builtins(making)
    derived = told.pop(_DERIVED, None) if told else None
    draft.fill(beside(field, _MAKING), told)
    draft.fill(beside(field, _DERIVED), derived)


def show_percent(writing: Writing, target: Target, field: str, percent: int) -> None:
    """Tell how much of the film is made, which is no change of the row."""
    name = beside(field, _MAKING)
    stored = writing.rows.values(writing.connection, *target, (name,)).get(name)
    making = making_of(writing, target, field)
    if making is None or making.stage != "film" or making.percent >= percent:
        return
    draft = Draft(writing.schema[target.type])
    put_making(draft, field, msgspec.structs.replace(making, percent=percent))
    writing.rows.swap(
        writing.connection, target.type, target.id, name, stored, draft.columns[name], is_change=False
    )


def is_unwritten(writing: Writing, target: Target, *names: str) -> bool:
    """Whether the row has these fields, and nobody has given any of them a value."""
    fields = writing.schema[target.type].fields
    return all(name in fields for name in names) and not any(
        value is not None for value in writing.stored(*target, names).values()
    )
