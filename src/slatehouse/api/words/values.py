"""The words for values that a field refuses (contract data-types §2.2 to §2.8 and §3)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch

from slatehouse.api.wire.inspect import class_name, inspect
from slatehouse.api.words.problem import Problem, refused, wrong_request
from slatehouse.api.words.refusals import KeptForPeople
from slatehouse.api.words.verb import Verb
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.schema import refusals
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.field import Field

__all__ = ["reason_of"]

_COLOR_FORMAT = (
    "Unsupported format for Task color field. The Task color can not be nil, the expected format is r,g,b "
    "where the values of r,g and b are in the range 0-255. The value of the color can also be set using the "
    "legacy color strings which are; Blue, Orange, Pink, Red, Green, Purple, Grey and Black."
)
_INVALID_STATEMENT = "Invalid statement."
# Fields whose refusal a create tells in the words of an update, as was recorded.
_TOLD_PLAINLY = frozenset({"TaskTemplate.entity_type"})
_NO_EMPTY_IDENTITY = "Cannot set identifier field to empty."


@problem_of.register
def _(refusal: refusals.WrongClass, asked: Asked) -> Problem:
    classes, sent = ", ".join(refusal.classes), refusal.sent
    return wrong_request(
        f"{asked.api} {refusal.field.path} expected [{classes}] data type(s) "
        f"but got {class_name(sent)}: {inspect(sent)}"
    )


@problem_of.register
def _(refusal: refusals.Unparsable, asked: Asked) -> Problem:
    title = f"Invalid data for '{refusal.field.type.name}' data type"
    return wrong_request(title, {refusal.field.name: f"{title}. Value: {refusal.sent}"})


@problem_of.register
def _(refusal: refusals.BadDate, asked: Asked) -> Problem:
    return _bad_text(refusal.field, f"Invalid date format: {refusal.sent}. Correct format is: 2011-01-21")


@problem_of.register
def _(refusal: refusals.BadDateTime, asked: Asked) -> Problem:
    return _bad_text(
        refusal.field,
        f"Invalid date time format: {refusal.sent}. Correct format is 2011-01-21T13:26:09Z (UTC), "
        "2011-01-21T13:26:09-07:00 (UTC Offset) or any ISO8601 compatible string.",
    )


def _bad_text(field: Field, title: str) -> Problem:
    return wrong_request(title, {field.name: title})


@problem_of.register
def _(refusal: refusals.BadUUID, asked: Asked) -> Problem:
    return refused(
        "Please check your filters for possible invalid value, invalid input syntax for type uuid: "
        f"{inspect(refusal.sent)}. -- Read failed for entity type [{refusal.field.entity_type}]",
        is_write=asked.verb.is_write,
    )


@problem_of.register
def _(refusal: refusals.BadEntityHash, asked: Asked) -> Problem:
    sent = inspect(refusal.sent)
    if refusal.missing == "type":
        types = inspect([entity_type.name for entity_type in asked.schema])
        return wrong_request(
            f"{asked.api} invalid/missing entity hash string 'type': {sent} Valid entity types: {types}"
        )
    what = " integer 'id'" if refusal.missing else ""
    return wrong_request(f"{asked.api} invalid/missing entity hash{what}: {sent}")


@problem_of.register
def _(refusal: refusals.BadUpdateMode, asked: Asked) -> Problem:
    what = "array of entity hashes" if refusal.missing == "value" else "string"
    return wrong_request(f"{asked.api} invalid/missing {what} '{refusal.missing}'")


@problem_of.register
def _(refusal: refusals.BadFileHash, asked: Asked) -> Problem:
    what = refusal.missing
    return wrong_request(f"{asked.api} invalid/missing {what} hash string '{what}': {inspect(refusal.sent)}")


@problem_of.register
def _(refusal: refusals.NotWritable, asked: Asked) -> Problem:
    field = refusal.field
    if field.type.kind is Kind.IMAGE:
        where = f"the 'image' data type ({field.path})"
        return wrong_request(f"{asked.api}: Write access of {where} not yet supported in API")
    return wrong_request(f"{asked.api} of data type '{field.type.name}' not supported in API")


@problem_of.register
def _(refusal: refusals.ReadOnly, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} {refusal.field.path} is read only.")


@problem_of.register
def _(refusal: refusals.CreateOnly, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} {refusal.field.path} is editable on create only.")


@problem_of.register
def _(refusal: KeptForPeople, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} {refusal.field.path} is kept for people, and a script has none.")


@problem_of.register
def _(refusal: refusals.UnknownField, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} {refusal.entity_type}.{refusal.name} doesn't exist.")


@problem_of.register
def _(refusal: refusals.NeverEmpty, asked: Asked) -> Problem:
    return refused(f"Value cannot be nil for {refusal.field.path}.", is_write=True)


@problem_of.register
def _(refusal: refusals.EmptyIdentity, asked: Asked) -> Problem:
    field = refusal.field
    return _write_failed(asked.verb, field, f"{_NO_EMPTY_IDENTITY} ({field.entity_type})")


@problem_of.register
def _(refusal: refusals.OutOfRange, asked: Asked) -> Problem:
    overflow = "PG::NumericValueOutOfRange: ERROR:  integer out of range\n"
    reason = overflow if asked.verb is Verb.CREATE else _INVALID_STATEMENT
    return _write_failed(asked.verb, refusal.field, reason)


@problem_of.register
def _(refusal: refusals.NotSettable, asked: Asked) -> Problem:
    words = f"Update failed for [{refusal.field.path}]: {reason_of(refusal)}"
    if asked.verb is Verb.CREATE and refusal.field.path not in _TOLD_PLAINLY:
        words = f"Invalid field value, update failed [5 - {words}]"
    return refused(words, is_write=True)


def _write_failed(verb: Verb, field: Field, reason: str) -> Problem:
    """A create fails as a whole, an update at the field."""
    where = f"Create failed for [{field.entity_type}]"
    if verb is not Verb.CREATE:
        where = f"Update failed for [{field.path}]"
    return refused(f"{where}: {reason}", is_write=True)


@singledispatch
def reason_of(refusal: refusals.NotSettable) -> str:
    """Why a field did not take a value that it could read."""
    return _INVALID_STATEMENT


@reason_of.register
def _(refusal: refusals.NotAListValue) -> str:
    return f"'{refusal.sent}' is not a valid list value. Valid list values: {_choice(refusal.legal)}."


@reason_of.register
def _(refusal: refusals.NotAStatus) -> str:
    return f"'{refusal.sent}' is not a valid status. Valid statuses: {_choice(refusal.legal)}."


@reason_of.register
def _(refusal: refusals.NotAnEntityType) -> str:
    return f"'{refusal.sent}' is not a valid entity type. Valid entity types: {_choice(refusal.legal)}."


@reason_of.register
def _(refusal: refusals.NotLegal) -> str:
    return "Value is not legal."


@reason_of.register
def _(refusal: refusals.WrongLinkType) -> str:
    return f"{refusal.expected} expected, got {refusal.got}"


@reason_of.register
def _(refusal: refusals.BadColor) -> str:
    return f" (task.rb) {refusal.reason}: [{refusal.sent}]{_COLOR_FORMAT}"


@reason_of.register
def _(refusal: refusals.BadSplits) -> str:
    return refusal.reason


def _choice(legal: Iterable[str]) -> str:
    return ", ".join(f"'{each}'" for each in legal) or "''"
