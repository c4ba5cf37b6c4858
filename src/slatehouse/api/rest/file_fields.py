"""One image or file field of a row: told about, or led to (contract rest/40)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, Visit, field_of
from slatehouse.api.rest.refusals import FieldIsNoFile, FileNotFound, UnknownField
from slatehouse.api.wire.files import FileForms
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field
from slatehouse.schema.files import FileValue, Picture
from slatehouse.site.uploads import UploadPlace

__all__ = ["media_field", "show_file", "upload_place"]

_BESIDE = "attachments"
_ORIGINAL, _THUMBNAIL = "original", "thumbnail"
_LARGE = "large"
"""Of this product's own; the refusal of other words names those of the contract."""
_NOT_FOUND = "File not found"


def media_field(entity_type: EntityType, name: str) -> Field:
    """The field that a path names, which holds an image or a file; raises what it is instead."""
    field = field_of(entity_type, name)
    if field.type.kind not in (Kind.IMAGE, Kind.FILE):
        raise FieldIsNoFile(field)
    return field


def upload_place(call: Visit, segment: str, row_id: int, name: str | None) -> UploadPlace:
    """Where a path lets a file go: into the field of that name, or beside the row's fields.

    The latter is `attachments`, of a type that has such a field, or no name at all, of any type (errata 9).
    """
    entity_type = call.entity_type(segment)
    if name == _BESIDE and name not in entity_type.fields:
        raise UnknownField(entity_type.name, name)
    field = None if name in (None, _BESIDE) else media_field(entity_type, name)
    return UploadPlace(entity_type, row_id, field)


def show_file(call: Call, segment: str, row_id: int, name: str) -> Reply:
    """`GET /entity/<type>/<id>/<field>`; with `alt`, the way to the bytes."""
    entity_type = call.entity_type(segment)
    field = media_field(entity_type, name)
    alt = call.query.get("alt")
    if alt not in (None, _LARGE):
        findings = call.findings()
        findings.one_of(alt, (_ORIGINAL, _THUMBNAIL), "alt")
        findings.raise_if_any()
    file = call.session.file(entity_type, row_id, field)
    if alt is None:
        return json_reply({"data": _shown(call.files, file), "links": {"self": call.path}})
    return Reply(status=302, headers={"location": _address(call.files, field, file, alt)})


def _shown(files: FileForms, file: FileValue | Picture | None) -> object:
    return files.image(file) if isinstance(file, Picture) else files.file(file)


def _address(files: FileForms, field: Field, file: FileValue | Picture | None, alt: str) -> str:
    """Where the bytes are; raises `FileNotFound` where there are none, or where nobody else can see them."""
    match file:
        case Picture():
            sizes = {_ORIGINAL: files.original, _THUMBNAIL: files.thumbnail, _LARGE: files.large}
            return sizes[alt](file)
        case None:
            is_file = field.type.kind is Kind.FILE
            raise FileNotFound(f"Field {field.name} is empty." if is_file else _NOT_FOUND)
        case FileValue(link_type="web", url=str(url)) if url.startswith(("https://", "http://")):
            return url
    address = files.upload(file)
    if address is None:
        raise FileNotFound(_NOT_FOUND)
    return address
