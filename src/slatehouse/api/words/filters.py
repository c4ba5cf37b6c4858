"""The words for filters, sorts and summaries that cannot be asked (rest/30 §1, data-types §2.6 and §2.7)."""

from __future__ import annotations

from slatehouse.api.wire.inspect import inspect
from slatehouse.api.words.problem import Problem, refused, wrong_request
from slatehouse.api.words.refusals import BadFilter, NeverShown, NoSuchWord
from slatehouse.api.words.values import reason_of
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.schema import refusals
from slatehouse.site import errors as site

_NO_FILTER = "data type cannot be used in a filter."
_NO_SORT = "data type cannot be used in a sort."


@problem_of.register
def _(refusal: BadFilter, asked: Asked) -> Problem:
    return wrong_request(refusal.words)


@problem_of.register
def _(refusal: refusals.UnknownPath, asked: Asked) -> Problem:
    path = f"{refusal.entity_type}.{refusal.path}"
    value = _condition(refusal.path, refusal.relation, refusal.values)
    return wrong_request(f"{asked.api} {path} doesn't exist.", {path: f" does not exist. Value: {value}"})


@problem_of.register
def _(refusal: refusals.UnknownRelation, asked: Asked) -> Problem:
    field = refusal.field
    why = f"data type doesn't support '{refusal.relation}' 'relation'"
    value = _condition(refusal.path, refusal.relation, refusal.values)
    source = f" {why}. Value: {value} Valid relations: {inspect(refusal.legal)}"
    return wrong_request(f"{asked.api} {field.path}'s '{field.type.name}' {why}", {field.path: source})


@problem_of.register
def _(refusal: refusals.Unfilterable, asked: Asked) -> Problem:
    field = refusal.field
    value = _condition(refusal.path, refusal.relation, refusal.values)
    source = {field.path: f" {_NO_FILTER} Value: {value}"}
    return wrong_request(f"{asked.api} {field.path}'s '{field.type.name}' {_NO_FILTER}", source)


@problem_of.register
def _(refusal: site.NotSortable, asked: Asked) -> Problem:
    field = refusal.field
    return wrong_request(
        f"{asked.api} {field.path}'s '{field.type.name}' {_NO_SORT}", {field.path: f" {_NO_SORT}"}
    )


@problem_of.register
def _(refusal: refusals.TooManyConditions, asked: Asked) -> Problem:
    what = "its conditions, values and links come to more than"
    return wrong_request(f"{asked.api} the filter is too large: {what} {refusal.most}.")


@problem_of.register
def _(refusal: NoSuchWord, asked: Asked) -> Problem:
    field, reason = refusal.cause.field, reason_of(refusal.cause)
    return wrong_request(f"{asked.api} {field.path}: {reason}", {field.path: f" {reason}"})


@problem_of.register
def _(refusal: NeverShown, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} {refusal.field.path} is never shown.")


@problem_of.register
def _(refusal: refusals.FilterUnsupported, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} of data type '{refusal.field.type.name}' not supported in API")


@problem_of.register
def _(refusal: refusals.WrongArity, asked: Asked) -> Problem:
    return _bad_relation(asked, refusal.relation, f"expects {refusal.expects}: {inspect(refusal.values)}")


@problem_of.register
def _(refusal: refusals.OnlyNull, asked: Asked) -> Problem:
    expects = f"expects a nil value for '{refusal.field.type.name}' data type"
    return _bad_relation(asked, refusal.relation, f"{expects}: {inspect(refusal.values)}")


@problem_of.register
def _(refusal: refusals.NeverNull, asked: Asked) -> Problem:
    return _bad_relation(asked, refusal.relation, f"expects a non-null value: {inspect(refusal.values)}")


@problem_of.register
def _(refusal: refusals.BadTimeUnit, asked: Asked) -> Problem:
    sent, legal = inspect(refusal.values), inspect(refusal.legal)
    unit = refusal.values[1] if len(refusal.values) > 1 else None
    what = f"doesn't support the '{unit}' time unit: {sent}  Valid time units: {legal}"
    return _bad_relation(asked, refusal.relation, what)


@problem_of.register
def _(refusal: refusals.BadTimeCount, asked: Asked) -> Problem:
    what = f"expects at a positive Integer time unit: {inspect(refusal.values)}"
    return _bad_relation(asked, refusal.relation, what)


@problem_of.register
def _(refusal: refusals.NotComparable, asked: Asked) -> Problem:
    return refused(f"Read failed for entity type [{refusal.field.entity_type}]", is_write=False)


@problem_of.register
def _(refusal: refusals.BadColorFilter, asked: Asked) -> Problem:
    preposition = "in" if "range" in refusal.reason else "for"
    return wrong_request(
        f"{asked.api} {refusal.reason} {preposition} color value: {inspect(refusal.sent)} "
        "Correct format is '127,127,127' with values from 0 to 255 inclusive."
    )


@problem_of.register
def _(refusal: refusals.GroupingNotAllowed, asked: Asked) -> Problem:
    return wrong_request(f"Grouping is not allowed for field {refusal.field.path}.")


@problem_of.register
def _(refusal: refusals.SummaryNotAllowed, asked: Asked) -> Problem:
    field = refusal.field
    why = f"data type doesn't support '{refusal.summary}' 'summary'"
    source = {field.path: f" {why}. Valid summaries: {inspect(refusal.legal)}"}
    return wrong_request(f"{asked.api} {field.path}'s '{field.type.name}' {why}", source)


def _bad_relation(asked: Asked, relation: str, what: str) -> Problem:
    return wrong_request(f"{asked.api} '{relation}' 'relation' {what}")


def _condition(path: str, relation: str, values: tuple[object, ...]) -> str:
    return inspect({"path": path, "relation": relation, "values": values})
