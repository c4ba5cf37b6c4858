"""PublishedFile, LocalStorage and Attachment: where files are, and what they are called (entity-types B.13,
B.15, B.16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.files import FileValue
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.rules.annotations import annotation_in
from slatehouse.site.rules.rules import Rules

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


class PublishedFileRules(Rules):
    """A published file names the storage of its path, and is news of its entity and its task."""

    belongs_to = ("entity", "task")

    def creating(self, writing: Writing, draft: Draft) -> None:
        _name_storage(draft)

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _name_storage(draft)


def _name_storage(draft: Draft) -> None:
    if draft.has("path"):
        draft.put("path_cache_storage", _storage(draft.value("path")))


class AttachmentRules(Rules):
    """A file is named as it is shown, or else as it was uploaded; its value says whose file it is.

    The same names, in the same order, tell which frame an annotation is of.
    """

    name_fields = ("display_name", "filename")
    needs_id = True

    def creating(self, writing: Writing, draft: Draft) -> None:
        file = draft.value("this_file")
        if isinstance(file, FileValue):
            draft.put_default("display_name", file.name)
            draft.fill("local_storage", _storage(file))
        _tell_annotation(writing, draft, {})

    def numbered(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _put_own_id(draft, row_id)

    def updating(self, writing: Writing, row_id: int, draft: Draft) -> None:
        _put_own_id(draft, row_id)
        if any(map(draft.has, self.name_fields)):
            _tell_annotation(writing, draft, writing.stored("Attachment", row_id, self.name_fields))


def _tell_annotation(writing: Writing, draft: Draft, stored: Mapping[str, object]) -> None:
    names = [
        draft.value(name) if draft.has(name) else stored.get(name) for name in AttachmentRules.name_fields
    ]
    found = annotation_in(names)
    version = None if found is None else Target("Version", found.version)
    is_one = version is not None and writing.rows.state(writing.connection, *version) is not None
    draft.fill("annotation_frame", None if found is None else found.frame)
    draft.fill("annotation_version", version._asdict() if version is not None and is_one else None)


def _put_own_id(draft: Draft, row_id: int) -> None:
    file = draft.value("this_file")
    if isinstance(file, FileValue):
        draft.put_file("this_file", replace(file, id=row_id))


def _storage(file: object) -> dict[str, object] | None:
    """The local storage that a path was resolved against, as a link; None for other files."""
    storage = file.local_storage if isinstance(file, FileValue) else None
    return None if storage is None else {"type": "LocalStorage", "id": storage.id}


class LocalStorageRules(Rules):
    """A storage's code is its own."""

    def taken(self, entity_type: EntityType, names: tuple[str, ...]) -> str:
        return "Validation failed: Code is already in use by an active or retired local storage"
