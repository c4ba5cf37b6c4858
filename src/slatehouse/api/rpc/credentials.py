"""Who calls: credentials come with every call, in JSON or as fields of a form (python-api/transport §2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from falcon import Request

from slatehouse.accounts.admission import Shown
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import MissingArguments
from slatehouse.api.wire.rate_limits import account_of
from slatehouse.api.wire.surroundings import Surroundings
from slatehouse.schema.data_types.uuid import normal_uuid
from slatehouse.site.session import Session

__all__ = ["CREDENTIALS", "caller_showing", "session_of"]

CREDENTIALS = frozenset(
    {
        *("user_login", "user_password", "auth_token", "script_name", "script_key", "session_token"),
        *("sudo_as_login", "session_uuid"),
    }
)
"""The names that tell who calls, and from which page; all else that comes with them says what is asked."""


def session_of(surroundings: Surroundings, request: Request, sent: Mapping[str, object]) -> Session:
    """The verbs for whoever the credentials are of; raises what `caller_showing` raises.

    What programs send along of their own is not looked at.
    """
    caller = caller_showing(surroundings, request, _shown(sent))
    named = _text(sent, "session_uuid")
    page = normal_uuid(named) if named else None
    return surroundings.site.session(caller if page is None else replace(caller, session_uuid=page))


def caller_showing(surroundings: Surroundings, request: Request, shown: Shown) -> Caller:
    """Whose credentials they are; raises `SignInRefusal`, or `TooManyFailures` where too many were wrong."""
    account = None if shown.kind == "session" else account_of(shown.kind, shown.name)
    address = surroundings.addresses.client_of(request)
    accounts = surroundings.site.accounts
    return surroundings.rate_limits.signing_in(account, address, lambda: accounts.caller_with(shown, address))


def _shown(sent: Mapping[str, object]) -> Shown:
    sudo = _text(sent, "sudo_as_login") or None
    if (login := _text(sent, "user_login")) and (password := _text(sent, "user_password")):
        return Shown("person", login, password, sudo, _text(sent, "auth_token"))
    if (script := _text(sent, "script_name")) and (key := _text(sent, "script_key")):
        return Shown("script", script, key, sudo)
    if token := _text(sent, "session_token"):
        return Shown("session", "", token, sudo)
    raise MissingArguments


def _text(sent: Mapping[str, object], name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) and "\x00" not in value else ""
