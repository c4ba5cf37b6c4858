"""Finds out whether credentials are genuine, and whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slatehouse.accounts.credentials import Passwords
from slatehouse.accounts.directory import Directory, Person
from slatehouse.accounts.errors import (
    CannotAuthenticatePerson,
    CannotAuthenticateScript,
    CannotAuthenticateSessionToken,
    SecondFactorMissing,
    Unauthorized,
)
from slatehouse.accounts.grants import Grants
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.script_keys import ScriptKeys
from slatehouse.accounts.second_factors import SecondFactors
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.schema.link import Link

__all__ = ["Authentication"]


class Authentication:
    """One method for each kind of credential. An unknown name takes as long to refuse as a wrong secret."""

    def __init__(
        self,
        directory: Directory,
        passwords: Passwords,
        second_factors: SecondFactors,
        script_keys: ScriptKeys,
        grants: Grants,
        clock: Callable[[], datetime],
    ) -> None:
        self._directory = directory
        self._passwords = passwords
        self._second_factors = second_factors
        self._script_keys = script_keys
        self._grants = grants
        self._clock = clock

    def script(self, name: str, key: str) -> Identity:
        """The script with name and key; raises `CannotAuthenticateScript`."""
        scripts = self._directory.scripts_named(name)
        if not scripts:
            self._script_keys.matching(None, key)
        for script in scripts:
            if found := self._script_keys.matching(script.id, key):
                return Identity("ApiUser", script.id, "api_key", script_key=found.id)
        known = Link(scripts[0].id, name, "ApiUser") if scripts else None
        raise CannotAuthenticateScript(name, known)

    def person(self, login: str, password: str, code: str = "") -> Identity:
        """The person with login and password, and with a code where they have a second factor.

        Raises `CannotAuthenticatePerson`, also when disabled, or `SecondFactorMissing`.
        """
        identity = self.person_knowing(login, password)
        if self._second_factors.of(identity.id).is_on:
            known = Link(identity.id, login, "HumanUser")
            if not code:
                raise SecondFactorMissing(login, known)
            if not self._second_factors.accepts(identity.id, code):
                raise CannotAuthenticatePerson(login, known, "wrong code")
        return identity

    def person_knowing(self, login: str, password: str) -> Identity:
        """The person with login and password, whoever holds their second factor: for those who are signed in.

        Raises `CannotAuthenticatePerson`, also when disabled.
        """
        person = self._directory.person_with_login(login)
        is_right = self._passwords.matches(person.id if person else None, password)
        if person is None:
            raise CannotAuthenticatePerson(login)
        obstacle = self._obstacle(person)
        if obstacle or not is_right:
            raise CannotAuthenticatePerson(login, Link(person.id, login, "HumanUser"), obstacle)
        return Identity("HumanUser", person.id, "password")

    def session(self, token: str) -> Identity:
        """Whom the session token stands for; raises `CannotAuthenticateSessionToken`, also for the gone."""
        identity = self._grants.redeem_session(token)
        if identity is None or not self._is_here(identity):
            raise CannotAuthenticateSessionToken(token[-4:])
        return identity

    def refresh(self, token: str) -> Identity:
        """Whom the refresh token was issued to; raises `Unauthorized`, also for the gone."""
        identity = self._grants.redeem_refresh(token)
        if identity is None or not self._is_here(identity):
            raise Unauthorized
        return identity

    def _obstacle(self, person: Person) -> str | None:
        """What keeps the person out whatever their password."""
        if not person.is_active:
            return "disabled"
        locked_until = person.locked_until
        is_locked = locked_until is not None and locked_until > moment_text(self._clock())
        return "locked" if is_locked else None

    def _is_here(self, identity: Identity) -> bool:
        if identity.type == "ApiUser":
            return self._directory.script(identity.id) is not None
        person = self._directory.person(identity.id)
        return person is not None and person.is_active
