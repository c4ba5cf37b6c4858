"""The token endpoint without its HTTP: four ways to sign in, and acting as somebody else (rest/10-auth)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.accounts.authentication import Authentication
from slatehouse.accounts.errors import MissingArguments, UnsupportedGrant
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.impersonation import acting_as
from slatehouse.accounts.issuing import Issuing, SignedIn
from slatehouse.accounts.recognition import Recognition
from slatehouse.accounts.sessions import Origin

__all__ = ["SignIn"]

_SUDO_SCOPE = "sudo_as_login:"


class SignIn:
    """Exchanges credentials for tokens."""

    def __init__(
        self,
        authentication: Authentication,
        recognition: Recognition,
        issuing: Issuing,
    ) -> None:
        self._authentication = authentication
        self._recognition = recognition
        self._issuing = issuing

    def __call__(
        self, grant_type: str | None, parameters: Mapping[str, str], host: str, origin: Origin
    ) -> SignedIn:
        """Tokens for the credentials among the form's parameters; raises `SignInRefusal` or `Unauthorized`.

        The scope `sudo_as_login:<login>` makes a script act as that person.
        """
        identity = self._authenticate(grant_type, parameters)
        login = _sudo_login(parameters.get("scope", ""))
        if login is not None and login != identity.sudo_as_login:
            has_key = grant_type == "client_credentials"
            identity = acting_as(self._recognition, identity, login, has_key=has_key)
        self._recognition.caller(identity)
        return self._issuing.tokens(identity, host, origin)

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
