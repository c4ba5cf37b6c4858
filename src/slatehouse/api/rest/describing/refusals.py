"""What is told of answers that refuse, by their status; most follow from what a route is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slatehouse.api.rest.describing.operation import Operation
from slatehouse.api.rest.describing.shapes import TEXT, Shape, ref
from slatehouse.api.rest.route import Route
from slatehouse.api.wire.content_types import JSON

__all__ = ["REFUSALS", "refusals_of"]

_ENVELOPE: Shape = {"content": {JSON: {"schema": ref("Errors")}}}

_RETRY_AFTER: Shape = {
    "headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "string"}}}
}

REFUSALS: Mapping[int, Mapping[str, object]] = {
    400: {"description": "Something about the request is wrong, or a rule refuses it.", **_ENVELOPE},
    401: {"description": "The bearer is missing, wrong or expired.", **_ENVELOPE},
    404: {"description": "What the path or the body names is not there.", **_ENVELOPE},
    406: {
        "description": "The answer is wanted in a format that there is not.",
        "content": {"text/html": {"schema": TEXT}},
    },
    409: {
        "description": "It is there already, or there are several of it, and the caller wants to be told; or "
        "it was done under this `Idempotency-Key`, and the caller may no longer read what was answered.",
        **_ENVELOPE,
    },
    410: {"description": "What is asked for is kept no longer.", **_ENVELOPE},
    412: {"description": "The row has changed since it was read, as `If-Match` says.", **_ENVELOPE},
    413: {"description": "The body is too large.", **_ENVELOPE},
    415: {"description": "The body is of a type that the call does not read.", **_ENVELOPE},
    422: {"description": "The `Idempotency-Key` was sent with another request before.", **_ENVELOPE},
    429: {
        "description": "It was done, or tried in vain, too often; `Retry-After` tells the seconds to wait.",
        **_RETRY_AFTER,
        **_ENVELOPE,
    },
    503: {
        "description": "There is no room for it now; `Retry-After` tells the seconds to wait.",
        **_RETRY_AFTER,
        **_ENVELOPE,
    },
}


def refusals_of(route: Route, operation: Operation, *, is_open: bool) -> list[int]:
    """The statuses with which a call refuses as others do."""
    own = {answer.status for answer in operation.answers}
    return sorted(set(_met(route, operation, is_open)) - own)


def _met(route: Route, operation: Operation, is_open: bool) -> Iterator[int]:
    yield from (400, 406)
    if not is_open:
        yield 401
    if "{" in route.path:
        yield 404
    if operation.bodies:
        yield from (413, 415)
    if route.is_conditional:
        yield 412
    if route.takes_keys:
        yield from (409, 413, 422)
    if route.dear is not None:
        yield 429
    yield from operation.refusals
