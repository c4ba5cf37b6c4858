"""Who a bearer is: attribution, rule sets, and how soon a revocation is felt in every process."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests.accounts.house import House

from slatehouse.accounts.bearers import Bearers
from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.accounts.directory import Directory
from slatehouse.accounts.errors import CannotAuthenticateSessionToken, Unauthorized
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.own_rule_sets import OwnRuleSets
from slatehouse.accounts.recognition import Recognition
from slatehouse.accounts.sessions import Origin, Sessions
from slatehouse.accounts.tokens import TokenSigner
from slatehouse.schema.link import Link


@pytest.fixture
def staffed(house: House) -> House:
    house.add_script("toolkit", "key")
    house.add_person("mara", "slate")
    return house


def test_a_script_is_itself(staffed: House) -> None:
    assert staffed.accounts.caller_of(staffed.script_token("toolkit", "key")) == Caller(
        type="ApiUser",
        id=1,
        name="toolkit",
        login_or_script="toolkit",
        rule_set="api_admin",
        rule_set_name="API Admin",
        auth_type="api_key",
        script_id=1,
        logs_events=False,
    )


def test_a_person_is_themselves(staffed: House) -> None:
    assert staffed.accounts.caller_of(staffed.person_token("mara", "slate")) == Caller(
        type="HumanUser",
        id=1,
        name="Mara",
        login_or_script="mara",
        rule_set="artist",
        rule_set_name="Artist",
        auth_type="password",
    )


def test_a_script_that_acts_as_a_person_is_that_person(staffed: House) -> None:
    token = staffed.script_token("toolkit", "key", scope="sudo_as_login:mara")
    assert staffed.accounts.caller_of(token) == Caller(
        type="HumanUser",
        id=1,
        name="Mara",
        login_or_script="mara",
        rule_set="artist",
        rule_set_name="Artist",
        auth_type="api_key",
        sudo_as_login="mara",
        script_id=1,
        logs_events=True,
    )


def test_authors_bear_their_display_names(staffed: House) -> None:
    staffed.name("ApiUser", 1, "toolkit 1.0")
    script = staffed.accounts.caller_of(staffed.script_token("toolkit", "key"))
    assert script.author == Link(1, "toolkit 1.0", "ApiUser")
    assert script.login_or_script == "toolkit"
    assert system_caller().author is None


@pytest.mark.parametrize(
    ("role", "is_administrator"), [("admin", True), ("api_admin", True), ("artist", False), ("", False)]
)
def test_administrators_are_known_by_their_rule_set(
    staffed: House, role: str, is_administrator: bool
) -> None:
    staffed.add_script("other", "key", role=role)
    caller = staffed.accounts.caller_of(staffed.script_token("other", "key"))
    assert (caller.rule_set, caller.is_administrator) == (role, is_administrator)


def test_a_script_may_keep_its_events(staffed: House) -> None:
    staffed.add_script("noisy", "key", generate_event_log_entries=True)
    assert staffed.accounts.caller_of(staffed.script_token("noisy", "key")).logs_events


def test_every_process_takes_the_same_token(staffed: House) -> None:
    token = staffed.script_token("toolkit", "key")
    assert staffed.open_accounts().caller_of(token) == staffed.accounts.caller_of(token)


def test_a_known_caller_costs_no_statement_within_a_second(staffed: House) -> None:
    token = staffed.script_token("toolkit", "key")
    caller = staffed.accounts.caller_of(token)
    staffed.clock.move(0.9)
    assert staffed.accounts.caller_of(token) is caller


GOODBYES = {
    "the script's key is revoked": lambda house: house.accounts.revoke_script(1),
    "the script is retired": lambda house: house.retire("ApiUser", 1),
}
GOODBYES_OF_A_PERSON = {
    "the person is disabled": lambda house: house.change("HumanUser", 1, sg_status_list="dis"),
    "the person is retired": lambda house: house.retire("HumanUser", 1),
}
GOODBYES_OF_A_FIGURE = {
    "the person forbids it": lambda house: house.change("HumanUser", 1, can_impersonate_this_user=False),
    "the script loses its rank": lambda house: house.change("ApiUser", 1, **{"permission_rule_set$id": 2}),
}


def as_script(house: House) -> str:
    return house.script_token("toolkit", "key")


def as_person(house: House) -> str:
    return house.person_token("mara", "slate")


def as_figure(house: House) -> str:
    return house.script_token("toolkit", "key", scope="sudo_as_login:mara")


@pytest.mark.parametrize(
    ("enter", "leave"),
    [
        pytest.param(enter, leave, id=f"{enter.__name__}, {why}")
        for enter, reasons in (
            (as_script, GOODBYES),
            (as_person, GOODBYES_OF_A_PERSON),
            (as_figure, GOODBYES | GOODBYES_OF_A_PERSON | GOODBYES_OF_A_FIGURE),
        )
        for why, leave in reasons.items()
    ],
)
def test_a_revocation_is_felt_within_a_second_everywhere(
    staffed: House, enter: Callable[[House], str], leave: Callable[[House], None]
) -> None:
    token, elsewhere = enter(staffed), staffed.open_accounts()
    processes = (staffed.accounts, elsewhere)
    sessions = [process.mint_session_token(process.caller_of(token)) for process in processes]
    leave(staffed)
    staffed.clock.move(1)
    for process in processes:
        with pytest.raises(Unauthorized):
            process.caller_of(token)
    if enter is not as_figure:
        for session in sessions:
            with pytest.raises(CannotAuthenticateSessionToken):
                staffed.accounts.sign_in("session_token", {"session_token": session}, "tracking.test")


def test_a_change_of_role_is_felt_within_a_second(staffed: House) -> None:
    token = staffed.person_token("mara", "slate")
    assert not staffed.accounts.caller_of(token).is_administrator
    staffed.change("HumanUser", 1, **{"permission_rule_set$id": 1})
    staffed.clock.move(1)
    assert staffed.accounts.caller_of(token).is_administrator


def test_a_clock_that_was_set_back_prolongs_nothing(staffed: House) -> None:
    token = staffed.script_token("toolkit", "key")
    staffed.accounts.caller_of(token)
    staffed.accounts.revoke_script(1)
    staffed.clock.move(-3600)
    with pytest.raises(Unauthorized):
        staffed.accounts.caller_of(token)


def test_a_known_token_expires_all_the_same(staffed: House) -> None:
    token = staffed.script_token("toolkit", "key")
    staffed.clock.move(599.5)
    staffed.accounts.caller_of(token)
    staffed.clock.move(0.5)
    with pytest.raises(Unauthorized):
        staffed.accounts.caller_of(token)


def test_a_new_key_ends_what_the_old_one_was_given(staffed: House) -> None:
    signed_in = staffed.accounts.sign_in(
        "client_credentials", {"client_id": "toolkit", "client_secret": "key"}, "tracking.test"
    )
    staffed.accounts.set_script_key(1, "new key")
    with pytest.raises(Unauthorized):
        staffed.accounts.sign_in("refresh_token", {"refresh_token": signed_in.refresh_token}, "tracking.test")


def test_a_new_password_ends_what_the_old_one_was_given(staffed: House) -> None:
    session = staffed.accounts.mint_session_token(
        staffed.accounts.caller_of(staffed.person_token("mara", "slate"))
    )
    staffed.accounts.set_password(1, "new slate")
    with pytest.raises(CannotAuthenticateSessionToken):
        staffed.accounts.sign_in("session_token", {"session_token": session}, "tracking.test")
    assert staffed.person_token("mara", "new slate")


def test_memory_is_bounded_and_the_oldest_are_looked_up_again(staffed: House) -> None:
    ring = (b"0" * 32,)
    signer = TokenSigner(lambda: ring, 600, staffed.clock)
    directory = Directory(staffed.database, staffed.tables, staffed.clock)
    sessions = Sessions(staffed.database, staffed.clock)
    factors = staffed.accounts.second_factors
    recognition = Recognition(directory, OwnRuleSets(staffed.database), factors, sessions)
    bearers = Bearers(signer, recognition, sessions, staffed.clock, capacity=8)
    with staffed.database.writing() as connection:
        script = sessions.enter(
            connection, Identity("ApiUser", 1, "api_key"), Origin(), timedelta(minutes=10)
        )
    tokens = [signer.sign(script, f"host-{n}") for n in range(20)]
    first, *_, last = [bearers.caller_of(token) for token in tokens]
    assert bearers.caller_of(tokens[-1]) is last
    again = bearers.caller_of(tokens[0])
    assert again == first and again is not first
