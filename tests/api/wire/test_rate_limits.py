"""Whose failed sign-ins count against whom, and what is dear."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.api.wire.test_rates import Watch

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import (
    CannotAuthenticatePerson,
    MissingArguments,
    SudoUnknown,
    Unauthorized,
    UnsupportedGrant,
)
from slatehouse.api.wire.rate_limits import Dear, RateLimits, TooManyCalls, TooManyFailures, account_of
from slatehouse.config import LimitsSettings

ADA, MARA = account_of("person", "ada"), account_of("person", "mara")
STUDIO, STRANGER = "192.0.2.1", "198.51.100.7"
SETTINGS = LimitsSettings(
    failed_sign_ins_of_account="3/hour",
    failed_sign_ins_from_address="5/minute",
    sign_ins="2/minute",
    uploads="2/minute",
)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def limits(watch: Watch) -> RateLimits:
    return RateLimits(SETTINGS, watch)


def wrong() -> str:
    raise CannotAuthenticatePerson("ada")


def fail(limits: RateLimits, account: str | None, address: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(CannotAuthenticatePerson):
            limits.signing_in(account, address, wrong)


def seconds_to_wait(limits: RateLimits, account: str | None, address: str) -> int:
    """0 where the right credentials let the account in."""
    try:
        assert limits.signing_in(account, address, lambda: "in") == "in"
    except TooManyFailures as refusal:
        return refusal.seconds
    return 0


def test_an_account_that_is_guessed_at_is_closed_to_strangers(limits: RateLimits, watch: Watch) -> None:
    fail(limits, ADA, STRANGER, 3)
    assert seconds_to_wait(limits, ADA, STRANGER) == 1200
    assert seconds_to_wait(limits, ADA, "203.0.113.9") == 1200
    assert seconds_to_wait(limits, MARA, STRANGER) == 0
    watch.now += 1200
    assert seconds_to_wait(limits, ADA, STRANGER) == 0


def test_it_stays_open_where_it_signed_in_before(limits: RateLimits) -> None:
    assert seconds_to_wait(limits, ADA, STUDIO) == 0
    fail(limits, ADA, STRANGER, 3)
    assert seconds_to_wait(limits, ADA, STUDIO) == 0


def test_even_there_it_cannot_be_guessed_at_for_ever(limits: RateLimits) -> None:
    assert seconds_to_wait(limits, ADA, STUDIO) == 0
    fail(limits, ADA, STUDIO, 3)
    assert seconds_to_wait(limits, ADA, STUDIO) == 1200
    assert seconds_to_wait(limits, ADA, "203.0.113.9") == 0


def test_an_address_that_tries_many_accounts_is_closed(limits: RateLimits) -> None:
    for number in range(5):
        fail(limits, account_of("person", f"person {number}"), STRANGER, 1)
    assert seconds_to_wait(limits, ADA, STRANGER) == 12
    assert seconds_to_wait(limits, ADA, STUDIO) == 0


def test_a_neighbour_with_a_wrong_key_shuts_nobody_out_who_is_known_there(limits: RateLimits) -> None:
    assert seconds_to_wait(limits, ADA, STUDIO) == 0
    for number in range(5):
        fail(limits, account_of("script", f"farm {number}"), STUDIO, 1)
    assert seconds_to_wait(limits, ADA, STUDIO) == 0
    assert seconds_to_wait(limits, MARA, STUDIO) > 0


def test_tokens_count_for_the_address_alone(limits: RateLimits) -> None:
    fail(limits, None, STRANGER, 5)
    assert seconds_to_wait(limits, None, STRANGER) > 0
    assert seconds_to_wait(limits, None, STUDIO) == 0


def test_while_an_account_is_closed_its_credentials_are_not_looked_at(limits: RateLimits) -> None:
    fail(limits, ADA, STRANGER, 3)

    def looked_at() -> str:
        raise AssertionError("the credentials were looked at")

    with pytest.raises(TooManyFailures):
        limits.signing_in(ADA, STRANGER, looked_at)


def refusing(refusal: Exception) -> Callable[[], str]:
    def sign_in() -> str:
        raise refusal

    return sign_in


@pytest.mark.parametrize(
    ("refusal", "counts"),
    [
        (CannotAuthenticatePerson("ada"), True),
        (Unauthorized(), True),
        (MissingArguments(), False),
        (UnsupportedGrant(), False),
        (SudoUnknown("ada"), False),
        (RuntimeError("the database is away"), False),
    ],
)
def test_only_a_wrong_guess_counts(limits: RateLimits, refusal: Exception, counts: bool) -> None:
    for _ in range(3):
        with pytest.raises(type(refusal)):
            limits.signing_in(ADA, STRANGER, refusing(refusal))
    assert bool(seconds_to_wait(limits, ADA, STRANGER)) is counts


def test_an_account_is_the_same_however_it_is_spelled() -> None:
    assert account_of("person", " ADA ") == account_of("person", "ada")
    assert account_of("person", "ada") != account_of("script", "ada")
    assert len(account_of("person", "a" * 10_000_000)) < 300


def test_tokens_are_counted_once_they_are_minted(limits: RateLimits) -> None:
    for _ in range(2):
        with pytest.raises(CannotAuthenticatePerson):
            limits.minting(ADA, STUDIO, wrong)
    for _ in range(2):
        assert limits.minting(ADA, STUDIO, lambda: "token") == "token"
    with pytest.raises(TooManyCalls) as refused:
        limits.minting(ADA, STUDIO, lambda: "token")
    assert (refused.value.kind, refused.value.seconds) == (Dear.SIGN_IN, 30)


def caller(kind: str, row_id: int, script: int | None = None) -> Caller:
    named = "ApiUser" if kind == "ApiUser" else "HumanUser"
    return Caller(named, row_id, "", "", "artist", "Artist", "test", script_id=script)  # type: ignore[arg-type]


def test_a_dear_call_is_counted_for_who_makes_it(limits: RateLimits) -> None:
    ada, script = caller("HumanUser", 7), caller("ApiUser", 7, script=7)
    for each in (ada, script):
        for _ in range(2):
            limits.call(Dear.UPLOAD, each)
        with pytest.raises(TooManyCalls):
            limits.call(Dear.UPLOAD, each)
    limits.call(Dear.EXPORT, ada)


def test_a_script_counts_as_itself_whomever_it_acts_as(limits: RateLimits) -> None:
    for person in (7, 8):
        limits.call(Dear.UPLOAD, caller("HumanUser", person, script=3))
    with pytest.raises(TooManyCalls):
        limits.call(Dear.UPLOAD, caller("HumanUser", 9, script=3))
