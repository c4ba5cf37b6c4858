"""The words for what was tried or done too often."""

from __future__ import annotations

from slatehouse.api.wire.rate_limits import Dear, TooManyCalls, TooManyFailures
from slatehouse.api.words.problem import REFUSED, SIGN_IN_REFUSED, Problem
from slatehouse.api.words.wording import Asked, problem_of

_TOO_MANY = 429
_NAMES = {
    Dear.SIGN_IN: "sign-ins",
    Dear.UPLOAD: "uploads",
    Dear.TEXT_SEARCH: "text searches",
    Dear.SCHEMA_CHANGE: "changes of the schema",
    Dear.EXPORT: "exports",
    Dear.APP_SESSION: "programs that want to be let in",
}


@problem_of.register
def _(refusal: TooManyFailures, asked: Asked) -> Problem:
    return _too_many(SIGN_IN_REFUSED, "Too many failed attempts to sign in", refusal.seconds)


@problem_of.register
def _(refusal: TooManyCalls, asked: Asked) -> Problem:
    code = SIGN_IN_REFUSED if refusal.kind is Dear.SIGN_IN else REFUSED
    return _too_many(code, f"Too many {_NAMES[refusal.kind]}", refusal.seconds)


def _too_many(code: int, title: str, seconds: int) -> Problem:
    detail = f"Please try again in {seconds} second{'' if seconds == 1 else 's'}."
    return Problem(_TOO_MANY, code, title, detail=detail, headers={"retry-after": str(seconds)})
