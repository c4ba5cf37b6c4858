"""The token endpoint without its HTTP: four ways to sign in, and acting as somebody else (rest/10-auth)."""

from __future__ import annotations

from collections.abc import Mapping

from slatehouse.accounts.admission import Admission, Kind, Shown
from slatehouse.accounts.errors import MissingArguments, UnsupportedGrant
from slatehouse.accounts.issuing import Issuing, SignedIn
from slatehouse.accounts.sessions import Origin

__all__ = ["SignIn"]

_SUDO_SCOPE = "sudo_as_login:"
_GRANTS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "client_credentials": ("script", ("client_id", "client_secret")),
    "password": ("person", ("username", "password")),
    "session_token": ("session", ("session_token",)),
    "refresh_token": ("refresh", ("refresh_token",)),
}
"""The ways to sign in: what each shows, and in which parameters, the secret last."""


class SignIn:
    """Exchanges credentials for tokens."""

    def __init__(self, admission: Admission, issuing: Issuing) -> None:
        self._admission = admission
        self._issuing = issuing

    def __call__(
        self, grant_type: str | None, parameters: Mapping[str, str], host: str, origin: Origin
    ) -> SignedIn:
        """Tokens for the credentials among the form's parameters; raises `SignInRefusal` or `Unauthorized`.

        The scope `sudo_as_login:<login>` makes a script act as that person.
        """
        shown = _shown(grant_type, parameters)
        return self._issuing.tokens(self._admission(shown, origin.address), host, origin)


def _shown(grant_type: str | None, parameters: Mapping[str, str]) -> Shown:
    """What the client shows; raises `UnsupportedGrant` or `MissingArguments`."""
    found = _GRANTS.get(grant_type or "")
    if found is None:
        raise UnsupportedGrant
    kind, names = found
    *name, secret = _needed(parameters, *names)
    sudo = _sudo_login(parameters.get("scope", ""))
    return Shown(kind, "".join(name), secret, sudo, parameters.get("auth_token", ""))


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
