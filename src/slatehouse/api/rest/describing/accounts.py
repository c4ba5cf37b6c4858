"""What is told of people's and scripts' accounts: additions of our own to the contract's calls."""

from __future__ import annotations

from slatehouse.api.rest import account, account_passwords, account_sessions, account_two_factor, audit_trail
from slatehouse.api.rest.describing.envelopes import SELF, data_of
from slatehouse.api.rest.describing.operation import Answer, Body, Operation, Operations, Tag
from slatehouse.api.rest.describing.shapes import (
    ADDRESS,
    FLAG,
    NUMBER,
    TEXT,
    any_of,
    array,
    choice,
    mapping,
    nullable,
    record,
)
from slatehouse.api.rest.kept_sessions import HEADER
from slatehouse.api.wire.content_types import JSON

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
_GUESSED = frozenset({429})
_NOBODYS = "0" * 32

_SECRET = {**TEXT, "format": "password", "minLength": 1}

_CODED = {JSON: Body(record({"code": {**TEXT, "minLength": 1}}), {"code": "287082"})}
_FACTOR = (
    Answer(
        200,
        "How it stands.",
        data_of(
            record({"enabled": FLAG, "created_at": nullable(TEXT), "recovery_codes": NUMBER}), links=SELF
        ),
    ),
)

_NAMED = record({"id": NUMBER, "name": TEXT, "type": TEXT})
_ENTRY = record(
    {
        "at": TEXT,
        "last_at": TEXT,
        "times": NUMBER,
        "deed": choice(*audit_trail.DEEDS),
        "who": any_of(nullable(_NAMED), TEXT),
        "about": any_of(nullable(_NAMED), TEXT),
        "address": TEXT,
        "details": mapping(any_of(nullable(TEXT), NUMBER, FLAG)),
    }
)

OPERATIONS: Operations = {
    audit_trail.show: Operation(
        name="read_audit_trail",
        tag=Tag.ACCOUNTS,
        summary="Read who came in, who was refused, and who changed what others may do",
        details=(
            "The newest first. What is alike within an hour is one entry, with how many times it was done. "
            "For administrators."
        ),
        answers=(Answer(200, "Entries.", data_of(array(_ENTRY), links=SELF)),),
    ),
    account.show_caller: Operation(
        name="read_own_account",
        tag=Tag.ACCOUNTS,
        summary="Read who one is",
        details=(
            "A script that acts as a person is that person. `session` is the id of the session that the "
            "bearer belongs to."
        ),
        answers=(
            Answer(
                200,
                "The caller.",
                data_of(
                    record(
                        {
                            "type": choice("ApiUser", "HumanUser"),
                            "id": NUMBER,
                            "name": TEXT,
                            "login": TEXT,
                            "permission_rule_set": nullable(record({"code": TEXT, "name": TEXT})),
                            "needs_second_factor": FLAG,
                            "session": nullable(TEXT),
                        }
                    ),
                    links=SELF,
                ),
            ),
        ),
    ),
    account_passwords.change: Operation(
        name="change_own_password",
        tag=Tag.ACCOUNTS,
        summary="Change one's own password",
        details=(
            "For people who are signed in themselves. Their other sessions end. A password that is "
            "too short, common or the person's own name is refused with code 104, which says why."
        ),
        bodies={
            JSON: Body(
                record({"password": _SECRET, "new_password": _SECRET}),
                {"password": "the current one", "new_password": "a-grey-harbour-in-march"},
            )
        },
        answers=(Answer(204, "It is changed."),),
        refusals=_GUESSED,
    ),
    account_passwords.issue_link: Operation(
        name="issue_password_link",
        tag=Tag.ACCOUNTS,
        summary="Make a link with which a person chooses a password",
        details=(
            "An invitation, where the person has no password yet; a reset, where they have one, which stays "
            "good until the link is used. It is shown this once, works once, expires, and takes the place of "
            "any before. Nobody is sent anything: pass it on yourself. For administrators."
        ),
        names=_ACCOUNT,
        answers=(
            Answer(
                201,
                "The link.",
                data_of(
                    record({"url": ADDRESS, "purpose": choice("invitation", "reset"), "expires_at": TEXT})
                ),
            ),
        ),
    ),
    account_passwords.redeem_link: Operation(
        name="redeem_password_link",
        tag=Tag.ACCOUNTS,
        summary="Choose a password by a link",
        details=(
            "`token` is what stands behind the `#` of the link. All sessions of the person end. A password "
            "that is refused, with code 104, leaves the link as good as it was; a link that is not good is "
            "refused with code 102."
        ),
        bodies={
            JSON: Body(
                record({"token": {**TEXT, "minLength": 1}, "password": _SECRET}),
                {"token": "of-the-link", "password": "a-grey-harbour-in-march"},
            )
        },
        answers=(Answer(204, "It is set."),),
        refusals=_GUESSED,
    ),
    account_two_factor.show_own: Operation(
        name="read_own_two_factor",
        tag=Tag.ACCOUNTS,
        summary="Read whether one signs in with a second factor",
        answers=_FACTOR,
    ),
    account_two_factor.begin: Operation(
        name="begin_two_factor",
        tag=Tag.ACCOUNTS,
        summary="Begin to sign in with a second factor",
        details=(
            "A secret for an authenticator app, shown this once; `url` is what its QR code holds. Nothing "
            "changes until it is confirmed. For people who are signed in themselves and show their password."
        ),
        bodies={JSON: Body(record({"password": _SECRET}), {"password": "the current one"})},
        answers=(Answer(201, "The secret.", data_of(record({"secret": TEXT, "url": ADDRESS}))),),
        refusals=_GUESSED,
    ),
    account_two_factor.confirm: Operation(
        name="confirm_two_factor",
        tag=Tag.ACCOUNTS,
        summary="Switch the second factor on",
        details=(
            "By the code that the app shows now. The recovery codes are shown this once; each stands in for "
            "a code of the app, once."
        ),
        bodies=_CODED,
        answers=(Answer(200, "It is on.", data_of(record({"recovery_codes": array(TEXT)}))),),
        refusals=_GUESSED,
    ),
    account_two_factor.switch_off: Operation(
        name="disable_two_factor",
        tag=Tag.ACCOUNTS,
        summary="Switch the second factor off",
        details="By a code of the app, or a recovery code.",
        bodies=_CODED,
        answers=(Answer(204, "It is off."),),
        refusals=_GUESSED,
    ),
    account_two_factor.show: Operation(
        name="read_two_factor",
        tag=Tag.ACCOUNTS,
        summary="Read whether a person signs in with a second factor",
        details=_OTHERS,
        names=_ACCOUNT,
        answers=_FACTOR,
    ),
    account_two_factor.reset: Operation(
        name="reset_two_factor",
        tag=Tag.ACCOUNTS,
        summary="Take a person's second factor away",
        details="For one who lost it, who signs in by password alone from then on. For administrators.",
        names=_ACCOUNT,
        answers=(Answer(204, "It is off."),),
    ),
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
        headers={HEADER: "`cookie`: where that signs out, the browser forgets what it keeps of the session."},
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
