"""Conditions in the headers of requests (RFC 9110 §13): which rows they speak of, and in which state.

A read is answered with 304 where `If-None-Match` names what would be sent (`api.wire.replies`). On writes the
real service passes conditions over in silence (contract rest/00 §12); a strict caller's `If-Match` is
honoured where one row is written, and all else of the kind refused.
"""

from __future__ import annotations

from falcon import Request

from slatehouse.api.rest.call import Call
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.entity_tags import ANY, digest_of, entity_tags
from slatehouse.site.row_states import Expected, RowState

__all__ = ["expected_states", "raise_if_conditional", "row_tag"]

_IF_MATCH = "If-Match"
_CONDITIONS = (_IF_MATCH, "If-None-Match", "If-Modified-Since", "If-Unmodified-Since")
_MOST_TAGS = 16
_MOST_DIGITS = 256


def raise_if_conditional(request: Request, *, is_conditional: bool) -> None:
    """Tell a strict caller of the conditions that a write does not heed, `is_conditional` of all but
    `If-Match`; raises `InvalidParameters`."""
    findings = Findings(is_strict=True)
    if request.method not in ("GET", "HEAD"):
        for name in _CONDITIONS:
            is_heeded = is_conditional and name == _IF_MATCH
            if not is_heeded and request.get_header(name) is not None:
                findings.add("is not honoured by this call", name)
    findings.raise_if_any()


def row_tag(state: RowState, body: bytes) -> str:
    """The tag of an answer that shows a row in a state: the state, and what tells the answer from others."""
    return f'W/"{state.fields:x}.{state.digest}.{digest_of(body)}"'


def expected_states(call: Call) -> Expected:
    """The states that a strict caller's `If-Match` names; None where a row may be in any.

    Tags count weak or strong. RFC 9110 would have only strong ones match here, but all that the service gives
    out are weak (errata 38): what is weak about them is the part that this condition does not look at.
    """
    header = call.request.get_header(_IF_MATCH) if call.is_strict else None
    if header is None:
        return None
    tags, findings = entity_tags(header), call.findings()
    if tags is None:
        findings.add("is not a list of entity tags", _IF_MATCH)
    elif tags is not ANY and len(tags) > _MOST_TAGS:
        findings.add(f"names more than {_MOST_TAGS} entity tags", _IF_MATCH)
    findings.raise_if_any()
    return None if tags is None or tags is ANY else frozenset(filter(None, map(_state, tags)))


def _state(tag: str) -> RowState | None:
    """The state that a tag tells of; None where the tag is of something else."""
    fields, _, rest = tag.partition(".")
    digest, dot, _ = rest.partition(".")
    is_ours = dot and len(fields) <= _MOST_DIGITS and set(fields) <= set("0123456789abcdef") and fields
    return RowState(int(fields, 16), digest) if is_ours else None
