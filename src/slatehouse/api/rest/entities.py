"""The rows of a type: listed, and added to (contract rest/20)."""

from __future__ import annotations

from slatehouse.api.rest.answers import created, json_reply, page_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import field_names
from slatehouse.api.rest.lists import ListAsked, question_of
from slatehouse.api.rest.options import list_options
from slatehouse.api.rest.paging import page_asked
from slatehouse.api.rest.sorting import NO_KEYS, keys_sent
from slatehouse.api.wire.replies import Reply

__all__ = ["create", "show_list"]


def show_list(call: Call, segment: str) -> Reply:
    """`GET /entity/<type>`."""
    entity_type, query = call.entity_type(segment), call.query
    findings = call.findings()
    sort = query.get("sort")
    asked = ListAsked(
        fields=field_names(query.get("fields") or ""),
        keys=NO_KEYS if sort is None else keys_sent(sort, findings),
        page=page_asked(query.hash("page") or query.get("page"), findings),
        options=list_options(query.hash("options"), findings),
    )
    findings.raise_if_any()
    where = call.filters(entity_type).query(query.hash("filter"))
    answer = call.session.find(question_of(call, entity_type, asked, where))
    return page_reply(call, answer, asked.page, query)


def create(call: Call, segment: str) -> Reply:
    """`POST /entity/<type>`."""
    entity_type = call.entity_type(segment)
    answer = call.session.create(entity_type, call.values(entity_type))
    return json_reply(created(call, answer), 201)
