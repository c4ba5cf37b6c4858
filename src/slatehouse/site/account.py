"""What people and scripts, and those who look after them, do about an account: its sessions, its password.

An account is the row of a person or a script. Each may look after their own, administrators after all.
"""

from __future__ import annotations

from typing import cast

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import CallerType
from slatehouse.accounts.password_links import IssuedLink
from slatehouse.accounts.permissions import may_look_after, may_look_after_others, raise_unless_in_person
from slatehouse.accounts.sessions import OpenSession
from slatehouse.schema.link import Link, Target
from slatehouse.site.auditing import SIGNS_IN_WITH
from slatehouse.site.session import Session

__all__ = [
    "ACCOUNTS",
    "change_password",
    "end_session",
    "end_sessions",
    "issue_password_link",
    "own_account",
    "sessions_of",
]


ACCOUNTS = frozenset(SIGNS_IN_WITH)
"""The types whose rows are accounts."""


def own_account(session: Session) -> Target:
    """The caller's own account; a script that acts as a person has the person's."""
    return Target(session.caller.type, session.caller.id)


def sessions_of(session: Session, account: Target) -> list[OpenSession]:
    """The account's sessions, the newest first."""
    _opened(session, account)
    return session.site.accounts.sessions_of(_kind(account), account.id)


def end_session(session: Session, account: Target, number: str) -> bool:
    """End one of the account's sessions, within a second in every process; False where it has none such."""
    known, accounts = _opened(session, account), session.site.accounts
    with session.site.database.writing() as connection:
        ended = accounts.end_session(connection, _kind(account), account.id, number)
        if ended:
            deed = Deed.SIGN_OUT if number == session.caller.sign_in else Deed.SESSION_REVOKED
            accounts.audit.record(connection, deed, session.caller, known)
    return ended


def end_sessions(session: Session, account: Target) -> None:
    """End the account's sessions, but for the one in which the caller asks for it."""
    known, accounts = _opened(session, account), session.site.accounts
    with session.site.database.writing() as connection:
        ended = accounts.end_sessions(connection, _kind(account), account.id, session.caller.sign_in)
        if ended:
            accounts.audit.record(connection, Deed.SESSION_REVOKED, session.caller, known, sessions=ended)


def change_password(session: Session, current: str, new: str) -> None:
    """Give the caller a new password, who shows that they know the current one.

    Raises `CannotActFor` for scripts, as themselves or as somebody, `CannotAuthenticatePerson` and
    `PasswordRefused`.
    """
    caller, accounts = session.caller, session.site.accounts
    raise_unless_in_person(caller)
    accounts.authentication.person(caller.login_or_script, current)
    accounts.check_password(new, accounts.names_of(caller.id))
    hashed = accounts.password_hash(new)
    with session.site.database.writing() as connection:
        accounts.put_password(connection, caller.id, hashed, caller)


def issue_password_link(session: Session, person: int) -> IssuedLink:
    """A link with which the person chooses a password. For administrators: others show their password to
    change it. Raises `NoSuchRow` or `CannotActFor`."""
    _opened(session, Target("HumanUser", person))
    may_look_after_others(session.caller)
    with session.site.database.writing() as connection:
        return session.site.accounts.issue_password_link(connection, person, session.caller)


def _opened(session: Session, account: Target) -> Link:
    """The account by the name with which it signs in, where the caller may look after it; raises `NoSuchRow`,
    or why they may not."""
    entity_type = session.edition.schema[account.type]
    name = session.edition.paths(entity_type, (SIGNS_IN_WITH[account.type],))
    (row,) = session.read(entity_type, account.id, name).rows
    may_look_after(session.caller, account)
    return Link(account.id, str(row.values[0] or ""), account.type)


def _kind(account: Target) -> CallerType:
    return cast(CallerType, account.type)
