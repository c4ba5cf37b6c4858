"""Uploads in parts: where the next part goes, and how they are given up (contract rest/40)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.file_fields import upload_place
from slatehouse.api.rest.refusals import NoUploadAddress
from slatehouse.api.wire.query_strings import QueryString
from slatehouse.api.wire.replies import Reply
from slatehouse.media.blobs import MOST_PARTS
from slatehouse.site.uploading import UploadTicket

__all__ = [
    "FIRST_PART",
    "abort_upload",
    "abort_upload_beside",
    "next_part",
    "next_part_beside",
    "next_part_link",
]

FIRST_PART = 1
_REPEATED = ("upload_type", "filename", "timestamp")
_ABORTED = ("timestamp", "upload_type", "upload_id", "storage_service", "original_filename")


def next_part(call: Call, segment: str, row_id: int, name: str | None) -> Reply:
    """`GET /entity/<type>/<id>/<field>/_upload/multipart`.

    Nobody asks whether such an upload was begun: its parts would be taken, and its completion refused. A
    strict caller is told at once.
    """
    place = upload_place(call, segment, row_id, name)
    query, findings = call.query, call.findings()
    texts = {each: findings.text(query.parameters, each) for each in _REPEATED}
    number = findings.number_within(query.parameters, "part_number", FIRST_PART, MOST_PARTS)
    findings.raise_if_any()
    upload_id = query.get("upload_id")
    if not upload_id:
        raise NoUploadAddress
    upload = call.session.upload(place, texts["filename"], texts["timestamp"], upload_id)
    if texts["upload_type"] != upload.upload_type:
        findings.silence(f"must be one of: {upload.upload_type}", "upload_type")
    if call.is_strict and not call.session.is_open(upload):
        findings.silence("is not valid", "upload_id")
    findings.raise_if_any()
    links = {"upload": call.surroundings.storage.part(call.address, upload.parts, number)}
    if number < MOST_PARTS:
        links["get_next_part"] = next_part_link(call.path, upload, number + 1, texts["upload_type"])
    return json_reply({"links": links})


def next_part_beside(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>/_upload/multipart`."""
    return next_part(call, segment, row_id, None)


def next_part_link(path: str, upload: UploadTicket, number: int, upload_type: str | None = None) -> str:
    """The call that tells where a part goes; `upload_type` as the client says it."""
    parameters = {
        "filename": upload.filename,
        "part_number": str(number),
        "timestamp": upload.timestamp,
        "upload_id": upload.upload_id,
        "upload_type": upload_type or upload.upload_type,
    }
    return path + QueryString(parameters).text


def abort_upload(call: Call, segment: str, row_id: int, name: str | None) -> Reply:
    """`POST /entity/<type>/<id>/<field>/_upload/multipart_abort`; the body is the announcement's `data`."""
    place = upload_place(call, segment, row_id, name)
    info, findings = call.body(), call.findings()
    findings.only(info, (*_ABORTED, "multipart_upload", "etags"))
    # The id of an upload that comes whole is null, and that is no mistake in the form of the call.
    texts = {
        each: "" if each == "upload_id" and info.get(each, "") is None else findings.text(info, each)
        for each in _ABORTED
    }
    findings.raise_if_any()
    call.session.give_up_upload(place, texts["original_filename"], texts["timestamp"], texts["upload_id"])
    return Reply(status=204)


def abort_upload_beside(call: Call, segment: str, row_id: int) -> Reply:
    """`POST /entity/<type>/<id>/_upload/multipart_abort`."""
    return abort_upload(call, segment, row_id, None)
