"""`_batch`: many writes in one call, all of them or none (contract rest/20, behaviour/writing §6).

Under `Prefer: batch-references` requests may link the rows that others before them make (decision 0074).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from secrets import randbits
from typing import Any
from uuid import uuid1

from slatehouse.accounts.caller import Caller
from slatehouse.api.rest.answers import created, json_reply, updated
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.entities import BY, identifying_field
from slatehouse.api.rest.refusals import InvalidEntityType
from slatehouse.api.rest.strictness import raise_if_discarded
from slatehouse.api.rest.validation import Findings
from slatehouse.api.wire.preferences import BATCH_REFERENCES, prefers
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import Refusal
from slatehouse.schema.schema import Schema
from slatehouse.site.batch import (
    BatchRequest,
    Create,
    RefusedInBatch,
    Retire,
    Retired,
    RowRef,
    Update,
    Upsert,
)
from slatehouse.site.references import REF
from slatehouse.site.session import Answer

__all__ = ["batch"]

_REQUESTS = "requests"
_CREATE, _UPDATE, _DELETE, _UPSERT = "create", "update", "delete", "upsert"
_KNOWN: Mapping[str, tuple[str, ...]] = {
    _CREATE: ("request_type", "entity", "data"),
    _UPDATE: ("request_type", "entity", "data", "record_id"),
    _DELETE: ("request_type", "entity", "record_id"),
}
_KNOWN_WITH_NAMES: Mapping[str, tuple[str, ...]] = {
    _CREATE: (*_KNOWN[_CREATE], REF),
    _UPDATE: _KNOWN[_UPDATE],
    _DELETE: _KNOWN[_DELETE],
    _UPSERT: (*_KNOWN[_CREATE], BY, REF),
}
# A request that names no row means the one with this id, which never is.
_NO_ROW = 0
_BEYOND_ALL_IDS = 2**63
# The bit marks a node that is no machine's address.
_NODE = randbits(48) | 1 << 40


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request whose shape is right."""

    kind: str
    entity: str
    record_id: int
    data: Mapping[str, Any]
    ref: str | None = None
    row: RowRef | None = None
    by: str = ""


_Shape = Callable[[str, Mapping[str, Any], Findings], _Asked]


def batch(call: Call) -> Reply:
    """`POST /entity/_batch`: the requests are done in order, and each sees what those before it did."""
    by_name = prefers(call.request, BATCH_REFERENCES)
    shape = partial(_shape_with_names, call.schema) if by_name else _shape
    asked = _asked(call.body(), call.findings(), shape)
    requests = [_request(each, call.schema) for each in asked]
    if call.is_strict:
        _raise_if_discarded(call.session.caller, requests)
    answers = call.session.batch(requests, with_references=by_name)
    return json_reply({"data": [_shown(call, *done) for done in zip(requests, answers, strict=True)]})


def _asked(body: Mapping[str, Any], findings: Findings, shape: _Shape) -> list[_Asked]:
    """The requests, all of whose shapes are looked at before the first is done."""
    findings.only(body, (_REQUESTS,))
    asked = [shape(place, sent, findings) for place, sent in findings.hashes(body, _REQUESTS)]
    findings.raise_if_any()
    return asked


def _shape(
    place: str,
    sent: Mapping[str, Any],
    findings: Findings,
    kinds: Mapping[str, tuple[str, ...]] = _KNOWN,
) -> _Asked:
    kind = findings.chosen(sent, "request_type", tuple(kinds), _REQUESTS, place)
    entity = findings.text(sent, "entity", _REQUESTS, place)
    known = kinds.get(kind, ())
    if known:
        findings.only(sent, known, _REQUESTS, place)
    return _Asked(
        kind,
        entity,
        _record_id(place, sent, findings) if "record_id" in known else _NO_ROW,
        _data(sent, findings) if "data" in known else {},
    )


def _shape_with_names(schema: Schema, place: str, sent: Mapping[str, Any], findings: Findings) -> _Asked:
    """The same, where a request may make a row under a name, be about a named row, and be an upsert."""
    row = _row(place, sent, findings)
    if row is not None:
        sent = {name: each for name, each in sent.items() if name != "record_id"}
    asked = _shape(place, sent, findings, _KNOWN_WITH_NAMES)
    if REF in sent and asked.kind in (_UPDATE, _DELETE):
        findings.add("names a row that a request makes, and this one makes none", _REQUESTS, place, REF)
    ref = findings.text(sent, REF, _REQUESTS, place) if REF in sent else None
    by = ""
    if asked.kind == _UPSERT and asked.entity in schema:
        by = identifying_field(sent, schema[asked.entity], findings, _REQUESTS, place)
    return replace(asked, ref=ref, row=row, by=by)


def _row(place: str, sent: Mapping[str, Any], findings: Findings) -> RowRef | None:
    """The row that a request is about, where it says so by name; None where it does not."""
    row, path = sent.get("record_id"), (_REQUESTS, place, "record_id")
    if not isinstance(row, Mapping):
        return None
    findings.only(row, ("type", REF), *path)
    return RowRef(findings.text(row, "type", *path), findings.text(row, REF, *path))


def _record_id(place: str, sent: Mapping[str, Any], findings: Findings) -> int:
    if "record_id" not in sent:
        return _NO_ROW
    path = (_REQUESTS, place, "record_id")
    number = findings.whole_number(sent["record_id"], *path)
    if number is not None and number < 1:
        findings.add("must be greater than 0", *path)
    elif number is not None and number >= _BEYOND_ALL_IDS:
        findings.add(f"must be less than {_BEYOND_ALL_IDS}", *path)
    return number or _NO_ROW


def _data(sent: Mapping[str, Any], findings: Findings) -> Mapping[str, Any]:
    data = sent.get("data")
    if isinstance(data, Mapping):
        return data
    # The service does not say whose data is missing.
    findings.add("hash containing field/value pairs is required for the given request", "data")
    return {}


def _request(asked: _Asked, schema: Schema) -> BatchRequest:
    entity_type = _entity_type(asked.entity, schema)
    match asked.kind:
        case "create":
            return Create(entity_type, asked.data, ref=asked.ref)
        case "update":
            return Update(entity_type, asked.record_id, asked.data, row=asked.row)
        case "upsert":
            return Upsert(entity_type, asked.by, asked.data, ref=asked.ref)
        case _:
            return Retire(entity_type, asked.record_id, row=asked.row)


def _entity_type(name: str, schema: Schema) -> EntityType:
    """The type of that very name; raises `InvalidEntityType`."""
    if name not in schema:
        found = schema.addressed_by(name)
        # The service prints nothing of a name that addresses a type in paths.
        raise InvalidEntityType("" if found is not None and found.slug == name else name)
    return schema[name]


def _raise_if_discarded(caller: Caller, requests: Sequence[BatchRequest]) -> None:
    for number, request in enumerate(requests):
        if isinstance(request, Retire):
            continue
        try:
            raise_if_discarded(caller, request.entity_type, request.values)
        except Refusal as refusal:
            raise RefusedInBatch(number, request, refusal) from refusal


def _shown(call: Call, request: BatchRequest, answer: Answer | Retired) -> Mapping[str, object]:
    if isinstance(answer, Retired):
        return {
            "request_type": _DELETE,
            "type": answer.entity_type.name,
            "id": answer.row_id,
            "uuid": str(uuid1(_NODE)),
            "did_delete": True,
        }
    shown = created(call, answer) if answer.is_new else updated(call, answer)
    return {**shown, "did_create": answer.is_new} if isinstance(request, Upsert) else shown
