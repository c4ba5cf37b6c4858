"""`_text_search`: rows of several types by words of their names (contract rest/30 §4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.filter_bodies import filter_body
from slatehouse.api.rest.paging import OF_A_SEARCH, page_asked
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.replies import Reply
from slatehouse.query.question import Page
from slatehouse.query.text_search import Sought
from slatehouse.schema.schema import Schema
from slatehouse.site.hits import Hit

__all__ = ["text_search"]

_TYPES = "entity_types"
_KNOWN = ("text", _TYPES, "page")


def text_search(call: Call) -> Reply:
    """`POST /entity/_text_search`; the answer has no links to other pages, an empty one ends the list."""
    body = filter_body(call)
    text, filters, page = _asked(body.values, call.schema, call.findings())
    types = [(call.schema[name], sent) for name, sent in filters.items()]
    sought = [Sought(entity_type, body.filter(entity_type, sent)) for entity_type, sent in types]
    hits = call.session.text_search(text, sought, page)
    return json_reply({"data": [_shown(call, hit) for hit in hits]})


def _asked(
    body: Mapping[str, Any], schema: Schema, findings: Findings
) -> tuple[str, Mapping[str, object], Page]:
    findings.only(body, _KNOWN)
    text = findings.text(body, "text")
    filters = findings.hash(body, _TYPES)
    if body.get(_TYPES) == {}:
        findings.add("must be filled", _TYPES)
    if not all(map(_may_be_a_filter, filters.values())):
        findings.add("must have an array or non-empty object as each key's value", _TYPES)
    if not all(name in schema for name in filters):
        findings.add("must use valid entity names as keys", _TYPES)
    page = page_asked(body.get("page"), findings, OF_A_SEARCH)
    findings.raise_if_any()
    return text, filters, page.page


def _may_be_a_filter(sent: object) -> bool:
    return isinstance(sent, list) or (isinstance(sent, Mapping) and bool(sent))


def _shown(call: Call, hit: Hit) -> dict[str, object]:
    link = hit.link
    return {
        "id": hit.id,
        "type": hit.type,
        "attributes": {
            "name": hit.name,
            "links": ["", ""] if link is None else [link.type, link.name],
            "status": hit.status,
        },
        "links": {"self": f"{call.prefix}/entity/{call.schema[hit.type].slug}/{hit.id}"},
    }
