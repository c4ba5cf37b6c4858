"""One row: read, changed, retired, revived (contract rest/20)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply, rendered_row
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import chosen_paths, every_path, field_names
from slatehouse.api.rest.options import list_options, with_update_modes
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply

__all__ = ["read", "retire", "revive", "update"]


def read(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>`; without `fields`, everything."""
    entity_type, query = call.entity_type(segment), call.query
    names = query.get("fields")
    if names is None:
        paths = every_path(call.schema, entity_type)
    else:
        paths = chosen_paths(call.schema, entity_type, field_names(names), is_strict=call.is_strict)
    retired = list_options(query.hash("options")).retired
    answer = call.session.read(entity_type, row_id, paths, retired)
    return json_reply({"data": rendered_row(call, answer), "links": {"self": call.path + query.text}})


def update(call: Call, segment: str, row_id: int) -> Reply:
    """`PUT /entity/<type>/<id>`; what is not sent stays."""
    entity_type = call.entity_type(segment)
    values = with_update_modes(entity_type, call.body(), call.query)
    answer = call.session.update(entity_type, row_id, values)
    return json_reply({"data": rendered_row(call, answer), "links": {}, "status": "successful"})


def retire(call: Call, segment: str, row_id: int) -> Reply:
    """`DELETE /entity/<type>/<id>`."""
    call.session.retire(call.entity_type(segment), row_id)
    return Reply(status=204)


def revive(call: Call, segment: str, row_id: int) -> Reply:
    """`POST /entity/<type>/<id>?revive=1`; a body is not looked at."""
    entity_type = call.entity_type(segment)
    findings = Findings()
    findings.truth(call.query.parameters, "revive")
    findings.raise_if_any()
    did_revive = call.session.revive(entity_type, row_id)
    return json_reply(
        {
            "data": {"type": entity_type.name, "id": row_id},
            "links": {"self": call.path},
            "meta": {"did_revive": did_revive},
        }
    )
