"""Writes with an `Idempotency-Key`: done once, and answered alike however often they are sent."""

from __future__ import annotations

from collections.abc import Callable, Collection

import msgspec
from falcon import Request

from slatehouse.api.rest.call import Call, Visit
from slatehouse.api.rest.route import Route
from slatehouse.api.wire.bodies import keep_body
from slatehouse.api.wire.idempotency import REPEATED, KeyNotTaken, RequestHash, key_of, rows_in
from slatehouse.api.wire.preferences import preferred
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.link import Target
from slatehouse.site.repeating import Keyed, answered_once

__all__ = ["answered"]

_REFUSED = 400
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Reply).decode


class _Refused(Exception):
    """An answer that refuses, in a form of its own."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


def answered(route: Route, visit: Visit, do: Callable[[], Reply]) -> Reply:
    """What `do` answers to a call of the route, or what it answered to the same call before."""
    key = key_of(visit.request)
    if key is None:
        return do()
    if route.keyless is not None:
        raise KeyNotTaken(route.keyless)
    if not route.is_write or not isinstance(visit, Call):
        if visit.is_strict:
            raise KeyNotTaken(None)
        # What changes nothing may be sent again anyway.
        return do()
    body = keep_body(visit.request, visit.surroundings.limits.size)
    told_apart = RequestHash(*_parts(visit.request), body).digest()
    asked = Keyed(key, lambda: told_apart, _rows)
    try:
        given = answered_once(visit.session, asked, lambda: _kept(do()))
    except _Refused as refused:
        return refused.reply
    reply = _decode(given.answer)
    if given.is_repeated:
        reply = msgspec.structs.replace(reply, headers={**reply.headers, REPEATED: "true"})
    return reply


def _kept(reply: Reply) -> bytes:
    """The form in which a reply is kept; raises `_Refused` for one that is not to be."""
    if reply.status >= _REFUSED:
        raise _Refused(reply)
    return _encode(reply)


def _parts(request: Request) -> tuple[str, str, str, str, str]:
    """What tells a request from others, beside its body: what it asks for, and on what conditions."""
    condition = request.env.get("HTTP_IF_MATCH", "")
    return request.method, request.path, request.query_string, preferred(request), condition


def _rows(answer: bytes) -> Collection[Target]:
    return rows_in(_decode(answer).body)
