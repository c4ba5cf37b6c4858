"""The one way in: credentials of any kind become a caller, and the audit trail tells of it either way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import msgspec

from slatehouse.accounts.audit import AuditTrail, Deed
from slatehouse.accounts.authentication import Authentication
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.directory import Directory
from slatehouse.accounts.errors import (
    CannotAuthenticatePerson,
    CannotAuthenticateScript,
    SecondFactorMissing,
    SignInRefusal,
    SudoForbidden,
    SudoInactive,
    SudoNotPermitted,
    SudoRefusal,
    SudoUnknown,
    Unauthorized,
)
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.impersonation import acting_as
from slatehouse.accounts.recognition import Recognition
from slatehouse.schema.link import Link

__all__ = ["Admission", "Admitted", "How", "Kind", "Shown"]

Kind = Literal["script", "person", "session", "refresh"]
"""What somebody shows: a script's key, a person's password, a session token or a refresh token."""

How = Kind | Literal["openid"]
"""How somebody came in: with what they showed, or because another provider vouches for them."""

_WHY_NOT_SUDO: dict[type[Exception], str] = {
    SudoUnknown: "nobody has the login",
    SudoInactive: "disabled",
    SudoForbidden: "not impersonable",
    SudoNotPermitted: "may not impersonate",
}


class Shown(msgspec.Struct, frozen=True):
    """Credentials: a script's name and key, a person's login and password, or a token (as `secret`); as whom
    the caller wants to act; and the `code` of a person's second factor."""

    kind: Kind
    name: str
    secret: str
    sudo_as_login: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Someone who came in, with credentials of which kind. `by` is who signed in, which is a script where the
    caller is whom it acts as."""

    identity: Identity
    caller: Caller
    by: Link
    how: How

    @property
    def deed(self) -> Deed:
        return Deed.SIGN_IN if self.identity.sudo_as_login is None else Deed.SUDO

    @property
    def acts_as(self) -> Link | None:
        """Whom they act as, where that is somebody else."""
        if self.identity.sudo_as_login is None:
            return None
        return Link(self.caller.id, self.caller.login_or_script, self.caller.type)


class Admission:
    """Lets callers in; every refusal is recorded."""

    def __init__(
        self,
        authentication: Authentication,
        recognition: Recognition,
        directory: Directory,
        audit: AuditTrail,
    ) -> None:
        self._authentication = authentication
        self._recognition = recognition
        self._directory = directory
        self._audit = audit

    def __call__(self, shown: Shown, address: str) -> Admitted:
        """Whose credentials they are, shown by a client at the address; raises `SignInRefusal`, or
        `Unauthorized` for a token that is no good."""
        try:
            identity = self._authenticated(shown)
        except (SignInRefusal, Unauthorized) as refusal:
            self._record_refused(refusal, shown, address)
            raise
        try:
            acting = self._acting(identity, shown)
            caller = self._recognition.caller(acting)
        except (SudoRefusal, SudoNotPermitted) as refusal:
            why = _WHY_NOT_SUDO[type(refusal)]
            self._audit.count_refused(Deed.SUDO_REFUSED, self._by(identity), address=address, why=why)
            raise
        if acting.sudo_as_login is None:
            return Admitted(acting, caller, Link(caller.id, caller.login_or_script, caller.type), shown.kind)
        return Admitted(acting, caller, self._by(identity), shown.kind)

    def _authenticated(self, shown: Shown) -> Identity:
        match shown.kind:
            case "script":
                return self._authentication.script(shown.name, shown.secret)
            case "person":
                return self._authentication.person(shown.name, shown.secret, shown.code)
            case "session":
                return self._authentication.session(shown.secret)
            case "refresh":
                return self._authentication.refresh(shown.secret)

    def _acting(self, identity: Identity, shown: Shown) -> Identity:
        login = shown.sudo_as_login
        if login is None or login == identity.sudo_as_login:
            return identity
        return acting_as(self._recognition, identity, login, has_key=shown.kind == "script")

    def _by(self, identity: Identity) -> Link:
        """Who signed in, by the name with which they do; raises `Unauthorized` for someone gone meanwhile."""
        if identity.type == "ApiUser":
            script = self._directory.script(identity.id)
            name = script.script_name if script else None
        else:
            person = self._directory.person(identity.id)
            name = person.login if person else None
        if name is None:
            raise Unauthorized
        return Link(identity.id, name, identity.type)

    def _record_refused(self, refusal: SignInRefusal | Unauthorized, shown: Shown, address: str) -> None:
        """Whoever it was that has the name. A name that nobody has is not kept: it may be a password, typed
        into the wrong field."""
        known, why = None, None
        match refusal:
            case CannotAuthenticateScript():
                known = refusal.known
            case CannotAuthenticatePerson():
                known, why = refusal.known, refusal.why
            case SecondFactorMissing():
                known, why = refusal.known, "no code"
        self._audit.count_refused(Deed.SIGN_IN_REFUSED, known, address=address, how=shown.kind, why=why)
