"""What people and scripts, and those who look after them, do about an account: its sessions, its
password, its second factor.

An account is the row of a person or a script. Each may look after their own, administrators after all.
"""

from __future__ import annotations

from typing import cast

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import CallerType
from slatehouse.accounts.errors import SecondFactorNotBegun, WrongCode
from slatehouse.accounts.password_links import IssuedLink
from slatehouse.accounts.permissions import may_look_after, may_look_after_others, raise_unless_in_person
from slatehouse.accounts.second_factors import SecondFactor
from slatehouse.accounts.sessions import OpenSession
from slatehouse.schema.link import Link, Target
from slatehouse.site.auditing import SIGNS_IN_WITH
from slatehouse.site.session import Session

__all__ = [
    "ACCOUNTS",
    "begin_second_factor",
    "change_password",
    "confirm_second_factor",
    "confirm_second_factor_of",
    "end_session",
    "end_sessions",
    "issue_password_link",
    "own_account",
    "reset_second_factor",
    "second_factor_of",
    "sessions_of",
    "switch_second_factor_off",
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
    accounts.authentication.person_knowing(caller.login_or_script, current)
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


def second_factor_of(session: Session, person: int) -> SecondFactor:
    """How it stands with the person's second factor."""
    _opened(session, Target("HumanUser", person))
    return session.site.accounts.second_factors.of(person)


def begin_second_factor(session: Session, password: str) -> bytes:
    """A secret for the caller's app, who shows that they know their password.

    Raises `CannotActFor` for scripts, as themselves or as somebody, `CannotAuthenticatePerson` and
    `SecondFactorIsOn`.
    """
    caller, accounts = session.caller, session.site.accounts
    raise_unless_in_person(caller)
    accounts.authentication.person_knowing(caller.login_or_script, password)
    with session.site.database.writing() as connection:
        return accounts.second_factors.begin(connection, caller.id)


def confirm_second_factor(session: Session, code: str) -> list[str]:
    """Switch the caller's second factor on; recovery codes. Raises what `SecondFactors.confirm` does."""
    raise_unless_in_person(session.caller)
    return confirm_second_factor_of(session, own_account(session).id, code)


def confirm_second_factor_of(session: Session, person: int, code: str) -> list[str]:
    """The same for a person who is at hand, as they are where the command line is."""
    known, accounts = _opened(session, Target("HumanUser", person)), session.site.accounts
    with session.site.database.writing() as connection:
        codes = accounts.second_factors.confirm(connection, person, code)
        accounts.audit.record(connection, Deed.SECOND_FACTOR_CHANGED, session.caller, known, is_on=True)
    return codes


def switch_second_factor_off(session: Session, code: str) -> None:
    """The caller signs in by password alone from now on; a code shows that it is their wish.

    Raises `SecondFactorNotBegun` or `WrongCode`.
    """
    raise_unless_in_person(session.caller)
    person, factors = session.caller.id, session.site.accounts.second_factors
    if not factors.of(person).is_on:
        raise SecondFactorNotBegun
    if not factors.accepts(person, code):
        raise WrongCode
    _remove_second_factor(session, _opened(session, own_account(session)))


def reset_second_factor(session: Session, person: int) -> None:
    """The person signs in by password alone from now on; for administrators, when it was lost. Raises
    `NoSuchRow`, `CannotActFor` or `SecondFactorNotBegun`."""
    known = _opened(session, Target("HumanUser", person))
    may_look_after_others(session.caller)
    _remove_second_factor(session, known)


def _remove_second_factor(session: Session, person: Link) -> None:
    accounts = session.site.accounts
    with session.site.database.writing() as connection:
        if not accounts.second_factors.remove(connection, person.id):
            raise SecondFactorNotBegun
        accounts.audit.record(connection, Deed.SECOND_FACTOR_CHANGED, session.caller, person, is_on=False)


def _opened(session: Session, account: Target) -> Link:
    """The account by the name with which it signs in, where the caller may look after it; raises `NoSuchRow`,
    or why they may not. One's own is looked after whatever else one may do."""
    if account == own_account(session):
        return Link(account.id, session.caller.login_or_script, account.type)
    entity_type = session.edition.schema[account.type]
    name = session.edition.paths(entity_type, (SIGNS_IN_WITH[account.type],))
    (row,) = session.read(entity_type, account.id, name).rows
    may_look_after(session.caller, account)
    return Link(account.id, str(row.values[0] or ""), account.type)


def _kind(account: Target) -> CallerType:
    return cast(CallerType, account.type)
