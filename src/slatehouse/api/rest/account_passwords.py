"""Passwords that people choose themselves, with or without a link: calls of our own beside the contract's."""

from __future__ import annotations

from slatehouse.api.rest.account_sessions import account_named
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call, Visit
from slatehouse.api.rest.refusals import NoSuchPath
from slatehouse.api.web.password_page import address_of
from slatehouse.api.wire.bodies import read_object
from slatehouse.api.wire.content_types import JSON, require
from slatehouse.api.wire.rate_limits import account_of
from slatehouse.api.wire.replies import Reply
from slatehouse.site.account import change_password, issue_password_link

__all__ = ["change", "issue_link", "redeem_link"]


def change(call: Call) -> Reply:
    """`PUT /account/password`: one's own, by showing the current one."""
    body, findings = call.body(), call.findings()
    findings.only(body, ("password", "new_password"))
    current, new = findings.text(body, "password"), findings.text(body, "new_password")
    findings.raise_if_any()
    shared, person = call.surroundings, account_of("person", call.session.caller.login_or_script)
    shared.rate_limits.signing_in(
        person, shared.addresses.client_of(call.request), lambda: change_password(call.session, current, new)
    )
    return Reply(status=204)


def issue_link(call: Call, account: str, row_id: int) -> Reply:
    """`POST /account/human_users/<id>/password_link`: the link is shown this once."""
    person = account_named(call, account, row_id)
    if person.type != "HumanUser":
        raise NoSuchPath
    link = issue_password_link(call.session, person.id)
    shown = {
        "url": address_of(call.address, link.token),
        "purpose": "invitation" if link.is_invitation else "reset",
        "expires_at": link.expires_at,
    }
    return json_reply({"data": shown}, 201)


def redeem_link(visit: Visit) -> Reply:
    """`POST /account/password`: the password that whoever holds a link chooses."""
    require(visit.request, JSON)
    body, findings = read_object(visit.request, visit.surroundings.limits), visit.findings()
    findings.only(body, ("token", "password"))
    token, password = findings.text(body, "token"), findings.text(body, "password")
    findings.raise_if_any()
    shared = visit.surroundings
    address = shared.addresses.client_of(visit.request)
    shared.rate_limits.signing_in(
        None, address, lambda: visit.site.accounts.redeem_password_link(token, password, address)
    )
    return Reply(status=204)
