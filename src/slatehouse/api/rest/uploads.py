"""Uploads: announced and completed here; their bytes go to the storage or to the site (contract rest/40).

Each of these calls has two forms: a path that names a field, and one that does not, for a file that belongs
to the row and is in none of its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.file_fields import upload_place
from slatehouse.api.rest.refusals import EtagsMissing
from slatehouse.api.rest.site_uploads import SITE, STORAGE, site_address
from slatehouse.api.rest.upload_parts import FIRST_PART, next_part_link
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.site.files import AttachmentFacts
from slatehouse.site.uploading import NamedParts, UploadTicket

__all__ = ["begin_upload", "begin_upload_beside", "complete_upload", "complete_upload_beside"]

_REPEATED = ("timestamp", "upload_type", "storage_service", "original_filename")
_TRUE = ("true", "1")


def begin_upload(call: Call, segment: str, row_id: int, name: str | None) -> Reply:
    """`GET /entity/<type>/<id>/<field>/_upload`; `multipart_upload=true` opens an upload in parts."""
    place = upload_place(call, segment, row_id, name)
    query, findings = call.query, call.findings()
    filename = findings.text(query.parameters, "filename")
    in_parts = query.get("multipart_upload") or "false"
    findings.one_of(in_parts, ("true", "false"), "multipart_upload")
    findings.raise_if_any()
    begun = call.session.begin_upload(place, filename, in_parts=in_parts == "true")
    return json_reply(_in_parts(call, begun) if begun.upload_id else _whole(call, begun))


def begin_upload_beside(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>/_upload`."""
    return begin_upload(call, segment, row_id, None)


def complete_upload(call: Call, segment: str, row_id: int, name: str | None) -> Reply:
    """`POST /entity/<type>/<id>/<field>/_upload`."""
    place = upload_place(call, segment, row_id, name)
    sent = _completion(call.body(), call.findings())
    call.session.complete_upload(place, sent.filename, sent.timestamp, sent.about, sent.upload_id, sent.parts)
    # One space, which the service sends and clients know not to parse.
    return Reply(b" ", 201)


def complete_upload_beside(call: Call, segment: str, row_id: int) -> Reply:
    """`POST /entity/<type>/<id>/_upload`."""
    return complete_upload(call, segment, row_id, None)


def _whole(call: Call, begun: UploadTicket) -> dict[str, object]:
    service = call.site.config.settings.media.storage_service
    if service == SITE:
        address = site_address(call, begun)
    else:
        address = call.surroundings.storage.upload(call.address, begun.token)
    links = {"upload": address, "complete_upload": call.path}
    return {"data": _upload_info(begun, service), "links": links}


def _in_parts(call: Call, begun: UploadTicket) -> dict[str, object]:
    """The parts go to the storage, whatever the site has whole uploads do."""
    links = {
        "upload": call.surroundings.storage.part(call.address, begun.parts, FIRST_PART),
        "get_next_part": next_part_link(f"{call.path}/multipart", begun, FIRST_PART + 1),
        "complete_upload": call.path,
    }
    return {"data": _upload_info(begun, STORAGE), "links": links}


def _upload_info(begun: UploadTicket, service: str) -> dict[str, object]:
    return {
        "timestamp": begun.timestamp,
        "upload_type": begun.upload_type,
        "upload_id": begun.upload_id or None,
        "storage_service": service,
        "original_filename": begun.filename,
        "multipart_upload": bool(begun.upload_id),
    }


@dataclass(frozen=True, slots=True)
class _Completion:
    """What a client repeats of its announcement, what it calls the file, and the parts that it sent."""

    timestamp: str
    filename: str
    about: AttachmentFacts
    upload_id: str
    parts: NamedParts | None


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
    filename = texts["original_filename"]
    about = AttachmentFacts(display_name or filename, tags)
    parts = _named_parts(info)
    upload_id = info.get("upload_id") if parts else ""
    return _Completion(texts["timestamp"], filename, about, str(upload_id or ""), parts)


def _named_parts(info: Mapping[str, Any]) -> NamedParts | None:
    """The parts of an upload that came in parts; raises `EtagsMissing` where they are not named."""
    if str(info.get("multipart_upload")).lower() not in _TRUE:
        return None
    etags = info.get("etags")
    if not etags:
        raise EtagsMissing
    # What is no list of texts names no part that could have come.
    named = etags if isinstance(etags, list) else [etags]
    return NamedParts(tuple(each.strip('"').lower() if isinstance(each, str) else "" for each in named))
