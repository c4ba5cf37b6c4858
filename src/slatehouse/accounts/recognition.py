"""Turns what a credential says into a caller, as the rows of people and scripts stand now."""

from __future__ import annotations

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.directory import Directory, Person, Script
from slatehouse.accounts.errors import (
    SudoForbidden,
    SudoInactive,
    SudoNotPermitted,
    SudoUnknown,
    Unauthorized,
)
from slatehouse.accounts.identity import Identity

__all__ = ["Recognition"]


class Recognition:
    """Recognises callers. Nothing is remembered: who was disabled, retired or revoked is refused at once."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def caller(self, identity: Identity) -> Caller:
        """The caller; raises `Unauthorized` for someone gone, or the reason why a script may not sudo."""
        if identity.type == "HumanUser":
            return self._person(identity)
        script = self._directory.script(identity.id)
        if script is None:
            raise Unauthorized
        if identity.sudo_as_login is None:
            return _as_script(script, identity)
        return _as_person(self._impersonated(script, identity.sudo_as_login), identity, script)

    def _person(self, identity: Identity) -> Caller:
        person = self._directory.person(identity.id)
        if person is None or not person.is_active:
            raise Unauthorized
        return _as_person(person, identity)

    def _impersonated(self, script: Script, login: str) -> Person:
        if not script.may_impersonate:
            raise SudoNotPermitted(script.script_name)
        person = self._directory.person_with_login(login)
        if person is None:
            raise SudoUnknown(login)
        if not person.is_active:
            raise SudoInactive(login)
        if not person.lets_impersonate:
            raise SudoForbidden(login)
        return person


def _as_script(script: Script, identity: Identity) -> Caller:
    return Caller(
        type="ApiUser",
        id=script.id,
        name=script.name,
        login_or_script=script.script_name,
        rule_set=script.rule_set,
        rule_set_name=script.rule_set_name,
        auth_type=identity.auth_type,
        script_id=script.id,
        logs_events=script.logs_events,
        sign_in=identity.session,
    )


def _as_person(person: Person, identity: Identity, script: Script | None = None) -> Caller:
    return Caller(
        type="HumanUser",
        id=person.id,
        name=person.name,
        login_or_script=person.login,
        rule_set=person.rule_set,
        rule_set_name=person.rule_set_name,
        auth_type=identity.auth_type,
        sudo_as_login=identity.sudo_as_login,
        script_id=script.id if script else None,
        sign_in=identity.session,
    )
