"""The sessions of people and scripts, looked at and ended: calls of our own, beside the contract's.

Each is there twice, for the caller's own account and for the one that the path names.
"""

from __future__ import annotations

import re

from slatehouse.accounts.sessions import OpenSession
from slatehouse.api.rest.answers import json_reply
from slatehouse.api.rest.call import Call
from slatehouse.api.rest.kept_sessions import is_asked_for, leave
from slatehouse.api.rest.refusals import NoSuchPath, NoSuchSession
from slatehouse.api.wire.replies import Reply
from slatehouse.schema.link import Target
from slatehouse.site.account import ACCOUNTS, end_session, end_sessions, own_account, sessions_of

__all__ = ["account_named", "end_all", "end_one", "end_own", "end_own_one", "show", "show_own"]

_ID = re.compile("[0-9a-f]{32}", re.ASCII)


def show_own(call: Call) -> Reply:
    """`GET /account/sessions`."""
    return _list(call, own_account(call.session))


def show(call: Call, account: str, row_id: int) -> Reply:
    """`GET /account/<people or scripts>/<id>/sessions`."""
    return _list(call, account_named(call, account, row_id))


def end_own(call: Call) -> Reply:
    """`DELETE /account/sessions`: all but the one in which the caller asks."""
    end_sessions(call.session, own_account(call.session))
    return Reply(status=204)


def end_all(call: Call, account: str, row_id: int) -> Reply:
    """`DELETE /account/<people or scripts>/<id>/sessions`."""
    end_sessions(call.session, account_named(call, account, row_id))
    return Reply(status=204)


def end_own_one(call: Call, session: str) -> Reply:
    """`DELETE /account/sessions/<session>`."""
    return _end(call, own_account(call.session), session)


def end_one(call: Call, account: str, row_id: int, session: str) -> Reply:
    """`DELETE /account/<people or scripts>/<id>/sessions/<session>`."""
    return _end(call, account_named(call, account, row_id), session)


def account_named(call: Call, segment: str, row_id: int) -> Target:
    """The account that a path names; raises `NoSuchPath` where its rows are none."""
    owner = call.schema.addressed_by(segment)
    if owner is None or owner.name not in ACCOUNTS:
        raise NoSuchPath
    return Target(owner.name, row_id)


def _list(call: Call, account: Target) -> Reply:
    current = call.session.caller.sign_in
    rows = [_row(each, current) for each in sessions_of(call.session, account)]
    return json_reply({"data": rows, "links": {"self": call.path}})


def _row(session: OpenSession, current: str | None) -> dict[str, object]:
    return {
        "id": session.id,
        "auth_type": session.auth_type,
        "sudo_as_login": session.sudo_as_login,
        "address": session.address,
        "client": session.client,
        "created_at": session.begun_at,
        "last_used_at": session.used_at,
        "expires_at": session.expires_at,
        "is_current": session.id == current,
    }


def _end(call: Call, account: Target, session: str) -> Reply:
    if not _ID.fullmatch(session) or not end_session(call.session, account, session):
        raise NoSuchSession(session)
    if session == call.session.caller.sign_in and is_asked_for(call.request):
        return leave(call)
    return Reply(status=204)
