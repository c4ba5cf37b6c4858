"""Who the caller is, and how people get in here: what a page has to know of both, in calls of our own."""

from __future__ import annotations

from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, Visit
from slatehouse.api.wire.replies import Reply
from slatehouse.api.wire.sign_in_paths import ELSEWHERE

__all__ = ["show_caller", "show_ways_in"]


def show_caller(call: Call) -> Reply:
    """`GET /account`. A script that acts as a person is that person."""
    caller = call.session.caller
    rule_set = {"code": caller.rule_set, "name": caller.rule_set_name} if caller.rule_set else None
    told = {
        "type": caller.type,
        "id": caller.id,
        "name": caller.name,
        "login": caller.login_or_script,
        "permission_rule_set": rule_set,
        "needs_second_factor": caller.needs_second_factor,
        "session": caller.sign_in,
    }
    return json_reply({"data": told, "links": {"self": call.path}})


def show_ways_in(visit: Visit) -> Reply:
    """`GET /auth/ways`, for whoever has not signed in yet; with how large files may be."""
    settings = visit.site.config.settings
    elsewhere = {"name": settings.openid.name, "path": ELSEWHERE} if settings.openid.issuer else None
    told = {
        "site_name": settings.site.name,
        "password": True,
        "openid": elsewhere,
        "max_upload_bytes": settings.media.max_upload_bytes,
    }
    return json_reply({"data": told})
