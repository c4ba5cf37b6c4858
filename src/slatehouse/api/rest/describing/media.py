"""What is told of files: fields that hold them, and uploads (contract rest/40)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slatehouse.api.rest import file_fields, site_uploads, transcodes, upload_parts, uploads
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ADDRESS,
    ANYTHING,
    FLAG,
    FLOAT,
    NUMBER,
    TEXT,
    Shape,
    any_of,
    array,
    choice,
    nullable,
    record,
    ref,
)
from slatehouse.api.wire.content_types import JSON
from slatehouse.api.wire.replies import Reply

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
    links=record({"upload": ADDRESS, "complete_upload": TEXT}, {"get_next_part": TEXT}),
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
                "etags": {**array(TEXT), "description": "Of an upload in parts, in their order."},
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
    "The address of the upload expires. With `multipart_upload=true` the file comes in parts, in any order "
    "and side by side: `links.upload` is the address of the first, `links.get_next_part` the call that tells "
    "the next. Each part but the last has 5 MiB or more."
)
_COMPLETE = "Send the `data` of the announcement as `upload_info`, once the bytes are there."
_NEXT = record({"upload": ADDRESS}, {"get_next_part": TEXT})
_PART = {
    "filename": "quay.mov",
    "upload_type": "Attachment",
    "timestamp": "2026-11-05T09:00:00Z",
    "part_number": 2,
    "upload_id": "of-the-announcement",
}
_IN_PARTS = {
    "timestamp": "2026-11-05T09:00:00Z",
    "upload_type": "Attachment",
    "upload_id": "of-the-announcement",
    "storage_service": "s3",
    "original_filename": "quay.mov",
    "multipart_upload": True,
}
_ABORTED: Shape = {
    "type": "object",
    "properties": {name: nullable(TEXT) if name == "upload_id" else TEXT for name in _IN_PARTS},
    "required": [name for name in _IN_PARTS if name != "multipart_upload"],
}
_READ = """With `alt`, the way to its bytes, on an address that is signed for a while.

Whoever shows a bearer, or is signed in with a browser, has them at `/media/<content>/<type>/<id>/<field>` as
well, for as long as they may read the row: what stands there never changes, and is kept for good.
`/media/current/<type>/<id>/<field>` leads there, with the same `alt`."""
_SIGNED = {
    "filename": "quay.mov",
    "user_id": 1,
    "user_type": "ApiUser",
    "expiration": 1793869200,
    "signature": "of-the-announcement",
}
_BYTES = "application/octet-stream"
_METADATA: Shape = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("width", "height", "nb_frames", "start_frame"), NUMBER),
        **dict.fromkeys(("display_aspect_ratio", "frame_rate"), FLOAT),
    },
}
_BEGUN = (Answer(200, "Where to put the bytes.", _TICKET),)
_COMPLETED = (Answer(201, "It is kept. The body is one space, which is no JSON."),)


def _both_forms(into: Callable[..., Reply], beside: Callable[..., Reply], operation: Operation) -> Operations:
    """A call about an upload into a field of a row, and the same beside the row's fields."""
    names = {"segment": "shots", "row_id": 5}
    into_field = replace(operation, names={**names, "name": "image"})
    return {
        into: replace(into_field, summary=f"{operation.summary} into a field"),
        beside: replace(
            operation,
            name=f"{operation.name}_beside",
            names=names,
            summary=f"{operation.summary} beside the fields of a row",
            begun_by=operation.begun_by and f"{operation.begun_by}_beside",
        ),
    }


OPERATIONS: Operations = {
    file_fields.show_file: Operation(
        name="read_file_field",
        tag=Tag.FILES,
        summary="Read the file or image in a field",
        details=_READ,
        names={"segment": "shots", "row_id": 5, "name": "image"},
        answers=(
            Answer(
                200,
                "The address of an image, or what a file is; null where there is none.",
                data_of(
                    any_of(nullable(ADDRESS), ref("File")),
                    links=SELF,
                ),
            ),
            Answer(302, "Where the bytes are, with `alt`.", headers={"Location": "The address."}),
        ),
    ),
    **_both_forms(
        uploads.begin_upload,
        uploads.begin_upload_beside,
        Operation(
            name="begin_upload",
            tag=Tag.FILES,
            summary="Begin the upload of a file",
            details=_BEGIN,
            query={"filename": "quay.png"},
            needs=frozenset({"filename"}),
            answers=_BEGUN,
        ),
    ),
    **_both_forms(
        uploads.complete_upload,
        uploads.complete_upload_beside,
        Operation(
            name="complete_upload",
            tag=Tag.FILES,
            summary="Complete the upload of a file",
            details=_COMPLETE,
            unread=frozenset({"filename"}),
            bodies={JSON: Body(_COMPLETION, _UPLOADED)},
            answers=_COMPLETED,
            begun_by="begin_upload",
        ),
    ),
    **_both_forms(
        upload_parts.next_part,
        upload_parts.next_part_beside,
        Operation(
            name="next_part",
            tag=Tag.FILES,
            summary="Tell where the next part of an upload goes",
            details="`links.get_next_part` of the announcement, and of each answer, is this call.",
            query=_PART,
            needs=frozenset(_PART),
            answers=(Answer(200, "Where to put it.", record({"links": _NEXT})),),
            begun_by="begin_upload",
        ),
    ),
    **_both_forms(
        upload_parts.abort_upload,
        upload_parts.abort_upload_beside,
        Operation(
            name="abort_upload",
            tag=Tag.FILES,
            summary="Give up an upload in parts",
            details="Send the `data` of the announcement as it is.",
            bodies={JSON: Body(_ABORTED, _IN_PARTS)},
            answers=(Answer(204, "It is forgotten."),),
            begun_by="begin_upload",
        ),
    ),
    **_both_forms(
        site_uploads.receive_upload,
        site_uploads.receive_upload_beside,
        Operation(
            name="receive_upload",
            tag=Tag.FILES,
            summary="Send the bytes of an upload to the site",
            details="`links.upload` of an announcement whose `storage_service` is `sg`.",
            query=_SIGNED,
            needs=frozenset(_SIGNED),
            bodies={_BYTES: Body({"type": "string", "format": "binary"}, "the bytes of the file")},
            needs_body=False,
            answers=(
                Answer(
                    200,
                    "They are there.",
                    data_of(record({"upload_id": TEXT}), links=record({"complete_upload": TEXT})),
                    headers={"ETag": "The MD5 of the bytes."},
                ),
            ),
            begun_by="begin_upload",
        ),
    ),
    transcodes.take_metadata: Operation(
        name="take_transcode_metadata",
        tag=Tag.FILES,
        summary="Tell what a transcoder found out about an attachment",
        details="The attachment counts as updated; nothing of it is shown anywhere.",
        names={"row_id": 1},
        bodies={JSON: Body(_METADATA, {"width": 1920, "height": 1080, "frame_rate": 25})},
        answers=(
            Answer(200, "It is taken. The body is one space, which is no JSON."),
            Answer(404, "There is no such attachment.", record({"error": TEXT})),
        ),
    ),
}
