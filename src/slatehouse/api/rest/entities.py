"""The rows of a type: listed, and added to (contract rest/20)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.api.rest.answers import created, json_reply, page_reply, updated
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import field_names
from slatehouse.api.rest.lists import ListAsked, question_of
from slatehouse.api.rest.options import list_options
from slatehouse.api.rest.paging import page_asked
from slatehouse.api.rest.sorting import NO_KEYS, keys_sent
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.entity_type import EntityType
from slatehouse.site.batch import Upsert
from slatehouse.site.upserting import identifying_fields

__all__ = ["BY", "create", "identifying_field", "show_list", "upsert"]

BY = "by"


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


def upsert(call: Call, segment: str) -> Reply:
    """`PUT /entity/<type>/_upsert?by=<field>`: the row that has the value of the field is changed or made."""
    entity_type, findings = call.entity_type(segment), call.findings()
    values = call.values(entity_type)
    by = identifying_field(call.query.parameters, entity_type, findings)
    findings.raise_if_any()
    answer = call.session.upsert(Upsert(entity_type, by, values))
    return json_reply(created(call, answer), 201) if answer.is_new else json_reply(updated(call, answer))


def identifying_field(
    sent: Mapping[str, object], entity_type: EntityType, findings: Findings, *path: str
) -> str:
    """The field that rows are found by; a finding where it is none that could tell them apart."""
    legal = identifying_fields(entity_type)
    if not legal and BY in sent:
        findings.add(f"must be a field that is unique, and {entity_type.name} has none", *path, BY)
        return ""
    return findings.chosen(sent, BY, legal, *path)
