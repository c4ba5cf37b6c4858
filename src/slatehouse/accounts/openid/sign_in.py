"""Which of the site's people it is whom a provider vouches for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hmac import compare_digest

from slatehouse.accounts.admission import Admitted
from slatehouse.accounts.audit import AuditTrail, Deed
from slatehouse.accounts.directory import Directory, Person
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.openid.attempt import Attempt
from slatehouse.accounts.openid.errors import OpenIdRefused, Why
from slatehouse.accounts.openid.provider import Claims, Provider
from slatehouse.accounts.openid.subjects import Subjects
from slatehouse.accounts.recognition import Recognition
from slatehouse.config.settings import OpenIdSettings
from slatehouse.schema.link import Link
from slatehouse.store.connection import Database

__all__ = ["OpenIdSignIn"]

_EMAIL = "email"
_LONGEST = 255


class OpenIdSignIn:
    """Lets people in for whom the provider vouches; every refusal is recorded.

    Nobody is made: who may sign in is decided here, by a row with the login or the e-mail address that the
    provider names.
    """

    def __init__(
        self,
        settings: OpenIdSettings,
        database: Database,
        directory: Directory,
        recognition: Recognition,
        audit: AuditTrail,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._database = database
        self._directory = directory
        self._recognition = recognition
        self._audit = audit
        self._provider = Provider(settings, clock)
        self._subjects = Subjects(database, settings.issuer)

    def begin(self, return_path: str, redirect: str) -> tuple[Attempt, str]:
        """An attempt, and where the browser goes with it; raises `OpenIdRefused`."""
        attempt = Attempt.begin(return_path)
        return attempt, self._provider.address(attempt, redirect)

    def admit(
        self, attempt: Attempt | None, answered: Mapping[str, str], redirect: str, address: str
    ) -> Admitted:
        """Who came back from the provider with this answer; raises `OpenIdRefused`."""
        try:
            person = self._person(self._claims(attempt, answered, redirect))
        except OpenIdRefused as refusal:
            deed = Deed.SIGN_IN_REFUSED
            self._audit.count_refused(deed, refusal.known, address=address, how="openid", why=refusal.why)
            raise
        identity = Identity("HumanUser", person.id, "session_token")
        return Admitted(
            identity, self._recognition.caller(identity), Link(person.id, person.login, "HumanUser"), "openid"
        )

    def _claims(self, attempt: Attempt | None, answered: Mapping[str, str], redirect: str) -> Claims:
        state, code = answered.get("state", ""), answered.get("code", "")
        if attempt is None or not compare_digest(attempt.state.encode(), state.encode(errors="replace")):
            raise OpenIdRefused(Why.ELSEWHERE)
        # RFC 9207: an answer that says whose it is has to be this provider's.
        if answered.get("iss", self._settings.issuer) != self._settings.issuer:
            raise OpenIdRefused(Why.FORGED)
        if "error" in answered or not code:
            raise OpenIdRefused(Why.DECLINED)
        return self._provider.claims(attempt, code, redirect)

    def _person(self, claims: Claims) -> Person:
        subject = claims["sub"]
        if not isinstance(subject, str) or not 0 < len(subject) <= _LONGEST or not subject.isprintable():
            raise OpenIdRefused(Why.UNNAMED)
        with self._database.reading() as connection:
            known = self._subjects.person(connection, subject)
        person = None if known is None else self._directory.person(known)
        is_new = person is None
        if person is None and (person := self._named(claims)) is None:
            raise OpenIdRefused(Why.STRANGER)
        whom = Link(person.id, person.login, "HumanUser")
        if not person.is_active:
            raise OpenIdRefused(Why.DISABLED, whom)
        if is_new:
            with self._database.writing() as connection:
                if not self._subjects.bind(connection, subject, person.id):
                    raise OpenIdRefused(Why.TAKEN, whom)
        return person

    def _named(self, claims: Claims) -> Person | None:
        """The person with the name that the provider gives, which it has to have verified if it is one that
        people choose for themselves."""
        name = claims.get(self._settings.claim)
        if not isinstance(name, str) or not name:
            raise OpenIdRefused(Why.UNNAMED)
        if self._settings.claim != _EMAIL:
            return self._directory.person_with_login(name)
        if claims.get("email_verified") is not True and not self._settings.trusts_unverified_email:
            raise OpenIdRefused(Why.UNVERIFIED)
        return self._directory.person_with_email(name)
