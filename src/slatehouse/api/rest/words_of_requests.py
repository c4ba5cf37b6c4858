"""The words for requests that are wrong before they reach a field: paths, parameters, bodies, credentials."""

from __future__ import annotations

from collections.abc import Iterable

from slatehouse.accounts import errors as accounts
from slatehouse.api.rest.problem import (
    REQUEST_WRONG,
    SIGN_IN_REFUSED,
    Problem,
    invalid_parameters,
    missing,
    not_found,
    wrong_request,
)
from slatehouse.api.rest.refusals import (
    BadMultipart,
    FieldIsNoFile,
    FieldIsNoLink,
    FileNotFound,
    InvalidEntityType,
    InvalidParameters,
    OwnerNotFound,
    UnknownField,
    UnknownType,
)
from slatehouse.api.rest.wording import Asked, problem_of
from slatehouse.api.wire import bodies
from slatehouse.api.wire.content_types import UnsupportedContentType
from slatehouse.api.wire.query_strings import UnstorableParameter


@problem_of.register
def _(refusal: InvalidParameters, asked: Asked) -> Problem:
    return invalid_parameters(refusal.source)


@problem_of.register
def _(refusal: UnknownType, asked: Asked) -> Problem:
    return not_found(f"Entity type '{refusal.segment}' does not exist.")


@problem_of.register
def _(refusal: InvalidEntityType, asked: Asked) -> Problem:
    return wrong_request(f"Invalid entity type: entity type [{refusal.name}] does not exist.")


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
def _(refusal: BadMultipart, asked: Asked) -> Problem:
    if refusal.has_etags:
        return wrong_request("Error completing multipart upload.")
    source = {"etags": "missing and required for multipart uploads."}
    return wrong_request("'multipart_upload' is True but no 'etags' send with request.", source)


@problem_of.register
def _(refusal: UnsupportedContentType, asked: Asked) -> Problem:
    source = {"content_type": f"Content-Type must be one of: {_choice(refusal.accepted)}."}
    return Problem(415, REQUEST_WRONG, f"Unsupported Content-Type '{refusal.sent}'", source)


@problem_of.register
def _(refusal: bodies.BodyMissing, asked: Asked) -> Problem:
    return wrong_request("No data in request body.")


@problem_of.register
def _(refusal: bodies.MalformedBody, asked: Asked) -> Problem:
    return wrong_request("Invalid JSON body", {"body": refusal.reason})


@problem_of.register
def _(refusal: bodies.NotAnObject, asked: Asked) -> Problem:
    return wrong_request(f"Invalid JSON body. Expected Hash but received {refusal.got}.")


@problem_of.register
def _(refusal: bodies.BodyTooDeep, asked: Asked) -> Problem:
    limit = f"Lists and objects may be nested {refusal.limit} deep. "
    return wrong_request("Invalid JSON body", {"body": limit})


@problem_of.register
def _(refusal: bodies.UnstorableText, asked: Asked) -> Problem:
    return wrong_request("Invalid JSON body", {"body": "Text may not hold the character NUL. "})


@problem_of.register
def _(refusal: UnstorableParameter, asked: Asked) -> Problem:
    name = refusal.name.replace("\x00", "")
    return invalid_parameters({name: [f"{name} may not hold the character NUL"]})


@problem_of.register
def _(refusal: bodies.BodyTooLarge, asked: Asked) -> Problem:
    source = {"body": f"The body may have {refusal.limit} bytes."}
    return Problem(413, REQUEST_WRONG, "Request body too large", source)


@problem_of.register
def _(refusal: accounts.Unauthorized, asked: Asked) -> Problem:
    detail = "Request rejected due to invalid credentials."
    return Problem(401, SIGN_IN_REFUSED, "Unauthorized", detail=detail)


@problem_of.register
def _(refusal: accounts.UnsupportedGrant, asked: Asked) -> Problem:
    return wrong_request("Unsupported grant_type")


@problem_of.register
def _(refusal: accounts.MissingArguments, asked: Asked) -> Problem:
    return wrong_request("Missing or invalid authentication arguments")


@problem_of.register
def _(refusal: accounts.CannotAuthenticateScript, asked: Asked) -> Problem:
    return _sign_in_refused(f"Can't authenticate script '{refusal.name}'")


@problem_of.register
def _(refusal: accounts.CannotAuthenticatePerson, asked: Asked) -> Problem:
    return _sign_in_refused(f"Can't authenticate user '{refusal.login}'.")


@problem_of.register
def _(refusal: accounts.CannotAuthenticateSessionToken, asked: Asked) -> Problem:
    return _sign_in_refused(f"Can't authenticate session token ending with '{refusal.ending}'")


@problem_of.register
def _(refusal: accounts.SudoUnknown, asked: Asked) -> Problem:
    return _sign_in_refused(f"Cannot 'sudo' - unknown or retired user: '{refusal.login}'")


@problem_of.register
def _(refusal: accounts.SudoInactive, asked: Asked) -> Problem:
    return _sign_in_refused(f"Cannot 'sudo' - inactive user account: '{refusal.login}'")


@problem_of.register
def _(refusal: accounts.SudoForbidden, asked: Asked) -> Problem:
    why = "user account has 'can_impersonate_this_user' turned off"
    return _sign_in_refused(f"Cannot 'sudo' - {why}: '{refusal.login}'")


@problem_of.register
def _(refusal: accounts.SudoNotPermitted, asked: Asked) -> Problem:
    return _sign_in_refused(f"Cannot 'sudo' - '{refusal.caller}' may not act as another user")


def _sign_in_refused(title: str) -> Problem:
    return Problem(400, SIGN_IN_REFUSED, title, {})


def _choice(accepted: Iterable[str]) -> str:
    return ", ".join(f"'{each}'" for each in accepted)
