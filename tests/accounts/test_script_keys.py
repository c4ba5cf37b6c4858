"""Keys of scripts end in time, go on beside their successor as long as they should, and show their use."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from tests.accounts.effort import Effort, comes_true
from tests.accounts.house import House

from slatehouse.accounts.admission import Shown
from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.credentials import Cost
from slatehouse.accounts.errors import CannotAuthenticateScript, SignInRefusal, Unauthorized
from slatehouse.accounts.issuing import SignedIn
from slatehouse.accounts.script_keys import KeptKey, ScriptKeys
from slatehouse.schema.link import Link
from slatehouse.store.product_tables import script_keys
from slatehouse.store.statement import compile_statement

HOUR = 3600


@pytest.fixture
def farm(house: House) -> int:
    """A script with the key `old`."""
    return house.add_script("farm", "old")


def rotate(house: House, script: int, key: str, overlap: float, ends_at: datetime | None = None) -> None:
    made = house.accounts.new_script_key(key)
    with house.database.writing() as connection:
        old_until = house.clock() + timedelta(seconds=overlap)
        farm = Link(script, "farm", "ApiUser")
        house.accounts.rotate_script_key(connection, farm, made, old_until, system_caller(), ends_at)


def enters(house: House, key: str) -> bool:
    """Whether the key lets the script in, in a process that has seen nothing."""
    house.accounts = house.open_accounts()
    try:
        return bool(house.script_token("farm", key))
    except CannotAuthenticateScript:
        return False


def keys_of(house: House) -> list[KeptKey]:
    return house.accounts.script_keys()


def test_a_key_ends_with_its_tokens_when_its_time_has_come(house: House, farm: int) -> None:
    house.accounts.set_script_key(farm, "brief", house.clock() + timedelta(hours=1))
    token = house.script_token("farm", "brief")
    signed_in = house.accounts.sign_in(
        "client_credentials", {"client_id": "farm", "client_secret": "brief"}, "tracking.test"
    )
    house.clock.move(HOUR - 601)
    assert house.accounts.caller_of(house.script_token("farm", "brief")).name == "farm"
    token = house.script_token("farm", "brief")
    house.clock.move(599)
    assert house.accounts.caller_of(token).name == "farm"
    house.clock.move(2)
    with pytest.raises(CannotAuthenticateScript):
        house.script_token("farm", "brief")
    with pytest.raises(Unauthorized):
        house.accounts.caller_of(token)
    with pytest.raises(Unauthorized):
        house.accounts.sign_in("refresh_token", {"refresh_token": signed_in.refresh_token}, "tracking.test")


def test_an_old_key_goes_on_beside_the_new_one_and_ends(house: House, farm: int) -> None:
    rotate(house, farm, "new", HOUR)
    assert (enters(house, "old"), enters(house, "new")) == (True, True)
    house.clock.move(HOUR)
    assert (enters(house, "old"), enters(house, "new")) == (False, True)


def test_without_an_overlap_the_old_key_and_what_it_was_issued_end_at_once(house: House, farm: int) -> None:
    signed_in = house.accounts.sign_in(
        "client_credentials", {"client_id": "farm", "client_secret": "old"}, "tracking.test"
    )
    rotate(house, farm, "new", 0)
    assert (enters(house, "old"), enters(house, "new")) == (False, True)
    with pytest.raises(Unauthorized):
        house.accounts.sign_in("refresh_token", {"refresh_token": signed_in.refresh_token}, "tracking.test")


def test_a_third_key_ends_the_first_at_once(house: House, farm: int) -> None:
    rotate(house, farm, "second", HOUR)
    rotate(house, farm, "third", HOUR)
    assert [enters(house, key) for key in ("old", "second", "third")] == [False, True, True]


def test_an_overlap_does_not_prolong_a_key(house: House, farm: int) -> None:
    house.accounts.set_script_key(farm, "brief", house.clock() + timedelta(minutes=10))
    rotate(house, farm, "new", HOUR)
    house.clock.move(HOUR / 2)
    assert not enters(house, "brief")


def test_a_new_key_ends_when_the_old_one_was_to_unless_it_is_told(house: House, farm: int) -> None:
    house.accounts.set_script_key(farm, "brief", house.clock() + timedelta(hours=2))
    rotate(house, farm, "second", 60)
    rotate(house, farm, "third", 60, house.clock() + timedelta(hours=3))
    assert [key.ends_at for key in keys_of(house)] == ["2026-03-14T12:26:53Z", "2026-03-14T09:27:53Z"]


def test_a_script_whose_key_has_ended_can_be_given_another(house: House, farm: int) -> None:
    house.accounts.set_script_key(farm, "brief", house.clock() + timedelta(minutes=1))
    house.clock.move(HOUR)
    rotate(house, farm, "new", HOUR)
    assert [enters(house, key) for key in ("brief", "new")] == [False, True]
    assert len(keys_of(house)) == 1


def test_what_a_key_let_in_ends_with_it_and_what_its_successor_did_goes_on(house: House, farm: int) -> None:
    def signed_in(key: str) -> SignedIn:
        form = {"client_id": "farm", "client_secret": key}
        return house.accounts.sign_in("client_credentials", form, "tracking.test")

    def session_token(key: str) -> str:
        return house.accounts.mint_session_token(house.accounts.caller_with(Shown("script", "farm", key)))

    def redeems(grant: str, token: str) -> bool:
        try:
            return bool(house.accounts.sign_in(grant, {grant: token}, "tracking.test"))
        except (SignInRefusal, Unauthorized):
            return False

    rotate(house, farm, "new", HOUR)
    tokens = {key: (signed_in(key).refresh_token, session_token(key)) for key in ("old", "new")}
    house.clock.move(HOUR - 10)
    renewed = house.accounts.sign_in("refresh_token", {"refresh_token": tokens["old"][0]}, "tracking.test")
    assert house.accounts.caller_of(renewed.access_token).name == "farm"
    assert len(house.accounts.sessions_of("ApiUser", farm)) == 4
    house.clock.move(10)
    with pytest.raises(Unauthorized):
        house.accounts.caller_of(renewed.access_token)
    assert not redeems("refresh_token", renewed.refresh_token)
    assert {
        key: (redeems("refresh_token", refresh), redeems("session_token", session))
        for key, (refresh, session) in tokens.items()
    } == {"old": (False, False), "new": (True, True)}
    assert len(house.accounts.sessions_of("ApiUser", farm)) == 2


def test_the_use_of_a_key_is_noted_once_a_minute(house: House, farm: int) -> None:
    assert keys_of(house)[0].used_at is None
    used = []
    for _ in range(4):
        house.script_token("farm", "old")
        used.append(keys_of(house)[0].used_at)
        house.clock.move(30)
    assert [each and each[11:] for each in used] == ["09:26:53Z", "09:26:53Z", "09:27:53Z", "09:27:53Z"]
    with pytest.raises(CannotAuthenticateScript):
        house.script_token("farm", "wrong")
    assert keys_of(house)[0].used_at == used[-1]


def test_keys_are_kept_as_hashes_at_the_newest_cost(house: House, farm: int) -> None:
    def hashes() -> list[str]:
        with house.database.reading() as connection:
            query = compile_statement(select(script_keys.c.hash), house.database.dialect)
            return [str(row[0]) for row in connection.rows(query)]

    assert [each.startswith("$argon2id$v=19$m=8,t=1,p=1$") for each in hashes()] == [True]
    dearer = ScriptKeys(house.database, house.clock, Cost(passes=2, kibibytes=16, threads=1))
    assert dearer.matching(farm, "wrong") is None
    assert dearer.matching(farm, "old")
    assert [each.startswith("$argon2id$v=19$m=16,t=2,p=1$") for each in hashes()] == [True]
    assert dearer.matching(farm, "old")


def test_neither_an_unknown_script_nor_one_with_two_keys_can_be_told_by_the_time_of_a_refusal(
    house: House, farm: int
) -> None:
    dear = ScriptKeys(house.database, house.clock, Cost(passes=3, kibibytes=16_384, threads=1))
    first, second = dear.new(), dear.new()
    with house.database.writing() as connection:
        dear.put(connection, 7, first, None)
        dear.put(connection, 8, first, None)
        dear.rotate(connection, 8, second, house.clock() + timedelta(hours=1), None)
    assert dear.matching(8, first.text) and dear.matching(8, second.text)

    def refused(script: int | None) -> Effort:
        return Effort(lambda: dear.matching(script, "wrong") is None)

    one_key, *others = (refused(script) for script in (7, 8, 9, None))

    def are_alike() -> bool:
        return all(one_key.least / 1.6 < each.least < one_key.least * 1.6 for each in others)

    assert comes_true(are_alike, one_key, *others)
