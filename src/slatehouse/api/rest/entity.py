"""One row: read, changed, retired, revived (contract rest/20)."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply, rendered_row, row_reply, updated
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.conditions import expected_states
from slatehouse.api.rest.fields import chosen_paths, every_path, field_names
from slatehouse.api.rest.options import ListOptions, list_options, with_update_modes
from slatehouse.api.wire.bodies import read_body
from slatehouse.api.wire.replies import Reply
from slatehouse.query.filters import both
from slatehouse.query.paths import Path
from slatehouse.query.question import Question
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.archives import outside_archives
from slatehouse.site.errors import NoSuchRow
from slatehouse.site.session import Answer

__all__ = ["read", "retire", "revive", "update"]

_EMPTY = (b"", b"{}")


def read(call: Call, segment: str, row_id: int) -> Reply:
    """`GET /entity/<type>/<id>`; without `fields`, everything."""
    entity_type, query = call.entity_type(segment), call.query
    names = query.get("fields")
    if names is None:
        paths = every_path(call.schema, entity_type)
    else:
        paths = chosen_paths(call.schema, entity_type, field_names(names), is_strict=call.is_strict)
    findings = call.findings()
    options = list_options(query.hash("options"), findings)
    findings.raise_if_any()
    answer = _found(call, entity_type, row_id, paths, options)
    body = {"data": rendered_row(call, answer), "links": {"self": call.path + query.text}}
    return row_reply(call, answer, body)


def _found(
    call: Call, entity_type: EntityType, row_id: int, paths: tuple[Path, ...], options: ListOptions
) -> Answer:
    if options.archived:
        return call.session.read(entity_type, row_id, paths, options.retired)
    outside = outside_archives(entity_type, call.filters(entity_type).resolve)
    where = both(call.session.edition.has_id(entity_type, row_id), outside)
    question = Question(entity_type, where, paths, retired=options.retired, versioned=True)
    answer = call.session.find(question)
    if not answer.rows:
        raise NoSuchRow(entity_type.name, row_id)
    return answer


def update(call: Call, segment: str, row_id: int) -> Reply:
    """`PUT /entity/<type>/<id>`; what is not sent stays."""
    entity_type = call.entity_type(segment)
    values = with_update_modes(entity_type, call.values(entity_type), call.query)
    answer = call.session.update(entity_type, row_id, values, expected_states(call))
    return row_reply(call, answer, updated(call, answer))


def retire(call: Call, segment: str, row_id: int) -> Reply:
    """`DELETE /entity/<type>/<id>`."""
    call.session.retire(call.entity_type(segment), row_id, expected_states(call))
    return Reply(status=204)


def revive(call: Call, segment: str, row_id: int) -> Reply:
    """`POST /entity/<type>/<id>?revive=1`; what a body says changes nothing."""
    entity_type = call.entity_type(segment)
    findings = call.findings()
    findings.truth(call.query.parameters, "revive")
    if call.is_strict and read_body(call.request, call.surroundings.limits.size).strip() not in _EMPTY:
        findings.add("is not read by this call", "body")
    findings.raise_if_any()
    did_revive = call.session.revive(entity_type, row_id, expected_states(call))
    return json_reply(
        {
            "data": {"type": entity_type.name, "id": row_id},
            "links": {"self": call.path},
            "meta": {"did_revive": did_revive},
        }
    )
