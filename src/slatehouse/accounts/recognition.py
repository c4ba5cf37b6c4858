"""Turns what a credential says into a caller, as the rows of people and scripts stand now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.directory import Directory, Person, RuleSetInForce, Script
from slatehouse.accounts.errors import (
    SudoForbidden,
    SudoInactive,
    SudoNotPermitted,
    SudoUnknown,
    Unauthorized,
)
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.own_rule_sets import OwnRuleSets
from slatehouse.accounts.rule_sets import RuleSet
from slatehouse.accounts.second_factors import SecondFactors
from slatehouse.accounts.sessions import Sessions

__all__ = ["Recognition"]


_BY_PASSWORD = "password"
_TO_SET_UP = "two-factor sign-in has to be set up first"
"""What refusals call the rules of somebody who lacks a second factor that is asked for."""


class Recognition:
    """Recognises callers. Nothing is remembered: who was disabled, retired or revoked is refused at once.

    People whose rule set is among `in_need_of_factor` may do nothing with a password alone.
    """

    def __init__(
        self,
        directory: Directory,
        own_rule_sets: OwnRuleSets,
        second_factors: SecondFactors,
        sessions: Sessions,
        in_need_of_factor: Collection[str] = (),
    ) -> None:
        self._directory = directory
        self._own_rule_sets = own_rule_sets
        self._second_factors = second_factors
        self._sessions = sessions
        self._in_need_of_factor = frozenset(in_need_of_factor)

    def caller(self, identity: Identity) -> Caller:
        """The caller; raises `Unauthorized` for someone gone, or the reason why a script may not sudo."""
        if identity.type == "HumanUser":
            return self._person(identity)
        script = self._directory.script(identity.id)
        if script is None:
            raise Unauthorized
        as_script = self._as_script(script, identity)
        if identity.sudo_as_login is None:
            return as_script
        return self._as_person(self._impersonated(as_script, identity.sudo_as_login), identity, script)

    def _person(self, identity: Identity) -> Caller:
        person = self._directory.person(identity.id)
        if person is None or not person.is_active:
            raise Unauthorized
        return self._as_person(person, identity)

    def _impersonated(self, script: Caller, login: str) -> Person:
        if not script.is_administrator:
            raise SudoNotPermitted(script.login_or_script)
        person = self._directory.person_with_login(login)
        if person is None:
            raise SudoUnknown(login)
        if not person.is_active:
            raise SudoInactive(login)
        if not person.lets_impersonate:
            raise SudoForbidden(login)
        return person

    def _as_script(self, script: Script, identity: Identity) -> Caller:
        places = self._directory.places_of_script(script.id)
        return Caller(
            type="ApiUser",
            id=script.id,
            name=script.name,
            login_or_script=script.script_name,
            rule_set=script.rule_set.code,
            rule_set_name=script.rule_set.name,
            auth_type=identity.auth_type,
            script_id=script.id,
            logs_events=script.logs_events,
            sign_in=identity.session,
            script_key=identity.script_key,
            projects=places.projects,
            own_rules=self._own_rules(script.rule_set),
            is_narrowed=places.has_projects,
        )

    def _as_person(self, person: Person, identity: Identity, script: Script | None = None) -> Caller:
        caller = Caller(
            type="HumanUser",
            id=person.id,
            name=person.name,
            login_or_script=person.login,
            rule_set=person.rule_set.code,
            rule_set_name=person.rule_set.name,
            auth_type=identity.auth_type,
            sudo_as_login=identity.sudo_as_login,
            script_id=script.id if script else None,
            sign_in=identity.session,
            script_key=identity.script_key,
            own_rules=self._own_rules(person.rule_set),
        )
        if script is None and self._lacks_factor(person, identity):
            return replace(caller, rule_set_name=_TO_SET_UP, needs_second_factor=True)
        if caller.is_administrator:
            return caller
        places = self._directory.places_of_person(person.id)
        return replace(caller, projects=places.projects, groups=places.groups)

    def _lacks_factor(self, person: Person, identity: Identity) -> bool:
        """Whether somebody needs a second factor, and came in by a password without one.

        Who came by way of a provider has shown it what it asks for; a program was let in by somebody who may.
        """
        if person.rule_set.code not in self._in_need_of_factor or self._second_factors.of(person.id).is_on:
            return False
        began = identity.auth_type
        if identity.session is not None:
            began = self._sessions.began_with(identity.session) or began
        return began == _BY_PASSWORD

    def _own_rules(self, rule_set: RuleSetInForce) -> RuleSet | None:
        if rule_set.version is None:
            return None
        return self._own_rule_sets.of(rule_set.id, rule_set.version)
