"""What is told of people's and scripts' accounts: additions of our own to the contract's calls."""

from __future__ import annotations

from slatehouse.api.rest import account_sessions
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import FLAG, TEXT, array, nullable, record

__all__ = ["OPERATIONS"]

_SESSION = record(
    {
        "id": TEXT,
        "auth_type": TEXT,
        "sudo_as_login": nullable(TEXT),
        "address": TEXT,
        "client": TEXT,
        "created_at": TEXT,
        "last_used_at": TEXT,
        "expires_at": TEXT,
        "is_current": FLAG,
    }
)
_SESSIONS = (Answer(200, "The newest first.", data_of(array(_SESSION), links=SELF)),)
_ABOUT = (
    "Every sign-in begins a session, which all tokens that come of it belong to. `last_used_at` is exact to "
    "five minutes; `address` and `client` are those of the sign-in or of its last renewal."
)
_OTHERS = "For administrators, and for the account itself."
_SOON = "All that was issued in it is refused within a second."
_ACCOUNT = {"account": "human_users", "row_id": 2}
_NOBODYS = "0" * 32

OPERATIONS: Operations = {
    account_sessions.show_own: Operation(
        name="list_own_sessions",
        tag=Tag.ACCOUNTS,
        summary="List the caller's own sessions",
        details=_ABOUT,
        answers=_SESSIONS,
    ),
    account_sessions.end_own: Operation(
        name="end_own_sessions",
        tag=Tag.ACCOUNTS,
        summary="End the caller's other sessions",
        details=f"All but the one in which the caller asks. {_SOON}",
        answers=(Answer(204, "They are over."),),
    ),
    account_sessions.end_own_one: Operation(
        name="end_own_session",
        tag=Tag.ACCOUNTS,
        summary="End one of the caller's own sessions",
        details=f"The current one, too, which signs out. {_SOON}",
        names={"session": _NOBODYS},
        answers=(Answer(204, "It is over."),),
    ),
    account_sessions.show: Operation(
        name="list_sessions",
        tag=Tag.ACCOUNTS,
        summary="List the sessions of a person or a script",
        details=f"{_ABOUT} {_OTHERS}",
        names=_ACCOUNT,
        answers=_SESSIONS,
    ),
    account_sessions.end_all: Operation(
        name="end_sessions",
        tag=Tag.ACCOUNTS,
        summary="End the sessions of a person or a script",
        details=f"{_SOON} {_OTHERS}",
        names=_ACCOUNT,
        answers=(Answer(204, "They are over."),),
    ),
    account_sessions.end_one: Operation(
        name="end_session",
        tag=Tag.ACCOUNTS,
        summary="End a session of a person or a script",
        details=f"{_SOON} {_OTHERS}",
        names={**_ACCOUNT, "session": _NOBODYS},
        answers=(Answer(204, "It is over."),),
    ),
}
