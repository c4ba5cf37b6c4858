"""Links to choose a password: each is good once, until it expires, for a person who may sign in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from tests.accounts.house import House, auth_settings

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.errors import CannotAuthenticatePerson, LinkNotGood, PasswordRefused, Unauthorized
from slatehouse.accounts.password_links import IssuedLink
from slatehouse.schema.link import Link
from slatehouse.store.product_tables import password_links
from slatehouse.store.statement import compile_statement

NEW = "a-grey-harbour"
DAY = 86_400


@pytest.fixture
def staffed(house: House) -> House:
    house.add_person("mara", "slate")
    house.add_person("new")
    return house


def issue(house: House, person: int = 1) -> IssuedLink:
    with house.database.writing() as connection:
        return house.accounts.issue_password_link(connection, person, system_caller())


def test_a_link_gives_the_person_a_password(staffed: House) -> None:
    staffed.accounts.redeem_password_link(issue(staffed).token, NEW)
    assert staffed.person_token("mara", NEW)
    with pytest.raises(CannotAuthenticatePerson):
        staffed.person_token("mara", "slate")


def test_the_old_password_is_good_until_the_link_is_used(staffed: House) -> None:
    issue(staffed)
    assert staffed.person_token("mara", "slate")


def test_who_has_no_password_is_invited_and_has_more_time(staffed: House) -> None:
    reset, invitation = issue(staffed, 1), issue(staffed, 2)
    assert (reset.is_invitation, reset.expires_at) == (False, "2026-03-15T09:26:53Z")
    assert (invitation.is_invitation, invitation.expires_at) == (True, "2026-03-21T09:26:53Z")
    staffed.accounts.redeem_password_link(invitation.token, NEW)
    assert staffed.person_token("new", NEW)


def test_the_site_does_not_keep_the_link(staffed: House) -> None:
    token = issue(staffed).token
    query = compile_statement(select(password_links), staffed.database.dialect)
    with staffed.database.reading() as connection:
        (row,) = connection.rows(query)
    assert len(token) >= 43 and token not in repr(row)


SPOILED: dict[str, Callable[[House, str], object]] = {
    "it was used": lambda house, token: house.accounts.redeem_password_link(token, NEW),
    "it was replaced": lambda house, token: issue(house),
    "it has expired": lambda house, token: house.clock.move(DAY),
    "the password was changed": lambda house, token: house.accounts.set_password(1, "another"),
    "the person is disabled": lambda house, token: house.change("HumanUser", 1, sg_status_list="dis"),
    "the person is retired": lambda house, token: house.retire("HumanUser", 1),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_link_is_not_good_once(staffed: House, spoil: Callable[[House, str], object]) -> None:
    token = issue(staffed).token
    spoil(staffed, token)
    with pytest.raises(LinkNotGood):
        staffed.accounts.redeem_password_link(token, "another-harbour")


@pytest.mark.parametrize(
    "token", ["", "x", "a\0b", "\ud800", "x" * 100_000], ids=lambda token: repr(token[:8])
)
def test_any_other_text_is_no_link(staffed: House, token: str) -> None:
    issue(staffed)
    with pytest.raises(LinkNotGood):
        staffed.accounts.redeem_password_link(token, NEW)


def test_a_link_outlives_a_password_that_is_refused(staffed: House) -> None:
    staffed.accounts = staffed.open_accounts(auth_settings(password_min_length=10))
    token = issue(staffed).token
    for password in ("short", "password2026", "mara-2026-10"):
        with pytest.raises(PasswordRefused):
            staffed.accounts.redeem_password_link(token, password)
    staffed.accounts.redeem_password_link(token, NEW)


def test_all_sessions_end_with_the_old_password(staffed: House) -> None:
    bearer = staffed.person_token("mara", "slate")
    staffed.accounts.redeem_password_link(issue(staffed).token, NEW)
    staffed.clock.move(1)
    with pytest.raises(Unauthorized):
        staffed.accounts.caller_of(bearer)


def test_of_two_who_use_a_link_at_once_one_comes_too_late(staffed: House) -> None:
    """Both find it good; the one that deletes it has it."""
    token, links = issue(staffed).token, staffed.accounts._links
    assert links.owner(token) == 1
    with staffed.database.writing() as connection:
        assert [links.use(connection, token) for _ in range(2)] == [True, False]


def test_links_and_passwords_are_recorded(staffed: House) -> None:
    staffed.accounts.redeem_password_link(issue(staffed, 2).token, NEW)
    changed, issued, *_ = staffed.accounts.audit.newest()
    new = Link(2, "new", "HumanUser")
    assert (changed.deed, changed.who, changed.about) == ("password_changed", new, new)
    assert (issued.deed, issued.who, issued.details) == ("link_issued", None, {"invitation": True})
