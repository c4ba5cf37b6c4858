"""People in a browser: how they sign in and out there, and the programs that they let in from there.

A browser keeps a session token in a cookie. What a program gets is a session of its own, so that it can be
ended by itself (contract site §7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.accounts.admission import Admission, Shown
from slatehouse.accounts.app_sessions import AppSessionRequest, AppSessionRequests
from slatehouse.accounts.audit import AuditTrail, Deed
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import SecondFactorNotSetUp, Unauthorized
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.issuing import Issuing
from slatehouse.accounts.openid.attempt import Attempt
from slatehouse.accounts.openid.sign_in import OpenIdSignIn
from slatehouse.accounts.recognition import Recognition
from slatehouse.accounts.sessions import OpenSession, Origin, Sessions
from slatehouse.schema.link import Link
from slatehouse.store.connection import Database

__all__ = ["Browsers", "LetIn"]


@dataclass(frozen=True, slots=True)
class LetIn:
    """What a program gets that was let in: a session token, and the login of whom it is for."""

    session_token: str
    login: str


class Browsers:
    """Signs people in and out. `openid` is None where the site has no provider."""

    def __init__(
        self,
        database: Database,
        admission: Admission,
        recognition: Recognition,
        issuing: Issuing,
        sessions: Sessions,
        requests: AppSessionRequests,
        audit: AuditTrail,
        openid: OpenIdSignIn | None,
    ) -> None:
        self._database = database
        self._admission = admission
        self._recognition = recognition
        self._issuing = issuing
        self._sessions = sessions
        self._requests = requests
        self._audit = audit
        self.openid = openid

    def sign_in(self, shown: Shown, origin: Origin) -> str:
        """A session token for a person's credentials; raises `SignInRefusal`."""
        admitted = self._admission(shown, origin.address)
        if admitted.caller.needs_second_factor:
            raise SecondFactorNotSetUp
        return self._issuing.browser_session(admitted, origin)

    def come_back(
        self, attempt: Attempt | None, answered: Mapping[str, str], redirect: str, origin: Origin
    ) -> str:
        """A session token for whom the provider vouches; raises `OpenIdRefused`."""
        assert self.openid is not None
        admitted = self.openid.admit(attempt, answered, redirect, origin.address)
        return self._issuing.browser_session(admitted, origin)

    def sign_out(self, person: Caller) -> None:
        """End the session in which the person asks for it, and every token of it."""
        with self._database.writing() as connection:
            if self._sessions.end(connection, "HumanUser", person.id, person.sign_in or ""):
                self._audit.record(connection, Deed.SIGN_OUT, person, _known(person))

    def session_of(self, person: Caller) -> OpenSession:
        """The session that the person is in; raises `Unauthorized` where it has been ended meanwhile."""
        for session in self._sessions.of("HumanUser", person.id):
            if session.id == person.sign_in:
                return session
        raise Unauthorized

    def ask(self, app: str, machine: str) -> str:
        """A program asks to be let in; the id of its request."""
        return self._requests.begin(app, machine)

    def request(self, request: str) -> AppSessionRequest | None:
        """A program's request; None where it does not wait any more."""
        return self._requests.find(request)

    def let_in(self, person: Caller, request: str) -> bool:
        """Let the program in as the person; False where it does not wait any more."""
        with self._database.writing() as connection:
            return self._requests.approve(connection, request, person.id)

    def turn_away(self, request: str) -> None:
        """Do not let the program in."""
        with self._database.writing() as connection:
            self._requests.remove(connection, request)

    def fetch(self, request: str, origin: Origin) -> LetIn | None:
        """What the program gets, once; None while nobody has let it in.

        Raises `Unauthorized` where it does not wait any more, or the person has been disabled meanwhile.
        """
        found = self._requests.find(request)
        if found is None:
            raise Unauthorized
        if found.approved_by is None:
            return None
        identity = Identity("HumanUser", found.approved_by, "session_token")
        person = self._recognition.caller(identity)
        with self._database.writing() as connection:
            if not self._requests.remove(connection, request):
                raise Unauthorized
            self._audit.count(connection, Deed.SIGN_IN, _known(person), address=origin.address, how="program")
        return LetIn(self._issuing.session_token(identity, origin), person.login_or_script)


def _known(person: Caller) -> Link:
    return Link(person.id, person.login_or_script, person.type)
