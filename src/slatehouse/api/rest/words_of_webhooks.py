"""The words for webhooks (contract rest/80)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.api.words.problem import Problem, invalid_parameters, missing
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.webhooks.refusals import (
    Fault,
    InvalidWebhook,
    NoSuchDelivery,
    NoSuchWebhook,
    NothingToChange,
    What,
)

_WORDS: Mapping[What, str] = {
    What.MISSING: "is missing",
    What.EMPTY: "must be filled",
    What.NO_TEXT: "must be a string",
    What.NO_FLAG: "must be boolean",
    What.NO_HASH: "must be a hash",
    What.NO_LIST: "must be an array",
    What.NOT_VALID: "is not valid",
    What.NEITHER_OR_BOTH: "either entity types or event type is required",
    What.UNREACHABLE: "should be a valid url, not a shotgun site or reserved/internal ip address",
    What.NO_STATUS: "must be one of: active, disabled",
    What.TOO_LONG: "must be {} bytes long or less",
    What.UNREAD: "is not a parameter of this call",
    What.NOT_OF_THE_WEB: "must begin with http:// or https://",
    What.NO_SUCH_FIELD: "names a field that does not exist: {}",
    What.NEVER_TOLD_OF: "names a type whose events are not delivered: {}",
    What.NO_SUCH_PROJECT: "names a project that does not exist: {}",
}
"""What follows the name of the parameter."""


@problem_of.register
def _(refusal: InvalidWebhook, asked: Asked) -> Problem:
    return invalid_parameters({name: [_told(name, fault)] for name, fault in refusal.faults.items()})


@problem_of.register
def _(refusal: NothingToChange, asked: Asked) -> Problem:
    return invalid_parameters({"ensure_field_present": ["at least one field must be provided"]})


@problem_of.register
def _(refusal: NoSuchWebhook, asked: Asked) -> Problem:
    return missing(f"hook: {refusal.hook} not found")


@problem_of.register
def _(refusal: NoSuchDelivery, asked: Asked) -> Problem:
    return missing(f"delivery: {refusal.delivery} not found")


def _told(name: str, fault: Fault) -> str:
    return f"{name} {_WORDS[fault.what].format(fault.which)}"
