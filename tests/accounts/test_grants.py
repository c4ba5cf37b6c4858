"""Refresh and session tokens: how long they last, and what the site keeps of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.accounts.house import House

from slatehouse.accounts.grants import Grants
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.sessions import Origin, Sessions
from slatehouse.store.connection import Row
from slatehouse.store.product_tables import grants
from slatehouse.store.statement import compile_statement

SCRIPT = Identity("ApiUser", 34, "api_key", sudo_as_login="mara")
DAY = 86_400


class Issued:
    """Grants, each issued in a session of its own."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sessions = Sessions(house.database, house.clock)
        self._grants = Grants(house.database, self._sessions, house.clock, timedelta(hours=1))
        self.redeem_refresh = self._grants.redeem_refresh
        self.redeem_session = self._grants.redeem_session

    def issue_refresh(self, identity: Identity = SCRIPT) -> str:
        with self._house.database.writing() as connection:
            entered = self._sessions.enter(connection, identity, Origin(), timedelta(hours=1))
            return self._grants.issue_refresh(connection, entered)

    def issue_session(self, identity: Identity = SCRIPT) -> str:
        with self._house.database.writing() as connection:
            entered = self._sessions.enter(connection, identity, Origin(), timedelta(hours=1))
            return self._grants.issue_session(connection, entered)


def named(identity: Identity | None) -> Identity | None:
    """The identity without its session."""
    return identity and Identity(identity.type, identity.id, identity.auth_type, identity.sudo_as_login)


@pytest.fixture
def issued(house: House) -> Issued:
    return Issued(house)


def kept(house: House) -> list[Row]:
    with house.database.reading() as connection:
        return connection.rows(compile_statement(select(grants), house.database.dialect))


def test_a_token_stands_for_whom_it_was_issued_to_again_and_again(issued: Issued) -> None:
    refresh, session = issued.issue_refresh(), issued.issue_session()
    for _ in range(2):
        assert named(issued.redeem_refresh(refresh)) == SCRIPT
        assert named(issued.redeem_session(session)) == SCRIPT


def test_the_kinds_do_not_replace_each_other(issued: Issued) -> None:
    assert issued.redeem_session(issued.issue_refresh()) is None
    assert issued.redeem_refresh(issued.issue_session()) is None


@pytest.mark.parametrize(
    "text", ["", "abcd", "a\0b", "\ud800", "x" * 100_000], ids=lambda text: repr(text[:8])
)
def test_any_other_text_stands_for_nobody(issued: Issued, text: str) -> None:
    issued.issue_refresh()
    assert issued.redeem_refresh(text) is None
    assert issued.redeem_session(text) is None


def test_the_site_does_not_keep_the_token(house: House, issued: Issued) -> None:
    tokens = issued.issue_refresh(), issued.issue_session()
    assert all(len(token) >= 43 for token in tokens)
    assert not any(token in repr(kept(house)) for token in tokens)


def test_a_refresh_token_ends_with_its_lifetime(house: House, issued: Issued) -> None:
    token = issued.issue_refresh()
    house.clock.move(3599)
    assert issued.redeem_refresh(token)
    house.clock.move(1)
    assert issued.redeem_refresh(token) is None


def test_an_idle_session_ends_after_a_day(house: House, issued: Issued) -> None:
    token = issued.issue_session()
    house.clock.move(DAY)
    assert issued.redeem_session(token) is None


def test_use_keeps_a_session_alive(house: House, issued: Issued) -> None:
    token = issued.issue_session()
    for _ in range(5):
        house.clock.move(DAY - 1)
        assert issued.redeem_session(token)


@pytest.mark.parametrize(("used_after", "moves"), [(299, False), (300, True)])
def test_a_session_in_steady_use_is_written_every_five_minutes(
    house: House, issued: Issued, used_after: int, moves: bool
) -> None:
    token = issued.issue_session()
    before = kept(house)
    house.clock.move(used_after)
    assert issued.redeem_session(token)
    assert (kept(house) != before) is moves


def test_expired_rows_are_swept_away(house: House, issued: Issued) -> None:
    for _ in range(3):
        issued.issue_refresh()
    house.clock.move(3600)
    issued.issue_refresh()
    assert len(kept(house)) == 1
