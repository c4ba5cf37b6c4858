"""`_search`: the list whose filters stand in a body (contract rest/30 §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slatehouse.api.rest.answers import page_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import field_names
from slatehouse.api.rest.filter_bodies import filter_body
from slatehouse.api.rest.lists import ListAsked, question_of
from slatehouse.api.rest.options import list_options
from slatehouse.api.rest.paging import page_asked
from slatehouse.api.rest.sorting import NO_KEYS, keys_sent
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.query_strings import NO_PARAMETERS
from slatehouse.api.wire.replies import Reply

__all__ = ["search"]

_PRESETS = "additional_filter_presets"
_KNOWN = ("filters", "fields", "page", "sort", "options", _PRESETS)


def search(call: Call, segment: str) -> Reply:
    """`POST /entity/<type>/_search`."""
    entity_type = call.entity_type(segment)
    body = filter_body(call)
    asked = _asked(body.values, call.findings())
    where = body.where(entity_type)
    question = question_of(call, entity_type, asked, where)
    if body.values.get(_PRESETS):
        question = call.session.narrowed(question, body.values[_PRESETS])
    answer = call.session.find(question)
    return page_reply(call, answer, asked.page, NO_PARAMETERS)


def _asked(body: Mapping[str, Any], findings: Findings) -> ListAsked:
    findings.only(body, _KNOWN)
    asked = ListAsked(
        fields=_names(body.get("fields"), findings),
        keys=keys_sent(body["sort"], findings) if "sort" in body else NO_KEYS,
        page=page_asked(body.get("page"), findings),
        options=list_options(body.get("options"), findings),
    )
    findings.raise_if_any()
    return asked


def _names(sent: object, findings: Findings) -> tuple[str, ...]:
    """The names of a comma list or of a list of names."""
    match sent:
        case None:
            return ()
        case str():
            return field_names(sent)
        case list() if all(isinstance(each, str) for each in sent):
            return tuple(sent)
    findings.add("is not valid", "fields")
    return ()
