"""What a browser keeps for the site: the session that somebody is in, and an attempt to begin one elsewhere.

No script of any page can read either, and neither is sent along with what other sites' pages send here.
"""

from __future__ import annotations

from falcon import Request

from slatehouse.accounts.admission import Shown
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import SignInRefusal, Unauthorized
from slatehouse.accounts.openid.attempt import Attempt
from slatehouse.api.wire.cookies import BROWSER_SESSION, cookie
from slatehouse.api.wire.surroundings import Surroundings

__all__ = ["attempt_of", "forget_attempt", "forget_session", "keep_attempt", "keep_session", "person_of"]

_ATTEMPT = "slatehouse_attempt"
_ATTEMPT_LASTS = 600


def person_of(surroundings: Surroundings, request: Request) -> Caller | None:
    """Who is signed in with this browser; None where nobody is."""
    token = request.cookies.get(BROWSER_SESSION, "")
    if not token or "\x00" in token:
        return None
    address = surroundings.addresses.client_of(request)
    try:
        caller = surroundings.rate_limits.signing_in(
            None,
            address,
            lambda: surroundings.site.accounts.caller_with(Shown("session", "", token), address),
        )
    except (SignInRefusal, Unauthorized):
        return None
    is_somebody = caller.type == "HumanUser" and caller.script_id is None and not caller.needs_second_factor
    return caller if is_somebody else None


def keep_session(surroundings: Surroundings, request: Request, token: str) -> str:
    """The header that lets the browser keep a session's token until it is closed."""
    return cookie(surroundings.addresses, request, BROWSER_SESSION, token)


def forget_session(surroundings: Surroundings, request: Request) -> str:
    """The header that lets the browser forget it."""
    return cookie(surroundings.addresses, request, BROWSER_SESSION, "", seconds=0)


def attempt_of(request: Request) -> Attempt | None:
    """The attempt that the browser began."""
    return Attempt.from_kept(request.cookies.get(_ATTEMPT, ""))


def keep_attempt(surroundings: Surroundings, request: Request, attempt: Attempt) -> str:
    """The header that lets the browser keep an attempt until it comes back."""
    return cookie(surroundings.addresses, request, _ATTEMPT, attempt.kept, seconds=_ATTEMPT_LASTS)


def forget_attempt(surroundings: Surroundings, request: Request) -> str:
    """The header that lets the browser forget it."""
    return cookie(surroundings.addresses, request, _ATTEMPT, "", seconds=0)
