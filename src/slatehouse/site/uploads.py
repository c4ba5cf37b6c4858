"""Uploads: announced, received, completed (contract rest/40; the single form).

An upload is named by a token that is computed from what announces it, so that nothing has to be remembered
between the three calls; the bytes wait under the token until the upload is completed.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from slatehouse.media.blobs import Blob
from slatehouse.media.content_types import content_type_of
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.schema.link import Target
from slatehouse.site.draft import Draft
from slatehouse.site.files import AttachmentFacts, make_attachment
from slatehouse.site.jobs import ask_for_job

if TYPE_CHECKING:
    from slatehouse.site.writing import Writing

THUMBNAIL_JOB = "thumbnail"


@dataclass(frozen=True)
class UploadTicket:
    """An upload that was announced: what the client repeats to complete it, and the token of its bytes."""

    timestamp: str
    upload_type: str
    token: str
    filename: str


def ticket(secret: bytes, target: Target, field: Field | None, filename: str, timestamp: str) -> UploadTicket:
    """The ticket of an upload into a field of a row, or beside its fields where `field` is None."""
    parts = ["upload", target.type, str(target.id), field.name if field else "", filename, timestamp]
    token = hmac.new(secret, "\x00".join(parts).encode(), sha256).hexdigest()
    is_picture = field is not None and field.type.kind is Kind.IMAGE
    return UploadTicket(timestamp, "Thumbnail" if is_picture else "Attachment", token, filename)


def keep_upload(
    writing: Writing, target: Target, field: Field | None, blob: Blob, filename: str, about: AttachmentFacts
) -> None:
    """Make an upload the value of its field, or an Attachment of the row, and ask for its thumbnail."""
    if field is not None and field.type.kind is Kind.IMAGE:
        _keep_picture(writing, target, field.name, blob, filename)
        return
    content_type = content_type_of(filename)
    file = FileValue("upload", about.display_name, content_type=content_type, blob=blob.sha256)
    linked_to = target if field is None else None
    file = make_attachment(writing, file, writing.project_of(target), filename, about.tags, linked_to)
    if field is not None:
        draft = Draft(writing.schema[target.type])
        draft.put_file(field.name, file)
        writing.change(target.id, draft)
    if (file.content_type or "").startswith("image/"):
        _keep_picture(writing, Target("Attachment", file.id), "image", blob, filename)


def _keep_picture(writing: Writing, target: Target, field: str, blob: Blob, filename: str) -> None:
    put_picture(writing, target, field, Picture(blob.sha256, filename, content_type_of(filename)))
    payload = {"type": target.type, "id": target.id, "field": field, "blob": blob.sha256}
    ask_for_job(writing, THUMBNAIL_JOB, msgspec.json.encode(payload).decode())


def put_picture(writing: Writing, target: Target, field: str, picture: Picture) -> None:
    """Make a picture the value of an image field; of its image, the row is then the source itself."""
    draft = Draft(writing.schema[target.type])
    draft.put_file(field, picture)
    if field == "image" and "image_source_entity" in draft.entity_type.fields:
        draft.put("image_source_entity", target._asdict())
    writing.change(target.id, draft)


def finish_picture(
    writing: Writing, target: Target, field: str, original: str, thumbnail: str | None, failure: str | None
) -> None:
    """Record what a thumbnail job came to, unless the field holds another picture by now."""
    stored = writing.rows.values(writing.connection, target.type, target.id, (field,)).get(field)
    picture = writing.schema[target.type].fields[field].type.read([stored])
    if not isinstance(picture, Picture) or picture.original != original:
        return
    finished = msgspec.structs.replace(picture, thumbnail=thumbnail, failure=failure)
    value = msgspec.json.encode(finished).decode()
    writing.rows.swap(writing.connection, target.type, target.id, field, stored, value)
