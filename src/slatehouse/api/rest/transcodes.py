"""What a transcoder tells of a movie that it made (contract rest/40): taken, and shown nowhere."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.wire.replies import Reply
from slatehouse.site.errors import NoSuchRowToWrite

__all__ = ["take_metadata"]

_ATTACHMENT = "Attachment"
_WHOLE = ("width", "height", "nb_frames", "start_frame")
_NUMBERS = ("display_aspect_ratio", "frame_rate")


def take_metadata(call: Call, row_id: int) -> Reply:
    """`POST /transcode/attachment_metadata/<id>`: the Attachment was updated, and keeps none of it."""
    body, findings = call.body(), call.findings()
    findings.only(body, (*_WHOLE, *_NUMBERS))
    for name in _WHOLE:
        if name in body:
            findings.whole_number(body[name], name)
    for name in _NUMBERS:
        if name in body and not _is_number(body[name]):
            findings.add("must be a number", name)
    findings.raise_if_any()
    try:
        call.session.touch(call.schema[_ATTACHMENT], row_id)
    except NoSuchRowToWrite:
        # The one error that comes without the envelope (contract rest/00 §4.6).
        return json_reply({"error": f"{_ATTACHMENT} {row_id} not found"}, 404)
    return Reply(b" ")


def _is_number(sent: object) -> bool:
    return isinstance(sent, int | float) and not isinstance(sent, bool)
