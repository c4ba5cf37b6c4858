"""The root document: what a client can know before it signs in (contract rest/90)."""

from __future__ import annotations

import platform
from functools import cache
from hashlib import sha1

from slatehouse import __version__
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Visit
from slatehouse.api.wire.protocol import SPOKEN_VERSION
from slatehouse.api.wire.replies import Reply

__all__ = ["show"]


def show(visit: Visit) -> Reply:
    """`GET /`: who answers here, and how people sign in."""
    site = visit.site
    return json_reply(
        {
            "data": {
                "shotgun_version": _version(),
                "api_version": "1.1" if visit.prefix.endswith(".1") else "1.0",
                "unified_login_flow_enabled": False,
                "authentication_app_session_launcher_enabled": True,
                "user_authentication_method": "default",
                "site_id": site.id,
                "site_name": site.config.settings.site.name,
                "os": platform.system(),
            }
        }
    )


@cache
def _version() -> str:
    """The version in the form that clients take apart: `v8.90.0.<n> (build <hash>)`."""
    build = sha1(__version__.encode(), usedforsecurity=False).hexdigest()[:7]
    return f"v{'.'.join(map(str, SPOKEN_VERSION))}.0 (build {build})"
