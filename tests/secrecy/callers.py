"""Those who may read the open film, each by another set of rules, signed in at all doors of a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.secrecy.doors import Visitor
from tests.secrecy.twins import KEY, PASSWORD, SCRIPT

from slatehouse.site.site import Site

CALLERS = ("ada", "vic", "cas", SCRIPT)
"""An artist, a vendor, somebody with a set of the site's own, and a script of the administrators' set that is
narrowed to the open film."""

Visitors = Mapping[str, Visitor]


def sign_in_all(site: Site, app: Any) -> Visitors:
    """The callers, and an administrator."""
    return {who: _sign_in(site, app, who) for who in (*CALLERS, "boss")}


def _sign_in(site: Site, app: Any, who: str) -> Visitor:
    if who == SCRIPT:
        grant, sent = "client_credentials", {"client_id": SCRIPT, "client_secret": KEY}
        auth = {"script_name": SCRIPT, "script_key": KEY}
    else:
        grant, sent = "password", {"username": who, "password": PASSWORD}
        auth = {"user_login": who, "user_password": PASSWORD}
    token = site.accounts.sign_in(grant, sent, "tracking.test").access_token
    return Visitor(app, token, auth, site.accounts.mint_session_token(site.accounts.caller_of(token)))
