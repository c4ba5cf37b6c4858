"""Sessions: what begins one, what belongs to it, and what is left when it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from tests.accounts.house import House, auth_settings

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.admission import Shown
from slatehouse.accounts.caller import Caller, CallerType
from slatehouse.accounts.errors import CannotAuthenticateSessionToken, Unauthorized
from slatehouse.accounts.issuing import SignedIn
from slatehouse.accounts.sessions import OpenSession, Origin
from slatehouse.store.product_tables import sessions
from slatehouse.store.statement import compile_statement

HOST = "tracking.test"
MARA = {"username": "mara", "password": "slate"}
TOOLKIT = {"client_id": "toolkit", "client_secret": "key"}
DESK = Origin("192.0.2.7", "Browser 1.0")
NOON = "2026-03-14T09:26:53Z"
DAY = 86_400


@pytest.fixture
def staffed(house: House) -> House:
    house.add_script("toolkit", "key")
    house.add_person("mara", "slate")
    return house


def sign_in(house: House, origin: Origin = DESK) -> SignedIn:
    return house.accounts.sign_in("password", MARA, HOST, origin)


def refresh(accounts: Accounts, signed_in: SignedIn, origin: Origin = DESK) -> SignedIn:
    return accounts.sign_in("refresh_token", {"refresh_token": signed_in.refresh_token}, HOST, origin)


def of_mara(house: House) -> list[OpenSession]:
    return house.accounts.sessions_of("HumanUser", 1)


def end_all(house: House, keeping: str | None = None) -> int:
    with house.database.writing() as connection:
        return house.accounts.end_sessions(connection, "HumanUser", 1, keeping)


def end(house: House, number: str, caller_type: CallerType = "HumanUser", row_id: int = 1) -> bool:
    with house.database.writing() as connection:
        return house.accounts.end_session(connection, caller_type, row_id, number)


def kept(house: House) -> int:
    query = compile_statement(select(func.count()).select_from(sessions), house.database.dialect)
    with house.database.reading() as connection:
        return int(connection.rows(query)[0][0])


def test_a_sign_in_is_a_session(staffed: House) -> None:
    caller = staffed.accounts.caller_of(sign_in(staffed).access_token)
    (session,) = of_mara(staffed)
    assert session == OpenSession(
        id=caller.sign_in or "",
        auth_type="password",
        sudo_as_login=None,
        address="192.0.2.7",
        client="Browser 1.0",
        begun_at=NOON,
        used_at=NOON,
        expires_at="2026-03-15T09:26:53Z",
    )


def test_a_script_has_its_own_and_those_in_which_it_acts_as_somebody(staffed: House) -> None:
    staffed.script_token("toolkit", "key")
    staffed.clock.move(1)
    staffed.script_token("toolkit", "key", scope="sudo_as_login:mara")
    found = staffed.accounts.sessions_of("ApiUser", 1)
    assert [(each.auth_type, each.sudo_as_login) for each in found] == [
        ("api_key", "mara"),
        ("api_key", None),
    ]
    assert of_mara(staffed) == []


def test_what_comes_of_a_sign_in_stays_in_its_session(staffed: House) -> None:
    """Refreshed tokens, session tokens and the tokens that those mint: none escapes its end."""
    accounts = staffed.accounts
    caller = accounts.caller_of(refresh(accounts, sign_in(staffed)).access_token)
    session_token = accounts.mint_session_token(caller)
    minted = accounts.sign_in("session_token", {"session_token": session_token}, HOST)
    again = accounts.mint_session_token(accounts.caller_of(minted.access_token))
    through = accounts.caller_with(Shown("session", "", again))
    assert accounts.mint_session_token(through)
    assert [each.id for each in of_mara(staffed)] == [caller.sign_in]
    assert through.sign_in == caller.sign_in


def test_credentials_with_each_call_are_no_session_until_they_ask_for_one(staffed: House) -> None:
    caller = staffed.accounts.caller_with(Shown("person", "mara", "slate"))
    assert (caller.sign_in, of_mara(staffed)) == (None, [])
    staffed.accounts.mint_session_token(caller, DESK)
    assert [(each.auth_type, each.address) for each in of_mara(staffed)] == [("password", "192.0.2.7")]


def test_a_renewal_tells_where_it_comes_from(staffed: House) -> None:
    signed_in = sign_in(staffed)
    staffed.clock.move(400)
    refresh(staffed.accounts, signed_in, Origin("198.51.100.9", "Phone"))
    (session,) = of_mara(staffed)
    assert (session.address, session.client) == ("198.51.100.9", "Phone")
    assert (session.begun_at, session.used_at) == (NOON, "2026-03-14T09:33:33Z")


@pytest.mark.parametrize(
    ("client", "shown"),
    [("", ""), ("x" * 1000, "x" * 200), ("a\x00b\nc\ud800d", "abcd"), ("Bürö ご", "Bürö ご")],
    ids=repr,
)
def test_a_client_may_call_itself_anything(staffed: House, client: str, shown: str) -> None:
    sign_in(staffed, Origin("", client))
    assert [each.client for each in of_mara(staffed)] == [shown]


@pytest.mark.parametrize(("idle", "noted"), [(299, False), (300, True)])
def test_use_is_noted_every_five_minutes(staffed: House, idle: int, noted: bool) -> None:
    signed_in = sign_in(staffed)
    staffed.clock.move(idle)
    staffed.accounts.caller_of(signed_in.access_token)
    assert (of_mara(staffed)[0].used_at != NOON) is noted


Show = Callable[[Accounts], object]


def things_to_show(house: House) -> list[tuple[Show, type[Exception]]]:
    """All that somebody can show who signed in, and how it is refused once it is no good."""
    signed_in = sign_in(house)
    token = house.accounts.mint_session_token(house.accounts.caller_of(signed_in.access_token))
    return [
        (lambda accounts: accounts.caller_of(signed_in.access_token), Unauthorized),
        (lambda accounts: refresh(accounts, signed_in), Unauthorized),
        (
            lambda accounts: accounts.sign_in("session_token", {"session_token": token}, HOST),
            CannotAuthenticateSessionToken,
        ),
        (lambda accounts: accounts.caller_with(Shown("session", "", token)), CannotAuthenticateSessionToken),
    ]


ENDINGS: dict[str, Callable[[House], object]] = {
    "it is ended": lambda house: end(house, of_mara(house)[0].id),
    "all are ended": end_all,
    "the password is changed": lambda house: house.accounts.set_password(1, "another"),
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_within_a_second_of_its_end_nothing_of_it_is_good_in_any_process(
    staffed: House, ending: Callable[[House], object]
) -> None:
    things, processes = things_to_show(staffed), (staffed.accounts, staffed.open_accounts())
    for show, _ in things:
        for process in processes:
            show(process)
    ending(staffed)
    staffed.clock.move(1)
    for show, refusal in things:
        for process in processes:
            with pytest.raises(refusal):
                show(process)
    assert of_mara(staffed) == []


def test_the_session_in_which_one_asks_may_be_kept(staffed: House) -> None:
    own, others = sign_in(staffed), [sign_in(staffed) for _ in range(3)]
    current = staffed.accounts.caller_of(own.access_token).sign_in
    assert end_all(staffed, current) == len(others)
    staffed.clock.move(1)
    assert staffed.accounts.caller_of(own.access_token).sign_in == current
    with pytest.raises(Unauthorized):
        staffed.accounts.caller_of(others[0].access_token)


def test_only_the_owners_session_ends(staffed: House) -> None:
    sign_in(staffed)
    (session,) = of_mara(staffed)
    assert not end(staffed, session.id, row_id=2)
    assert not end(staffed, session.id, "ApiUser")
    assert not end(staffed, "0" * 32)
    assert of_mara(staffed) == [session]
    assert end(staffed, session.id)
    assert not end(staffed, session.id)


def test_nothing_more_is_issued_in_a_session_that_ended(staffed: House) -> None:
    caller: Caller = staffed.accounts.caller_of(sign_in(staffed).access_token)
    end_all(staffed)
    with pytest.raises(Unauthorized):
        staffed.accounts.mint_session_token(caller)
    assert of_mara(staffed) == []


def test_a_session_lasts_as_long_as_the_longest_of_its_tokens(staffed: House) -> None:
    staffed.accounts = staffed.open_accounts(auth_settings(token_lifetime=60, refresh_lifetime=7 * DAY))
    signed_in = sign_in(staffed)
    token = staffed.accounts.mint_session_token(staffed.accounts.caller_of(signed_in.access_token))
    staffed.accounts.sign_in("session_token", {"session_token": token}, HOST)
    staffed.clock.move(7 * DAY - 1)
    assert len(of_mara(staffed)) == 1
    refresh(staffed.accounts, signed_in)


def test_what_is_over_is_swept_away(staffed: House) -> None:
    for _ in range(3):
        sign_in(staffed)
    staffed.clock.move(DAY)
    assert (of_mara(staffed), kept(staffed)) == ([], 3)
    sign_in(staffed)
    assert kept(staffed) == 1
