"""What is told of files: fields that hold them, and uploads (contract rest/40)."""

from __future__ import annotations

from slatehouse.api.rest import file_fields, uploads
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ADDRESS,
    ANYTHING,
    FLAG,
    TEXT,
    any_of,
    array,
    choice,
    nullable,
    record,
    ref,
)
from slatehouse.api.wire.content_types import JSON

__all__ = ["OPERATIONS"]

_TICKET = data_of(
    record(
        {
            "timestamp": TEXT,
            "upload_type": choice("Attachment", "Thumbnail"),
            "upload_id": nullable(TEXT),
            "storage_service": TEXT,
            "original_filename": TEXT,
            "multipart_upload": FLAG,
        }
    ),
    links=record({"upload": ADDRESS, "complete_upload": TEXT}),
)
_COMPLETION = record(
    {
        "upload_info": {
            "type": "object",
            "properties": {
                "timestamp": TEXT,
                "upload_type": TEXT,
                "storage_service": TEXT,
                "original_filename": TEXT,
                "multipart_upload": {},
                "upload_id": nullable(TEXT),
            },
            "required": ["timestamp", "upload_type", "storage_service", "original_filename"],
            "description": "The `data` that the upload was begun with.",
        },
        "upload_data": {
            "type": "object",
            "properties": {"display_name": nullable(TEXT), "tags": nullable(array(ANYTHING))},
        },
    }
)
_UPLOADED = {
    "upload_info": {
        "timestamp": "2026-11-05T09:00:00Z",
        "upload_type": "Thumbnail",
        "upload_id": None,
        "storage_service": "s3",
        "original_filename": "quay.png",
        "multipart_upload": False,
    },
    "upload_data": {"display_name": "The quay at dawn"},
}
_BEGIN = (
    "Announce a file here, `PUT` its bytes to `links.upload`, then `POST` to `links.complete_upload`. "
    "The address of the upload expires."
)
_COMPLETE = "Send the `data` of the announcement as `upload_info`, once the bytes are there."
_BEGUN = (Answer(200, "Where to put the bytes.", _TICKET),)
_COMPLETED = (Answer(201, "It is kept. The body is one space, which is no JSON."),)

OPERATIONS: Operations = {
    file_fields.show_file: Operation(
        name="read_file_field",
        tag=Tag.FILES,
        summary="Read the file or image in a field",
        details="With `alt`, the way to its bytes.",
        names={"segment": "shots", "row_id": 5, "name": "image"},
        answers=(
            Answer(
                200,
                "The file; null where there is none.",
                data_of(
                    {"nullable": True, **any_of(ref("Picture"), ref("File"))},
                    links=SELF,
                ),
            ),
            Answer(302, "Where the bytes are, with `alt`.", headers={"Location": "The address."}),
        ),
    ),
    uploads.begin_upload: Operation(
        name="begin_upload",
        tag=Tag.FILES,
        summary="Begin the upload of a file to a field",
        details=_BEGIN,
        names={"segment": "shots", "row_id": 5, "name": "image"},
        query={"filename": "quay.png"},
        answers=_BEGUN,
    ),
    uploads.complete_upload: Operation(
        name="complete_upload",
        tag=Tag.FILES,
        summary="Complete the upload of a file to a field",
        details=_COMPLETE,
        names={"segment": "shots", "row_id": 5, "name": "image"},
        bodies={JSON: Body(_COMPLETION, _UPLOADED)},
        answers=_COMPLETED,
        begun_by="begin_upload",
    ),
    uploads.begin_upload_beside: Operation(
        name="begin_upload_beside",
        tag=Tag.FILES,
        summary="Begin the upload of a file that is in no field of its row",
        details=_BEGIN,
        names={"segment": "shots", "row_id": 5},
        query={"filename": "quay.png"},
        answers=_BEGUN,
    ),
    uploads.complete_upload_beside: Operation(
        name="complete_upload_beside",
        tag=Tag.FILES,
        summary="Complete the upload of a file that is in no field of its row",
        details=_COMPLETE,
        names={"segment": "shots", "row_id": 5},
        bodies={JSON: Body(_COMPLETION, _UPLOADED)},
        answers=_COMPLETED,
        begun_by="begin_upload_beside",
    ),
}
