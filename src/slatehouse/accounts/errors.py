"""Why someone may not sign in, is not recognised, or may not do what they ask.

These are values like all refusals: they carry what a message needs, and each door words them.
"""

from __future__ import annotations

from dataclasses import dataclass

from slatehouse.schema.link import Link
from slatehouse.schema.refusals import Refusal

__all__ = [
    "CannotAccess",
    "CannotActFor",
    "CannotAlter",
    "CannotAuthenticatePerson",
    "CannotAuthenticateScript",
    "CannotAuthenticateSessionToken",
    "CannotCreate",
    "CannotDelete",
    "CannotRevive",
    "LicenceForAdministrators",
    "LinkNotGood",
    "MissingArguments",
    "NotEditable",
    "PasswordRefused",
    "PermissionRefusal",
    "SecondFactorIsOn",
    "SecondFactorMissing",
    "SecondFactorNotBegun",
    "SignInRefusal",
    "SudoForbidden",
    "SudoInactive",
    "SudoNotPermitted",
    "SudoRefusal",
    "SudoUnknown",
    "Unauthorized",
    "UnsupportedGrant",
    "WrongCode",
]


class SignInRefusal(Refusal):
    """Signing in failed (rest/10-auth, errors)."""


class UnsupportedGrant(SignInRefusal):
    """The way to sign in is none that this site knows."""


class MissingArguments(SignInRefusal):
    """A known way to sign in, without all that it needs."""


@dataclass(eq=False)
class CannotAuthenticateScript(SignInRefusal):
    """No live script of this name has this key. `known` is the script of that name, for those who look after
    the site; clients are never told whether there is one."""

    name: str
    known: Link | None = None


@dataclass(eq=False)
class CannotAuthenticatePerson(SignInRefusal):
    """No active person with this login has this password. `known` is the person with the login, and `why`
    what keeps them out (`disabled`), for those who look after the site; clients are told neither."""

    login: str
    known: Link | None = None
    why: str | None = None


@dataclass(eq=False)
class CannotAuthenticateSessionToken(SignInRefusal):
    """A session token that is unknown, expired or of someone gone; `ending` is its last four characters."""

    ending: str


@dataclass(eq=False)
class SudoRefusal(SignInRefusal):
    """Acting as the person with this login was refused."""

    login: str


class SudoUnknown(SudoRefusal):
    """Nobody has the login, or the row is retired."""


class SudoInactive(SudoRefusal):
    """The person is disabled."""


class SudoForbidden(SudoRefusal):
    """The person does not let scripts act in their name."""


@dataclass(eq=False)
class SudoNotPermitted(SignInRefusal):
    """This caller may act as nobody else; `caller` is the login or the script's name."""

    caller: str


class Unauthorized(Refusal):
    """A token that is malformed, forged, expired, or of someone who is gone; it never says which."""


@dataclass(eq=False)
class SecondFactorMissing(SignInRefusal):
    """The password is right, and the person has a second factor, which was not shown."""

    login: str
    known: Link | None = None


class SecondFactorNotSetUp(SignInRefusal):
    """The password is right, and the person needs a second factor, which they have not set up."""


class WrongCode(SignInRefusal):
    """A code of a second factor that is wrong, or was shown before."""


class SecondFactorIsOn(Refusal):
    """Somebody begins or confirms a second factor that is on."""


class SecondFactorNotBegun(Refusal):
    """Somebody confirms or switches off a second factor that is not there."""


class LinkNotGood(SignInRefusal):
    """A link to choose a password that never was one, was used, was replaced or has expired, or whose person
    may not sign in. It never says which."""


@dataclass(eq=False)
class PasswordRefused(Refusal):
    """A password that may not be set; `reason` says what is wrong with it, and never what it is."""

    reason: str


class PermissionRefusal(Refusal):
    """A recognised caller may not do this (behaviour/auth-and-permissions §9)."""


@dataclass(eq=False)
class CannotAccess(PermissionRefusal):
    """The caller may not read the type; `rule` names the rule set that says so."""

    entity_type: str
    rule: str | None = None


@dataclass(eq=False)
class CannotActFor(PermissionRefusal):
    """The caller may not do what is up to another person, or another script."""

    entity_type: str


@dataclass(eq=False)
class CannotCreate(PermissionRefusal):
    """The caller may not make rows of the type."""

    entity_type: str


@dataclass(eq=False)
class CannotDelete(PermissionRefusal):
    """The caller may not retire rows of the type; `rule` is the text of a rule that denies it."""

    entity_type: str
    rule: str | None = None


@dataclass(eq=False)
class CannotRevive(PermissionRefusal):
    """The caller may not bring rows of the type back."""

    entity_type: str


class LicenceForAdministrators(PermissionRefusal):
    """The caller may not see how many seats are taken."""


@dataclass(eq=False)
class CannotAlter(PermissionRefusal):
    """The caller may not change the schema of the type."""

    entity_type: str


@dataclass(eq=False)
class NotEditable(PermissionRefusal):
    """The caller may not change the field (`Task.content`); `rule` is the text of a rule that denies it."""

    path: str
    rule: str | None = None
