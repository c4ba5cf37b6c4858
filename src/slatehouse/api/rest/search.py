"""`_search`: the list whose filters stand in a body (contract rest/30 §2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from slatehouse.api.rest.answers import page_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.fields import field_names
from slatehouse.api.rest.filters import DEEPEST_GROUP, FilterReader
from slatehouse.api.rest.lists import ListAsked, question_of
from slatehouse.api.rest.options import list_options
from slatehouse.api.rest.paging import page_asked
from slatehouse.api.rest.sorting import NO_KEYS, keys_sent
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.bodies import BodyLimits, read_object
from slatehouse.api.wire.content_types import require
from slatehouse.api.wire.query_strings import NO_PARAMETERS
from slatehouse.api.wire.replies import Reply
from slatehouse.query.filters import EVERY_ROW, Filter

__all__ = ["search"]

_READERS: Mapping[str, Callable[[FilterReader, object], Filter]] = {
    "application/vnd+shotgun.api3_array+json": FilterReader.array,
    "application/vnd+shotgun.api3_hash+json": FilterReader.hash,
}

# Each of the groups that a filter may nest is an object with a list in it.
_DEPTH_OF_FILTERS = 2 * DEEPEST_GROUP + 70


def search(call: Call, segment: str) -> Reply:
    """`POST /entity/<type>/_search`; the content type says how the filters are spelled."""
    entity_type = call.entity_type(segment)
    read_filters = _READERS[require(call.request, *_READERS)]
    body = read_object(call.request, _for_filters(call.surroundings.limits))
    asked = _asked(body)
    where: Filter = EVERY_ROW
    if "filters" in body:
        where = read_filters(call.filters(entity_type), body["filters"])
    answer = call.session.find(question_of(call, entity_type, asked, where))
    return page_reply(call, answer, asked.page, NO_PARAMETERS)


@lru_cache(maxsize=8)
def _for_filters(limits: BodyLimits) -> BodyLimits:
    """The limits of a body that may hold as deep a filter as the contract wants, whatever others may."""
    return replace(limits, depth=max(limits.depth, _DEPTH_OF_FILTERS))


def _asked(body: Mapping[str, Any]) -> ListAsked:
    findings = Findings()
    asked = ListAsked(
        fields=_names(body.get("fields"), findings),
        keys=keys_sent(body["sort"], findings) if "sort" in body else NO_KEYS,
        page=page_asked(body.get("page"), findings),
        options=list_options(body.get("options")),
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
