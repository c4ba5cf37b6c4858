"""Files that come in a form with what is said of them, and shared pictures (python-api/transport §8)."""

from __future__ import annotations

from collections.abc import Sequence

from slatehouse.api.rpc.forms import Form
from slatehouse.api.rpc.refusals import BadArgument
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import LARGEST_ID, Target
from slatehouse.schema.refusals import UnknownField
from slatehouse.schema.schema import Schema
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.session import Session
from slatehouse.site.uploads import UploadPlace

__all__ = [
    "attached",
    "facts_in",
    "file_place",
    "picture_place",
    "publish_thumbnail",
    "share_thumbnail",
    "upload_file",
]

_IMAGE, _FILMSTRIP = "image", "filmstrip_image"


def upload_file(session: Session, form: Form) -> str:
    """`upload_file`: a file into a field of a row, or beside its fields."""
    place, file = file_place(session, form), form.sent_file()
    return attached(session.receive(place, file.name, file.chunks, facts_in(form, file.name)))


def publish_thumbnail(session: Session, form: Form) -> str:
    """`publish_thumbnail`: a picture or a filmstrip of a row."""
    place, file = picture_place(session, form), form.sent_file()
    return attached(session.receive(place, file.name, file.chunks, AttachmentFacts(file.name)))


def share_thumbnail(session: Session, form: Form) -> str:
    """`share_thumbnail`: the picture of one row for others, too."""
    schema = session.edition.schema
    (source,) = _rows(schema, form.text("source_entity"), "source_entity")[:1]
    targets = _rows(schema, form.text("entities"), "entities")
    name = _FILMSTRIP if form.truth("filmstrip_thumbnail") else _IMAGE
    for row in (source, *targets):
        _raise_unless_pictured(schema[row.type], name)
    return attached(session.share_picture(source, targets, name))


def attached(attachment: int) -> str:
    """What clients read the id of an Attachment from."""
    return f"1:{attachment}\nUpload successful\n"


def file_place(session: Session, form: Form) -> UploadPlace:
    """Where a file is to go."""
    entity_type = _entity_type(session.edition.schema, form.text("entity_type"))
    name = form.fields.get("field_name")
    if not name:
        return UploadPlace(entity_type, form.number("entity_id"), None)
    field = entity_type.fields.get(name)
    if field is None:
        raise UnknownField(entity_type.name, name)
    if field.type.kind is Kind.LINKS and field.valid_types == ("Attachment",):
        # Tools name the field in which the file shows then, `attachments`.
        return UploadPlace(entity_type, form.number("entity_id"), None)
    if field.type.kind not in (Kind.FILE, Kind.IMAGE):
        raise BadArgument(f"{field.path} holds no file")
    return UploadPlace(entity_type, form.number("entity_id"), field)


def picture_place(session: Session, form: Form) -> UploadPlace:
    """Where a picture or a filmstrip is to go."""
    entity_type = _entity_type(session.edition.schema, form.text("entity_type"))
    name = _FILMSTRIP if form.truth("filmstrip") else _IMAGE
    _raise_unless_pictured(entity_type, name)
    return UploadPlace(entity_type, form.number("entity_id"), entity_type.fields[name])


def facts_in(form: Form, filename: str) -> AttachmentFacts:
    """What a form says of the Attachment that its file becomes."""
    words = (word.strip() for word in form.fields.get("tag_list", "").split(","))
    return AttachmentFacts(
        form.fields.get("display_name") or filename,
        tag_list=tuple(word for word in words if word),
        created_at=form.fields.get("created_at") or None,
    )


def _entity_type(schema: Schema, name: str) -> EntityType:
    if name not in schema:
        raise BadArgument(f"invalid entity type '{name}'")
    return schema[name]


def _raise_unless_pictured(entity_type: EntityType, name: str) -> None:
    if name not in entity_type.fields:
        raise UnknownField(entity_type.name, name)


def _rows(schema: Schema, text: str, name: str) -> Sequence[Target]:
    """The rows in a list such as `Shot_115,Asset_111`."""
    rows = []
    for word in text.split(","):
        type_, _, number = word.strip().rpartition("_")
        is_number = number.isascii() and number.isdigit() and len(number) <= 18
        if type_ not in schema or not is_number:
            raise BadArgument(f"invalid row in '{name}': '{word}'")
        rows.append(Target(type_, min(int(number), LARGEST_ID)))
    return rows
