"""Rows made, changed, retired and revived, one by one and in batches (python-api/methods §5 to §8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from slatehouse.api.rpc.arguments import Arguments
from slatehouse.api.rpc.call import Call
from slatehouse.api.rpc.refusals import BadArgument, BadCall
from slatehouse.api.rpc.rows import shown_row
from slatehouse.api.wire.idempotency import Keyless, KeyNotTaken, key_of
from slatehouse.api.wire.inspect import class_name, inspect
from slatehouse.api.wire.preferences import BATCH_REFERENCES, prefers
from slatehouse.query.paths import Path
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.refusals import WrongClass
from slatehouse.site.batch import (
    PASSWORD_FIELD,
    BatchRequest,
    Create,
    Retire,
    Retired,
    RowRef,
    Update,
    Upsert,
)
from slatehouse.site.references import REF
from slatehouse.site.session import Answer
from slatehouse.site.upserting import identifying_fields

__all__ = ["batch", "create", "delete", "revive", "update"]

_MODE = "multi_entity_update_mode"
_PERSON = "HumanUser"
_NO_ROW = 0
_UPSERT = "upsert"


def create(call: Call) -> object:
    """`create`: the new row, with what was sent and what was asked for."""
    return _told(call, call.session.do(_create(call, call.arguments)))


def update(call: Call) -> object:
    """`update`: the row, with what was sent and nothing else."""
    return _told(call, call.session.do(_update(call, call.arguments)))


def delete(call: Call) -> object:
    """`delete`: whether the row was live."""
    return _told(call, call.session.do(_retire(call.arguments)))


def revive(call: Call) -> bool:
    """`revive`: whether the row was retired."""
    return call.session.revive(call.arguments.entity_type(), call.arguments.row_id())


def batch(call: Call) -> list[object]:
    """`batch`: the answers of all requests in their order, or none is done."""
    if not isinstance(call.sent, list):
        raise BadCall(f"API batch() expected an Array of requests but got {class_name(call.sent)}")
    by_name = prefers(call.request, BATCH_REFERENCES)
    read = _named_request if by_name else _request
    requests = [read(call, number, sent) for number, sent in enumerate(call.sent)]
    return [_told(call, done) for done in call.session.batch(requests, with_references=by_name)]


def _named_request(call: Call, number: int, sent: object) -> BatchRequest:
    """A request that may have a name, or name the row that it is about (decision 0074)."""
    if not isinstance(sent, Mapping):
        return _request(call, number, sent)
    arguments, row = Arguments(sent, call.schema), _row_ref(sent.get("id"))
    if sent.get("request_type") == _UPSERT:
        request: BatchRequest = _upsert(call, arguments)
    else:
        request = _request(call, number, sent if row is None else {**sent, "id": _NO_ROW})
    if isinstance(request, Create | Upsert):
        return request if REF not in sent else replace(request, ref=arguments.text(REF))
    if REF in sent:
        raise BadArgument(f"'{REF}' of request with index {number} names a row, and it makes none")
    return request if row is None else replace(request, row=row)


def _row_ref(sent: object) -> RowRef | None:
    """The row that a request is about, where it says so by name."""
    if not isinstance(sent, Mapping):
        return None
    kind, name = sent.get("type"), sent.get(REF)
    return RowRef(kind, name) if isinstance(kind, str) and isinstance(name, str) and name else None


def _request(call: Call, number: int, sent: object) -> BatchRequest:
    if not isinstance(sent, Mapping):
        raise BadArgument(f"expected a Hash as request with index {number} but got {class_name(sent)}")
    arguments = Arguments(sent, call.schema)
    match arguments.get("request_type"):
        case "create":
            return _create(call, arguments)
        case "update":
            return _update(call, arguments)
        case "delete":
            return _retire(arguments)
    legal = inspect(("create", "update", "delete"))
    raise BadArgument(
        f"invalid/missing 'request_type' of request with index {number}: "
        f"{inspect(arguments.get('request_type'))} Valid types: {legal}"
    )


def _create(call: Call, arguments: Arguments) -> Create:
    entity_type = arguments.entity_type()
    values, password = _values(call, arguments, entity_type)
    asked = arguments.names("return_fields") if arguments.get("return_fields") is not None else ()
    return Create(entity_type, values, _shown(call, entity_type, arguments, asked), password)


def _update(call: Call, arguments: Arguments) -> Update:
    entity_type = arguments.entity_type()
    values, password = _values(call, arguments, entity_type)
    shown = _shown(call, entity_type, arguments, ())
    return Update(entity_type, arguments.row_id(), values, shown, password)


def _upsert(call: Call, arguments: Arguments) -> Upsert:
    made, by = _create(call, arguments), arguments.text("by")
    legal = identifying_fields(made.entity_type)
    if by not in legal:
        raise BadArgument(f"invalid/missing 'by': {inspect(by)} Valid values: {inspect(legal)}")
    return Upsert(made.entity_type, by, made.values, made.shown, made.password)


def _retire(arguments: Arguments) -> Retire:
    return Retire(arguments.entity_type(), arguments.row_id(), passes_retired=True)


def _values(call: Call, arguments: Arguments, entity_type: EntityType) -> tuple[dict[str, Any], str | None]:
    """The values by field, and a person's password, which is no value of the row."""
    values: dict[str, Any] = {}
    password: str | None = None
    for each in _fields(arguments):
        name, value = each.text("field_name"), each.get("value")
        field = entity_type.fields.get(name)
        if name == PASSWORD_FIELD and entity_type.name == _PERSON:
            if value is not None and (not isinstance(value, str) or not value):
                raise WrongClass(entity_type.fields[name], value, ("String", "NilClass"))
            if value is not None and key_of(call.request) is not None:
                raise KeyNotTaken(Keyless.SECRETS)
            password = value
        elif field is None:
            values[name] = value
        else:
            mode = each.get(_MODE) or arguments.get(_MODE)
            is_moded = field.type.kind is Kind.LINKS and mode is not None
            plain = field.type.from_number(value)
            values[name] = {_MODE: mode, "value": plain} if is_moded else plain
    return values, password


def _fields(arguments: Arguments) -> list[Arguments]:
    return arguments.hashes("fields") if arguments.get("fields") is not None else []


def _shown(
    call: Call, entity_type: EntityType, arguments: Arguments, asked: Iterable[str]
) -> tuple[Path, ...]:
    return call.shown(entity_type, (*(each.text("field_name") for each in _fields(arguments)), *asked))


def _told(call: Call, done: Answer | Retired) -> object:
    return done.was_live if isinstance(done, Retired) else shown_row(done, call.files)
