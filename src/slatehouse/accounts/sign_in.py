"""The token endpoint without its HTTP: four ways to sign in, and acting as somebody else (rest/10-auth)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slatehouse.accounts.authentication import Authentication
from slatehouse.accounts.errors import MissingArguments, UnsupportedGrant
from slatehouse.accounts.grants import Grants
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.impersonation import acting_as
from slatehouse.accounts.recognition import Recognition
from slatehouse.accounts.tokens import TokenSigner

__all__ = ["SignIn", "SignedIn"]

_SUDO_SCOPE = "sudo_as_login:"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a client gets for its credentials; `expires_in` is in seconds."""

    access_token: str
    expires_in: int
    refresh_token: str


class SignIn:
    """Exchanges credentials for tokens."""

    def __init__(
        self,
        authentication: Authentication,
        recognition: Recognition,
        signer: TokenSigner,
        grants: Grants,
        token_lifetime: int,
    ) -> None:
        self._authentication = authentication
        self._recognition = recognition
        self._signer = signer
        self._grants = grants
        self._token_lifetime = token_lifetime

    def __call__(self, grant_type: str | None, parameters: Mapping[str, str], host: str) -> SignedIn:
        """Tokens for the credentials among the form's parameters; raises `SignInRefusal` or `Unauthorized`.

        The scope `sudo_as_login:<login>` makes a script act as that person.
        """
        identity = self._authenticate(grant_type, parameters)
        login = _sudo_login(parameters.get("scope", ""))
        if login is not None and login != identity.sudo_as_login:
            has_key = grant_type == "client_credentials"
            identity = acting_as(self._recognition, identity, login, has_key=has_key)
        self._recognition.caller(identity)
        return SignedIn(
            access_token=self._signer.sign(identity, host),
            expires_in=self._token_lifetime,
            refresh_token=self._grants.issue_refresh(identity),
        )

    def _authenticate(self, grant_type: str | None, parameters: Mapping[str, str]) -> Identity:
        authentication = self._authentication
        match grant_type:
            case "client_credentials":
                return authentication.script(*_needed(parameters, "client_id", "client_secret"))
            case "password":
                return authentication.person(*_needed(parameters, "username", "password"))
            case "session_token":
                return authentication.session(*_needed(parameters, "session_token"))
            case "refresh_token":
                return authentication.refresh(*_needed(parameters, "refresh_token"))
        raise UnsupportedGrant


def _sudo_login(scope: str) -> str | None:
    """The login that a scope asks to act as; all that follows, because logins may hold spaces."""
    _, asked, login = scope.partition(_SUDO_SCOPE)
    return login.strip() if asked else None


def _needed(parameters: Mapping[str, str], *names: str) -> list[str]:
    """The values of the parameters; raises `MissingArguments` where one is absent or empty."""
    values = [parameters.get(name, "") for name in names]
    if not all(values):
        raise MissingArguments
    return values
