"""The words for keys of requests that are no good, and for answers that are not given again."""

from __future__ import annotations

from slatehouse.api.wire.idempotency import HEADER, BadKey, KeyNotTaken
from slatehouse.api.words.problem import (
    INVALID_PARAMETERS,
    REFUSED,
    REQUEST_WRONG,
    Problem,
    invalid_parameters,
)
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.repeating import KeptFromCaller, KeyOfAnother


@problem_of.register
def _(refusal: BadKey, asked: Asked) -> Problem:
    return invalid_parameters(_told("must be 1 to 255 visible ASCII characters"))


@problem_of.register
def _(refusal: KeyNotTaken, asked: Asked) -> Problem:
    why = "it changes nothing" if refusal.why is None else refusal.why.value
    return invalid_parameters(_told(f"is not taken by this call: {why}"))


@problem_of.register
def _(refusal: KeyOfAnother, asked: Asked) -> Problem:
    return Problem(422, REQUEST_WRONG, INVALID_PARAMETERS, _told("was sent with another request before"))


@problem_of.register
def _(refusal: KeptFromCaller, asked: Asked) -> Problem:
    detail = "The request with this Idempotency-Key was done. You may no longer read what was answered."
    return Problem(409, REFUSED, "Conflict", detail=detail)


def _told(words: str) -> dict[str, list[str]]:
    return {HEADER: [f"{HEADER} {words}"]}
