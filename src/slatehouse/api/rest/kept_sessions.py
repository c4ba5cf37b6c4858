"""Sessions of pages: the browser keeps what renews them, in a cookie that no script of a page can read.

A page asks for it with a header of ours. Pages of other sites cannot send that header along (no preflight
allows it), and without it no cookie is looked at: nobody else's page can sign in, renew or sign out.
"""

from __future__ import annotations

from collections.abc import Mapping

from falcon import Request

from slatehouse.accounts.issuing import SignedIn
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Visit
from slatehouse.api.wire.cookies import BROWSER_SESSION, cookie
from slatehouse.api.wire.replies import Reply

__all__ = ["HEADER", "is_asked_for", "leave", "reply_without_secret", "token_kept", "without"]

HEADER = "Slatehouse-Session"
_ASKED = "cookie"
_REFRESH = "slatehouse_refresh"
_KEPT = {"refresh_token": _REFRESH, "session_token": BROWSER_SESSION}
"""The cookie of each token that a browser can show, by the grant, whose name its parameter has, too."""


def is_asked_for(request: Request) -> bool:
    """Whether the request comes from a page of this site that leaves its session to the browser."""
    sent = request.get_header(HEADER)
    return sent is not None and sent.strip().lower() == _ASKED


def token_kept(request: Request, parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The token that the browser keeps for the grant, where the request itself shows none."""
    grant = parameters.get("grant_type", "")
    if grant not in _KEPT or parameters.get(grant):
        return {}
    token = request.cookies.get(_KEPT[grant], "")
    return {grant: token} if token else {}


def reply_without_secret(visit: Visit, signed_in: SignedIn) -> Reply:
    """The answer to a page: the access token for the page, and the refresh token for the browser alone."""
    told = {
        "token_type": "Bearer",
        "access_token": signed_in.access_token,
        "expires_in": signed_in.expires_in,
    }
    seconds = visit.site.config.settings.auth.refresh_lifetime
    return json_reply(told, cookies=(_refresh(visit, signed_in.refresh_token, seconds),))


def without(visit: Visit, grant: str) -> tuple[str, ...]:
    """The header that makes the browser forget the token of a grant."""
    if grant == "session_token":
        return (cookie(visit.surroundings.addresses, visit.request, BROWSER_SESSION, "", seconds=0),)
    return (_refresh(visit, "", 0),)


def leave(visit: Visit) -> Reply:
    """The answer to a page that signed out: the browser forgets all that it kept for them."""
    cookies = tuple(each for grant in _KEPT for each in without(visit, grant))
    return Reply(status=204, headers={"clear-site-data": '"cache"'}, cookies=cookies)


def _refresh(visit: Visit, token: str, seconds: int) -> str:
    return cookie(
        visit.surroundings.addresses,
        visit.request,
        _REFRESH,
        token,
        path=f"{visit.prefix}/auth",
        same_site="Strict",
        seconds=seconds,
    )
