"""The envelopes of answers that succeed (contract rest/00 §3)."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter

import msgspec

from slatehouse.api.rest.call import Call
from slatehouse.api.rest.conditions import row_tag
from slatehouse.api.rest.paging import PageAsked
from slatehouse.api.rest.rows import renderer_of
from slatehouse.api.wire.query_strings import QueryString
from slatehouse.api.wire.replies import Reply
from slatehouse.observe.stages import RENDERING, add
from slatehouse.site.session import Answer

__all__ = ["created", "json_reply", "page_links", "page_reply", "rendered_row", "row_reply", "updated"]

_encode = msgspec.json.Encoder().encode


def json_reply(body: object, status: int = 200, cookies: tuple[str, ...] = ()) -> Reply:
    """The body as compact JSON."""
    began = perf_counter()
    encoded = _encode(body)
    add(RENDERING, perf_counter() - began)
    return Reply(encoded, status, cookies=cookies)


def row_reply(call: Call, answer: Answer, body: object) -> Reply:
    """The body that shows the one row of an answer, with the tag of the row."""
    began = perf_counter()
    encoded = _encode(body)
    reply = Reply(encoded, etag=row_tag(call.session.state_of(answer), encoded))
    add(RENDERING, perf_counter() - began)
    return reply


def rendered_row(call: Call, answer: Answer, *, echo: bool = False) -> Mapping[str, object]:
    """The one row of an answer."""
    began = perf_counter()
    render = renderer_of(answer.entity_type, answer.picked, call.prefix, echo=echo)
    row = render(answer.rows[0], call.files)
    add(RENDERING, perf_counter() - began)
    return row


def created(call: Call, answer: Answer) -> Mapping[str, object]:
    """The one row of an answer as a create tells of it."""
    return {"data": rendered_row(call, answer, echo=True)}


def updated(call: Call, answer: Answer) -> Mapping[str, object]:
    """The one row of an answer as an update tells of it (errata 28)."""
    return {"data": rendered_row(call, answer), "links": {}, "status": "successful"}


def page_reply(call: Call, answer: Answer, page: PageAsked, query: QueryString) -> Reply:
    """A page of rows; `query` holds the parameters that the page's own link repeats."""
    began = perf_counter()
    render = renderer_of(answer.entity_type, answer.picked, call.prefix)
    files = call.files
    files.expect(answer.picked, answer.rows)
    rows = [render(row, files) for row in answer.rows]
    body = _encode({"data": rows, "links": page_links(call.path, page, query)})
    add(RENDERING, perf_counter() - began)
    return Reply(body)


def page_links(path: str, page: PageAsked, query: QueryString) -> Mapping[str, str]:
    """The page itself and those beside it. There always is a next one: an empty page ends a list."""
    links = {"self": path + query.text, "next": path + query.with_page(page.number + 1, page.size)}
    if page.number > 1:
        links["prev"] = path + query.with_page(page.number - 1, page.size)
    return links
