"""Uploads: announced here, received by the storage, completed here (contract rest/40; one PUT each)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.file_fields import media_field
from slatehouse.api.rest.refusals import BadMultipart, UnknownField
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.field import Field

__all__ = ["begin_upload", "begin_upload_beside", "complete_upload", "complete_upload_beside"]

_BESIDE = "attachments"
_REPEATED = ("timestamp", "upload_type", "storage_service", "original_filename")
_TRUE = (True, "true", "1", 1)


def begin_upload(call: Call, segment: str, row_id: int, name: str) -> Reply:
    """`GET /entity/<type>/<id>/<field>/_upload`."""
    entity_type = call.entity_type(segment)
    return _begin(call, entity_type, row_id, _target(entity_type, name))


def begin_upload_beside(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>/_upload`: a file that belongs to the row and is in none of its fields."""
    return _begin(call, call.entity_type(segment), row_id, None)


def complete_upload(call: Call, segment: str, row_id: int, name: str) -> Reply:
    """`POST /entity/<type>/<id>/<field>/_upload`."""
    entity_type = call.entity_type(segment)
    return _complete(call, entity_type, row_id, _target(entity_type, name))


def complete_upload_beside(call: Call, segment: str, row_id: int) -> Reply:
    """`POST /entity/<type>/<id>/_upload`."""
    return _complete(call, call.entity_type(segment), row_id, None)


def _target(entity_type: EntityType, name: str) -> Field | None:
    """The field that the file goes to; None where `attachments` stands for a file beside the fields."""
    if name != _BESIDE:
        return media_field(entity_type, name)
    if name not in entity_type.fields:
        raise UnknownField(entity_type.name, name)
    return None


def _begin(call: Call, entity_type: EntityType, row_id: int, field: Field | None) -> Reply:
    query, findings = call.query, call.findings()
    filename = findings.text(query.parameters, "filename")
    findings.one_of(query.get("multipart_upload") or "false", ("false",), "multipart_upload")
    findings.raise_if_any()
    ticket = call.session.begin_upload(entity_type, row_id, field, filename)
    surroundings = call.surroundings
    address = surroundings.addresses.of(call.request)
    return json_reply(
        {
            "data": {
                "timestamp": ticket.timestamp,
                "upload_type": ticket.upload_type,
                "upload_id": None,
                "storage_service": "s3",
                "original_filename": ticket.filename,
                "multipart_upload": False,
            },
            "links": {
                "upload": address + surroundings.signed_paths.upload(ticket.token),
                "complete_upload": call.path,
            },
        }
    )


@dataclass(frozen=True, slots=True)
class _Completion:
    """What a client repeats of its announcement, and what it calls the file."""

    timestamp: str
    filename: str
    display_name: str | None
    tags: list[object]


def _complete(call: Call, entity_type: EntityType, row_id: int, field: Field | None) -> Reply:
    sent = _completion(call.body(), call.findings())
    call.session.complete_upload(
        entity_type, row_id, field, sent.filename, sent.timestamp, sent.display_name, sent.tags
    )
    # One space, which the service sends and clients know not to parse.
    return Reply(b" ", 201)


def _completion(body: Mapping[str, Any], findings: Findings) -> _Completion:
    findings.only(body, ("upload_info", "upload_data"))
    info = findings.hash(body, "upload_info")
    data = findings.hash(body, "upload_data")
    findings.raise_if_any()
    texts = {name: findings.text(info, name, "upload_info") for name in _REPEATED}
    display_name = data.get("display_name")
    if display_name is not None and not isinstance(display_name, str):
        findings.add("must be a string", "upload_data", "display_name")
    tags = data.get("tags") or []
    if not isinstance(tags, list):
        findings.add("must be an array", "upload_data", "tags")
    findings.raise_if_any()
    if info.get("multipart_upload") in _TRUE:
        raise BadMultipart(has_etags="etags" in info)
    return _Completion(texts["timestamp"], texts["original_filename"], display_name or None, tags)
