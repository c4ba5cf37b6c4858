"""The words for those who cannot be told of changes."""

from __future__ import annotations

from slatehouse.api.wire.gate import NoPlaceOfTheirs, NoPlaceOutside
from slatehouse.api.words.problem import NOT_AVAILABLE, REQUEST_WRONG, Problem, invalid_parameters
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.feed.errors import ChangesPurged, NoSuchCursor

_GONE, _BUSY = 410, 503
_SECONDS = 5


@problem_of.register
def _(refusal: NoSuchCursor, asked: Asked) -> Problem:
    return invalid_parameters({"after": ["after must be a cursor that this site has given"]})


@problem_of.register
def _(refusal: ChangesPurged, asked: Asked) -> Problem:
    title = "What followed this cursor is not kept any more"
    detail = "Read again what you keep a copy of, and follow what happens from then on."
    return Problem(_GONE, REQUEST_WRONG, title, {"oldest": refusal.oldest}, detail)


@problem_of.register
def _(refusal: NoPlaceOutside, asked: Asked) -> Problem:
    return _busy("As many requests wait for changes as there are places")


@problem_of.register
def _(refusal: NoPlaceOfTheirs, asked: Asked) -> Problem:
    return _busy("As many requests of this account wait for changes as may")


def _busy(title: str) -> Problem:
    detail = f"Please try again in {_SECONDS} seconds."
    return Problem(_BUSY, NOT_AVAILABLE, title, detail=detail, headers={"retry-after": str(_SECONDS)})
