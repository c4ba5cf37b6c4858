"""What happened to a row and to those that belong to it, the newest first (contract rest/70)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.flat_rows import entity_fields, flat
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.activity import stream_shown
from slatehouse.api.wire.replies import Reply
from slatehouse.site.streams import Window

__all__ = ["show_activity"]

_LIMIT, _MOST = 25, 500
_BEYOND_ALL_IDS = 2**63


def show_activity(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>/activity_stream`."""
    entity_type = call.entity_type(segment)
    findings = call.findings()
    window = _window(call, findings)
    fields = entity_fields(call, call.schema.types, findings)
    findings.raise_if_any()
    stream = call.session.activity(entity_type, row_id, window, fields)
    files = call.files
    data = stream_shown(stream, files, lambda values: flat(values, files))
    return json_reply({"data": data, "links": {"self": call.path + call.query.text}})


def _window(call: Call, findings: Findings) -> Window:
    limit = _number(call, "limit", findings)
    if limit is not None and limit < 1:
        findings.add("must be greater than 0", "limit")
    elif limit is not None and limit > _MOST:
        findings.add(f"must be less than or equal to {_MOST}", "limit")
    bounds = _bound(call, "max_id", findings), _bound(call, "min_id", findings)
    return Window(_LIMIT if limit is None else limit, *bounds)


def _bound(call: Call, name: str, findings: Findings) -> int | None:
    number = _number(call, name, findings)
    if number is not None and number >= _BEYOND_ALL_IDS:
        findings.add(f"must be less than {_BEYOND_ALL_IDS}", name)
    elif number is not None and number <= -_BEYOND_ALL_IDS:
        findings.add(f"must be greater than {-_BEYOND_ALL_IDS}", name)
    return number


def _number(call: Call, name: str, findings: Findings) -> int | None:
    sent = call.query.get(name)
    return None if sent is None else findings.whole_number(sent, name)
