"""Refusals as the Python API tells of them: a message, and the code that picks the client's exception
(python-api/transport §3.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from slatehouse.accounts.errors import PermissionRefusal, SignInRefusal, Unauthorized
from slatehouse.api.rpc.refusals import BadArgument, BadCall, Refused, UnknownMethod
from slatehouse.api.words import (
    bodies,
    filters,
    navigation,
    rate_limits,
    repeating,
    rows,
    schedule,
    schema,
    sign_in,
    values,
)
from slatehouse.api.words.problem import (
    CODE_MISSING,
    INVALID_PARAMETERS,
    REFUSED,
    REQUEST_WRONG,
    SIGN_IN_REFUSED,
    Problem,
    refused,
    wrong_request,
)
from slatehouse.api.words.references import words_of
from slatehouse.api.words.verb import Verb
from slatehouse.api.words.wording import Asked, problem_of, unforeseen
from slatehouse.schema.refusals import NotSettable
from slatehouse.schema.schema import Schema
from slatehouse.site.batch import BatchRequest, Create, RefusedInBatch, Retire, Update, Upsert
from slatehouse.site.errors import CreateFailed, NoSuchRowToWrite, UpdateFailed
from slatehouse.site.references import REF, BadReferences

__all__ = ["WORDS", "Fault", "fault_of", "unforeseen_fault"]

WORDS = (bodies, filters, navigation, rate_limits, repeating, rows, schedule, schema, sign_in, values)
"""The modules that know the words; importing them makes the words known."""

_TOO_BUSY = 503
_VERBS: Mapping[type[BatchRequest], Verb] = {
    Create: Verb.CREATE,
    Update: Verb.UPDATE,
    Upsert: Verb.UPSERT,
    Retire: Verb.DELETE,
}
# The real service numbers the causes for which its database layer refuses a write.
_NUMBERS: tuple[tuple[type[Exception], str], ...] = (
    (PermissionRefusal, "4.1"),
    (NotSettable, "5"),
    (UpdateFailed, "5"),
    (CreateFailed, "6"),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What a client is told: the code of its exception, and the exception's whole text.

    `is_passing`: the same call may succeed a little later, so it is told by HTTP's own means.
    `headers` tell when.
    """

    code: int
    message: str
    is_passing: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def fault_of(error: Exception, verb: Verb, schema: Schema) -> Fault | None:
    """The fault for a refusal; None for an error that is no refusal."""
    if isinstance(error, RefusedInBatch):
        inner = fault_of(error.refusal, _VERBS[type(error.request)], schema)
        return None if inner is None else Fault(inner.code, _in_batch(error.number, inner.message))
    if isinstance(error, BadReferences):
        bad = error.found[0]
        name = REF if bad.place.is_own else bad.place.field or "id"
        return Fault(REQUEST_WRONG, _in_batch(bad.number, f"API {verb.value}() {name} {words_of(bad)}"))
    # A create refuses a value in words of its own over REST; here it is the field's own again.
    worded = Verb.UPDATE if isinstance(error, NotSettable) else verb
    problem = problem_of(error, Asked(worded, schema))
    if problem is None:
        return None
    is_refused = isinstance(error, SignInRefusal | Unauthorized) and problem.code != CODE_MISSING
    code = SIGN_IN_REFUSED if is_refused else problem.code
    return Fault(code, _message(error, problem, verb), problem.status == _TOO_BUSY, problem.headers)


def _in_batch(number: int, message: str) -> str:
    return f"API batch() request with index {number} failed.  All requests rolled back.\n{message}"


def unforeseen_fault() -> Fault:
    """What is told of an error that nobody foresaw."""
    problem = unforeseen()
    return Fault(problem.code, f"{problem.title}. {problem.detail}")


def _message(error: Exception, problem: Problem, verb: Verb) -> str:
    if isinstance(error, NoSuchRowToWrite) or problem.title == "Not Found":
        return problem.detail or problem.title
    if problem.title == INVALID_PARAMETERS:
        return f"API {verb.value}() {'; '.join(_messages(problem.source))}"
    number = next((number for kind, number in _NUMBERS if isinstance(error, kind)), None)
    if number is None or problem.code != REFUSED:
        return problem.title if problem.detail is None else f"{problem.title}: {problem.detail}"
    return f"API {verb.value}() CRUD ERROR #{number}: {problem.title}"


def _messages(source: object) -> Iterator[str]:
    """The messages about parameters, without the places where they stand."""
    if isinstance(source, str):
        yield source
    elif isinstance(source, Mapping | list):
        for each in source.values() if isinstance(source, Mapping) else source:
            yield from _messages(each)


@problem_of.register
def _(refusal: BadCall, asked: Asked) -> Problem:
    return wrong_request(refusal.words)


@problem_of.register
def _(refusal: UnknownMethod, asked: Asked) -> Problem:
    return wrong_request(f"API {refusal.name}() is not a method of this server")


@problem_of.register
def _(refusal: BadArgument, asked: Asked) -> Problem:
    return wrong_request(f"{asked.api} {refusal.words}")


@problem_of.register
def _(refusal: Refused, asked: Asked) -> Problem:
    return refused(refusal.words, is_write=False)
