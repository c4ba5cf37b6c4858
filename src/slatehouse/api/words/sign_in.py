"""The words for credentials that open nothing, and for acting as somebody else (contract rest/10)."""

from __future__ import annotations

from slatehouse.accounts import errors as accounts
from slatehouse.api.words.problem import CODE_MISSING, SIGN_IN_REFUSED, Problem, refused, wrong_request
from slatehouse.api.words.wording import Asked, problem_of


@problem_of.register
def _(refusal: accounts.Unauthorized, asked: Asked) -> Problem:
    detail = "Request rejected due to invalid credentials."
    return Problem(401, SIGN_IN_REFUSED, "Unauthorized", detail=detail)


@problem_of.register
def _(refusal: accounts.LicenceForAdministrators, asked: Asked) -> Problem:
    detail = "Must sudo as Administrator to query license information"
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
def _(refusal: accounts.SecondFactorMissing, asked: Asked) -> Problem:
    title = f"User '{refusal.login}' signs in with a second factor: its code is needed as 'auth_token'."
    return Problem(400, CODE_MISSING, title, {})


@problem_of.register
def _(refusal: accounts.SecondFactorNotSetUp, asked: Asked) -> Problem:
    return _sign_in_refused("Two-factor sign-in has to be set up first.")


@problem_of.register
def _(refusal: accounts.WrongCode, asked: Asked) -> Problem:
    return _sign_in_refused("The code is wrong, or was used before.")


@problem_of.register
def _(refusal: accounts.SecondFactorIsOn, asked: Asked) -> Problem:
    return refused("Two-factor sign-in is on already.", is_write=True)


@problem_of.register
def _(refusal: accounts.SecondFactorNotBegun, asked: Asked) -> Problem:
    return refused("Two-factor sign-in is not on, and was not begun.", is_write=True)


@problem_of.register
def _(refusal: accounts.LinkNotGood, asked: Asked) -> Problem:
    return _sign_in_refused("This link is not good, or not any more: it was used, replaced or has expired.")


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
    return _sign_in_refused(f"The user does not have permission to 'sudo': '{refusal.caller}'")


def _sign_in_refused(title: str) -> Problem:
    return Problem(400, SIGN_IN_REFUSED, title, {})
