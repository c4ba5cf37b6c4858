"""Refresh and session tokens: how long they last, and what the site keeps of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from tests.accounts.house import House

from slatehouse.accounts.grants import Grants
from slatehouse.accounts.identity import Identity
from slatehouse.store.connection import Row
from slatehouse.store.product_tables import grants
from slatehouse.store.statement import compile_statement

SCRIPT = Identity("ApiUser", 34, "api_key", sudo_as_login="mara")
DAY = 86_400


@pytest.fixture
def issued(house: House) -> Grants:
    return Grants(house.database, house.clock, timedelta(hours=1))


def kept(house: House) -> list[Row]:
    with house.database.reading() as connection:
        return connection.rows(compile_statement(select(grants), house.database.dialect))


def test_a_token_stands_for_whom_it_was_issued_to_again_and_again(issued: Grants) -> None:
    refresh, session = issued.issue_refresh(SCRIPT), issued.issue_session(SCRIPT)
    for _ in range(2):
        assert issued.redeem_refresh(refresh) == SCRIPT
        assert issued.redeem_session(session) == SCRIPT


def test_the_kinds_do_not_replace_each_other(issued: Grants) -> None:
    assert issued.redeem_session(issued.issue_refresh(SCRIPT)) is None
    assert issued.redeem_refresh(issued.issue_session(SCRIPT)) is None


@pytest.mark.parametrize(
    "text", ["", "abcd", "a\0b", "\ud800", "x" * 100_000], ids=lambda text: repr(text[:8])
)
def test_any_other_text_stands_for_nobody(issued: Grants, text: str) -> None:
    issued.issue_refresh(SCRIPT)
    assert issued.redeem_refresh(text) is None
    assert issued.redeem_session(text) is None


def test_the_site_does_not_keep_the_token(house: House, issued: Grants) -> None:
    tokens = issued.issue_refresh(SCRIPT), issued.issue_session(SCRIPT)
    assert all(len(token) >= 43 for token in tokens)
    assert not any(token in repr(kept(house)) for token in tokens)


def test_a_refresh_token_ends_with_its_lifetime(house: House, issued: Grants) -> None:
    token = issued.issue_refresh(SCRIPT)
    house.clock.move(3599)
    assert issued.redeem_refresh(token)
    house.clock.move(1)
    assert issued.redeem_refresh(token) is None


def test_an_idle_session_ends_after_a_day(house: House, issued: Grants) -> None:
    token = issued.issue_session(SCRIPT)
    house.clock.move(DAY)
    assert issued.redeem_session(token) is None


def test_use_keeps_a_session_alive(house: House, issued: Grants) -> None:
    token = issued.issue_session(SCRIPT)
    for _ in range(5):
        house.clock.move(DAY - 1)
        assert issued.redeem_session(token)


@pytest.mark.parametrize(("used_after", "moves"), [(299, False), (300, True)])
def test_a_session_in_steady_use_is_written_every_five_minutes(
    house: House, issued: Grants, used_after: int, moves: bool
) -> None:
    token = issued.issue_session(SCRIPT)
    before = kept(house)
    house.clock.move(used_after)
    assert issued.redeem_session(token)
    assert (kept(house) != before) is moves


def test_expired_rows_are_swept_away(house: House, issued: Grants) -> None:
    for _ in range(3):
        issued.issue_refresh(SCRIPT)
    house.clock.move(3600)
    issued.issue_refresh(SCRIPT)
    assert len(kept(house)) == 1


@pytest.mark.parametrize("issue", [Grants.issue_refresh, Grants.issue_session])
def test_what_was_withdrawn_ends_and_others_keep_theirs(
    house: House, issued: Grants, issue: Callable[[Grants, Identity], str]
) -> None:
    lost = issue(issued, SCRIPT)
    others = [issue(issued, Identity(*whom, "api_key")) for whom in (("ApiUser", 35), ("HumanUser", 34))]
    with house.database.writing() as connection:
        issued.withdraw(connection, "ApiUser", 34)
    left = [issued.redeem_refresh(token) or issued.redeem_session(token) for token in (lost, *others)]
    assert [identity is not None for identity in left] == [False, True, True]
