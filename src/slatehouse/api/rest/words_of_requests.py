"""The words for requests that are wrong before they reach a field: paths and parameters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from slatehouse.accounts.errors import Unauthorized
from slatehouse.api.rest.refusals import (
    CouldNotFind,
    EtagsMissing,
    FieldIsNoFile,
    FieldIsNoLink,
    FileNotFound,
    InvalidEntityType,
    InvalidParameters,
    KeptSessionOver,
    NoSuchPath,
    NoSuchSession,
    NotAvailable,
    NoUploadAddress,
    OwnerNotFound,
    UnknownField,
    UnknownType,
)
from slatehouse.api.wire.content_types import UnsupportedContentType
from slatehouse.api.wire.query_strings import UnstorableParameter
from slatehouse.api.words.problem import (
    NOT_AVAILABLE,
    REQUEST_WRONG,
    Problem,
    invalid_parameters,
    missing,
    not_found,
    wrong_request,
)
from slatehouse.api.words.references import words_of
from slatehouse.api.words.wording import Asked, problem_of
from slatehouse.site.references import REF, BadReferences


@problem_of.register
def _(refusal: InvalidParameters, asked: Asked) -> Problem:
    return invalid_parameters(refusal.source)


@problem_of.register
def _(refusal: NoSuchPath, asked: Asked) -> Problem:
    return not_found()


@problem_of.register
def _(refusal: NoSuchSession, asked: Asked) -> Problem:
    return missing(f"Session {refusal.number} not found")


@problem_of.register
def _(refusal: KeptSessionOver, asked: Asked) -> Problem:
    told = problem_of(Unauthorized(), asked)
    assert told is not None
    return replace(told, cookies=refusal.cookies)


@problem_of.register
def _(refusal: NotAvailable, asked: Asked) -> Problem:
    return Problem(400, NOT_AVAILABLE, refusal.words)


@problem_of.register
def _(refusal: UnknownType, asked: Asked) -> Problem:
    return not_found(f"Entity type '{refusal.segment}' does not exist.")


@problem_of.register
def _(refusal: InvalidEntityType, asked: Asked) -> Problem:
    return wrong_request(f"Invalid entity type: entity type [{refusal.name}] does not exist.")


@problem_of.register
def _(refusal: BadReferences, asked: Asked) -> Problem:
    requests: dict[str, Any] = {}
    for bad in refusal.found:
        where = requests.setdefault(str(bad.number), {})
        name = REF if bad.place.is_own else bad.place.field
        if name is None:
            name = "record_id"
        elif not bad.place.is_own:
            where = where.setdefault("data", {})
        where.setdefault(name, []).append(f"{name} {words_of(bad)}")
    return invalid_parameters({"requests": requests})


@problem_of.register
def _(refusal: UnknownField, asked: Asked) -> Problem:
    return not_found(f"Field '{refusal.entity_type}.{refusal.name}' does not exist.")


@problem_of.register
def _(refusal: FieldIsNoLink, asked: Asked) -> Problem:
    source = {"related_field": [" is not an Entity or Multi Entity field."]}
    return wrong_request(f"Field '{refusal.field.name}' is not a relationship field", source)


@problem_of.register
def _(refusal: FieldIsNoFile, asked: Asked) -> Problem:
    return Problem(400, REQUEST_WRONG, f"Field {refusal.field.path} is not an image or attachment.")


@problem_of.register
def _(refusal: FileNotFound, asked: Asked) -> Problem:
    return missing(refusal.words)


@problem_of.register
def _(refusal: OwnerNotFound, asked: Asked) -> Problem:
    return not_found(f"{refusal.entity_type}: {refusal.row_id} not found")


@problem_of.register
def _(refusal: CouldNotFind, asked: Asked) -> Problem:
    return missing(f"Couldn't find {refusal.entity_type} with id={refusal.sent}")


@problem_of.register
def _(refusal: NoUploadAddress, asked: Asked) -> Problem:
    return wrong_request("Could not generate upload url. Check the site settings.")


@problem_of.register
def _(refusal: EtagsMissing, asked: Asked) -> Problem:
    source = {"etags": "missing and required for multipart uploads."}
    return wrong_request("'multipart_upload' is True but no 'etags' send with request.", source)


@problem_of.register
def _(refusal: UnsupportedContentType, asked: Asked) -> Problem:
    source = {"content_type": f"Content-Type must be one of: {_choice(refusal.accepted)}."}
    return Problem(415, REQUEST_WRONG, f"Unsupported Content-Type '{refusal.sent}'", source)


@problem_of.register
def _(refusal: UnstorableParameter, asked: Asked) -> Problem:
    name = refusal.name.replace("\x00", "")
    return invalid_parameters({name: [f"{name} may not hold the character NUL"]})


def _choice(accepted: Iterable[str]) -> str:
    return ", ".join(f"'{each}'" for each in accepted)
