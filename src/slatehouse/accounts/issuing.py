"""Issues what a client shows from now on, once it is known for whom: tokens, all of them in a session."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from slatehouse.accounts.admission import Admitted
from slatehouse.accounts.audit import AuditTrail
from slatehouse.accounts.grants import SESSION_LIFETIME, Grants
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.sessions import Origin, Sessions
from slatehouse.accounts.tokens import TokenSigner
from slatehouse.store.connection import Database

__all__ = ["Issuing", "SignedIn"]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a client gets for its credentials; `expires_in` is in seconds."""

    access_token: str
    expires_in: int
    refresh_token: str


class Issuing:
    """Issues tokens in the identity's session, and begins one for an identity that has none."""

    def __init__(
        self,
        database: Database,
        sessions: Sessions,
        grants: Grants,
        signer: TokenSigner,
        audit: AuditTrail,
        token_lifetime: int,
    ) -> None:
        self._database = database
        self._sessions = sessions
        self._grants = grants
        self._signer = signer
        self._audit = audit
        self._token_lifetime = token_lifetime

    def tokens(self, admitted: Admitted, host: str, origin: Origin) -> SignedIn:
        """An access token and what renews it; the audit trail tells of it."""
        lifetime = max(timedelta(seconds=self._token_lifetime), self._grants.refresh_lifetime)
        with self._database.writing() as connection:
            identity = self._sessions.enter(connection, admitted.identity, origin, lifetime)
            refresh_token = self._grants.issue_refresh(connection, identity)
            self._audit.count(
                connection,
                admitted.deed,
                admitted.by,
                admitted.acts_as,
                address=origin.address,
                how=admitted.how,
            )
        return SignedIn(self._signer.sign(identity, host), self._token_lifetime, refresh_token)

    def browser_session(self, admitted: Admitted, origin: Origin) -> str:
        """A session token for a browser to keep; the audit trail tells of it."""
        with self._database.writing() as connection:
            entered = self._sessions.enter(connection, admitted.identity, origin, SESSION_LIFETIME)
            token = self._grants.issue_session(connection, replace(entered, auth_type="session_token"))
            self._audit.count(
                connection, admitted.deed, admitted.by, None, address=origin.address, how=admitted.how
            )
        return token

    def session_token(self, identity: Identity, origin: Origin) -> str:
        """A token with which to sign in again for a day after each use."""
        with self._database.writing() as connection:
            entered = self._sessions.enter(connection, identity, origin, SESSION_LIFETIME)
            return self._grants.issue_session(connection, replace(entered, auth_type="session_token"))
