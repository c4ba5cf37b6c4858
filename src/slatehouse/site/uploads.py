"""What becomes of an upload: the value of a field, an Attachment, a picture whose thumbnail is to come
(contract rest/40)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from slatehouse.media.blobs import Blob
from slatehouse.media.content_types import content_type_of, has_picture, is_picture
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.files import AttachmentFacts, make_attachment, replace_file
from slatehouse.site.job_kinds import HASH_MEDIA_JOB, THUMBNAIL_JOB
from slatehouse.site.jobs import ask_for_job
from slatehouse.site.movies import begin_movie, holds_movie

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Where an upload goes: into a field of a row, or beside its fields where `field` is None."""

    entity_type: EntityType
    row_id: int
    field: Field | None

    @property
    def target(self) -> Target:
        """The row."""
        return Target(self.entity_type.name, self.row_id)

    @property
    def is_picture(self) -> bool:
        """Whether the upload becomes a picture, of which no Attachment is made."""
        return self.field is not None and self.field.type.kind is Kind.IMAGE

    @property
    def is_own_file(self) -> bool:
        """Whether the upload becomes the file of an Attachment that is there."""
        return self.field is not None and self.field.path == "Attachment.this_file"


def keep_upload(
    writing: Writing, place: UploadPlace, blob: Blob, filename: str, about: AttachmentFacts
) -> int:
    """Make an upload the value of its field, or an Attachment of the row, and ask for its thumbnail.

    Returns the id of the Attachment; of a picture none is made, and its id is 0.
    """
    picture = Picture(blob.name, filename, content_type_of(filename))
    if place.field is not None and place.is_picture:
        give_picture(writing, place.target, place.field.name, picture)
        return 0
    file = _keep_file(writing, place, _file_of(blob, filename, about), filename, about)
    attachment = Target("Attachment", file.id)
    is_shown = has_picture(file.content_type)
    if place.field is not None and holds_movie(place.entity_type, place.field):
        if is_shown:
            put_picture(writing, attachment, "image", picture)
        begin_movie(writing, place.target, place.field.name, file, attachment if is_shown else None)
    elif is_shown:
        give_picture(writing, attachment, "image", picture)
    return file.id


def keep_numbered(
    writing: Writing, place: UploadPlace, blob: Blob, filename: str, about: AttachmentFacts
) -> int:
    """The same, for callers who are to be told of an Attachment whatever becomes of the upload; its id.

    So a picture has one, too, and remembers it.
    """
    if place.field is None or not place.is_picture:
        return keep_upload(writing, place, blob, filename, about)
    project = writing.project_of(place.target)
    made = make_attachment(writing, _file_of(blob, filename, about), project, filename, about)
    picture = Picture(blob.name, filename, content_type_of(filename), attachment=made.id)
    give_picture(writing, place.target, place.field.name, picture)
    return made.id


def read_later(writing: Writing, blob: Blob) -> None:
    """Have the hash of bytes that nobody has read found out, once nobody can put others in their place."""
    if blob.settles_in is not None:
        ask_for_job(writing, HASH_MEDIA_JOB, blob.name, blob.settles_in)


def _file_of(blob: Blob, filename: str, about: AttachmentFacts) -> FileValue:
    content_type = content_type_of(filename)
    return FileValue("upload", about.display_name, content_type=content_type, blob=blob.name)


def _keep_file(
    writing: Writing, place: UploadPlace, file: FileValue, filename: str, about: AttachmentFacts
) -> FileValue:
    """The file with the id of the Attachment that holds it."""
    target = place.target
    if place.is_own_file:
        return replace_file(writing, target.id, file, filename, about)
    linked_to = target if place.field is None else None
    file = make_attachment(writing, file, writing.project_of(target), filename, about, linked_to)
    if place.field is not None:
        draft = Draft(place.entity_type)
        draft.put_file(place.field.name, file)
        writing.change(target.id, draft)
    return file


def give_picture(
    writing: Writing, target: Target, field: str, picture: Picture, source: Target | None = None
) -> None:
    """Make a picture the value of an image field, and ask for its thumbnail where that is still to come."""
    put_picture(writing, target, field, picture, source)
    if picture.is_pending:
        ask_for_job(writing, THUMBNAIL_JOB, picture_order(target, field, picture.original))


def picture_order(target: Target, field: str, original: str) -> str:
    """What a thumbnail's job is told: the picture in a field of a row, and the content that it has now."""
    order = {"type": target.type, "id": target.id, "field": field, "blob": original}
    return msgspec.json.encode(order).decode()


def put_picture(
    writing: Writing, target: Target, field: str, picture: Picture, source: Target | None = None
) -> None:
    """Make a picture the value of an image field; of its image, the row is the source itself, or another."""
    draft = Draft(writing.schema[target.type])
    draft.put_file(field, picture)
    if field == "image" and "image_source_entity" in draft.entity_type.fields:
        draft.put("image_source_entity", (source or target)._asdict())
    writing.change(target.id, draft)


def finish_picture(
    writing: Writing,
    target: Target,
    field: str,
    original: str,
    thumbnail: str | None,
    failure: str | None,
    large: str | None = None,
) -> None:
    """Record what a thumbnail job came to, unless the field holds another picture by now.

    A movie or a document of which nothing could be drawn is no picture: the field is empty then.
    """
    stored = writing.rows.values(writing.connection, target.type, target.id, (field,)).get(field)
    picture = writing.schema[target.type].fields[field].type.read([stored])
    if not isinstance(picture, Picture) or picture.original != original:
        return
    finished = msgspec.structs.replace(picture, thumbnail=thumbnail, failure=failure, large=large)
    is_one = thumbnail is not None or is_picture(picture.content_type)
    value = msgspec.json.encode(finished).decode() if is_one else None
    writing.rows.swap(writing.connection, target.type, target.id, field, stored, value)
