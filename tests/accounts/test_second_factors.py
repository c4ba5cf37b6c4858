"""A second factor: switched on in two steps, asked for with the password, and no code good twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from tests.accounts.house import House, auth_settings

from slatehouse.accounts.admission import Shown
from slatehouse.accounts.errors import (
    CannotAuthenticatePerson,
    SecondFactorIsOn,
    SecondFactorMissing,
    SecondFactorNotBegun,
    WrongCode,
)
from slatehouse.accounts.second_factors import SecondFactor
from slatehouse.accounts.totp import code_at, spelled, step_at
from slatehouse.store.product_tables import recovery_codes, second_factors
from slatehouse.store.statement import compile_statement

HOST = "tracking.test"
NOON = "2026-03-14T09:26:53Z"


class Mara:
    """A person with an app."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.id = house.add_person("mara", "slate")
        self.secret = b""
        self.recovery: list[str] = []

    def begin(self) -> None:
        with self.house.database.writing() as connection:
            self.secret = self.house.accounts.second_factors.begin(connection, self.id)

    def confirm(self, code: str | None = None) -> None:
        with self.house.database.writing() as connection:
            factors = self.house.accounts.second_factors
            self.recovery = factors.confirm(connection, self.id, code or self.code())

    def code(self, late: int = 0) -> str:
        """What the app shows now, or some steps later."""
        return code_at(self.secret, step_at(self.house.clock()) + late)

    def enrol(self) -> None:
        """With a code of half a minute ago, so that the present one is fresh."""
        self.begin()
        self.confirm(self.code(-1))

    def sign_in(self, code: str = "", password: str = "slate") -> str:
        parameters = {"username": "mara", "password": password, "auth_token": code}
        return self.house.accounts.sign_in("password", parameters, HOST).access_token

    def show(self, code: str) -> int:
        return self.house.accounts.caller_with(Shown("person", "mara", "slate", code=code)).id


@pytest.fixture
def mara(house: House) -> Mara:
    return Mara(house)


@pytest.fixture
def enrolled(mara: Mara) -> Mara:
    mara.enrol()
    return mara


def test_nothing_changes_until_it_is_confirmed(mara: Mara) -> None:
    mara.begin()
    assert mara.house.accounts.second_factors.of(mara.id) == SecondFactor()
    assert mara.sign_in()
    mara.confirm()
    assert mara.house.accounts.second_factors.of(mara.id) == SecondFactor(True, NOON, 10)
    with pytest.raises(SecondFactorMissing):
        mara.sign_in()


def test_the_code_that_confirms_opens_nothing_more(mara: Mara) -> None:
    mara.begin()
    mara.confirm()
    with pytest.raises(CannotAuthenticatePerson):
        mara.sign_in(mara.code())
    assert mara.sign_in(mara.code(1))


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "1" * 500, "\ud800", "a\0b"], ids=repr)
def test_a_wrong_code_confirms_nothing(mara: Mara, code: str) -> None:
    mara.begin()
    while code == mara.code():
        mara.begin()
    with pytest.raises(WrongCode), mara.house.database.writing() as connection:
        mara.house.accounts.second_factors.confirm(connection, mara.id, code)
    assert mara.sign_in()


def test_what_was_begun_last_counts(mara: Mara) -> None:
    mara.begin()
    first = mara.code()
    mara.begin()
    if first != mara.code():
        with pytest.raises(WrongCode):
            mara.confirm(first)
    mara.confirm()


def test_one_that_is_on_is_neither_begun_nor_confirmed(enrolled: Mara) -> None:
    with pytest.raises(SecondFactorIsOn):
        enrolled.begin()
    with pytest.raises(SecondFactorIsOn):
        enrolled.confirm()


def test_none_that_was_not_begun_is_confirmed(mara: Mara) -> None:
    with pytest.raises(SecondFactorNotBegun):
        mara.confirm("000000")


WAYS: dict[str, Callable[[Mara, str], object]] = {"password grant": Mara.sign_in, "with a call": Mara.show}


@pytest.mark.parametrize("enter", WAYS.values(), ids=WAYS)
class TestSigningIn:
    def test_a_code_is_good_once(self, enrolled: Mara, enter: Callable[[Mara, str], object]) -> None:
        assert enter(enrolled, enrolled.code())
        with pytest.raises(CannotAuthenticatePerson):
            enter(enrolled, enrolled.code())
        enrolled.house.clock.move(30)
        assert enter(enrolled, enrolled.code())

    def test_a_code_is_good_once_in_all_processes(
        self, enrolled: Mara, enter: Callable[[Mara, str], object]
    ) -> None:
        assert enter(enrolled, enrolled.code())
        enrolled.house.accounts = enrolled.house.open_accounts()
        with pytest.raises(CannotAuthenticatePerson):
            enter(enrolled, enrolled.code())

    def test_none_older_than_the_last_is_good(
        self, enrolled: Mara, enter: Callable[[Mara, str], object]
    ) -> None:
        assert enter(enrolled, enrolled.code(1))
        with pytest.raises(CannotAuthenticatePerson):
            enter(enrolled, enrolled.code())

    def test_people_type_them_with_spaces(self, enrolled: Mara, enter: Callable[[Mara, str], object]) -> None:
        code = enrolled.code()
        assert enter(enrolled, f" {code[:3]} {code[3:]}")

    def test_each_recovery_code_is_good_once(
        self, enrolled: Mara, enter: Callable[[Mara, str], object]
    ) -> None:
        first, second, *_ = enrolled.recovery
        assert enter(enrolled, first.upper().replace("-", " "))
        with pytest.raises(CannotAuthenticatePerson):
            enter(enrolled, first)
        assert enter(enrolled, second)
        assert enrolled.house.accounts.second_factors.of(enrolled.id).recovery_codes == 8

    def test_without_a_code_it_is_asked_for(
        self, enrolled: Mara, enter: Callable[[Mara, str], object]
    ) -> None:
        with pytest.raises(SecondFactorMissing) as refusal:
            enter(enrolled, "")
        assert refusal.value.login == "mara"

    @pytest.mark.parametrize(
        "code", ["000000", "nope", "\ud800", "a\0b", "x" * 10_000], ids=lambda code: code[:6]
    )
    def test_a_wrong_code_is_refused_like_a_wrong_password(
        self, enrolled: Mara, enter: Callable[[Mara, str], object], code: str
    ) -> None:
        with pytest.raises(CannotAuthenticatePerson):
            enter(enrolled, code if code != enrolled.code() else "111111")


def test_nobody_learns_of_it_without_the_password(enrolled: Mara) -> None:
    for code in ("", enrolled.code()):
        with pytest.raises(CannotAuthenticatePerson):
            enrolled.sign_in(code, password="wrong")
    assert enrolled.sign_in(enrolled.code())


def test_whoever_has_none_may_show_anything(mara: Mara) -> None:
    assert mara.sign_in("123456")
    assert mara.show("123456") == mara.id


def test_codes_are_their_persons_own(enrolled: Mara) -> None:
    house = enrolled.house
    house.add_person("new", "slate")
    other = Mara.__new__(Mara)
    other.__dict__.update(house=house, id=2, secret=b"", recovery=[])
    other.enrol()
    assert not house.accounts.second_factors.accepts(2, enrolled.recovery[0])
    assert not house.accounts.second_factors.accepts(2, enrolled.code())
    assert house.accounts.second_factors.accepts(1, enrolled.recovery[0])


def test_tokens_go_on_without_codes(enrolled: Mara) -> None:
    accounts = enrolled.house.accounts
    parameters = {"username": "mara", "password": "slate", "auth_token": enrolled.code()}
    signed_in = accounts.sign_in("password", parameters, HOST)
    accounts.sign_in("refresh_token", {"refresh_token": signed_in.refresh_token}, HOST)
    token = accounts.mint_session_token(accounts.caller_of(signed_in.access_token))
    accounts.sign_in("session_token", {"session_token": token}, HOST)


def test_without_it_the_password_is_enough_again(enrolled: Mara) -> None:
    factors = enrolled.house.accounts.second_factors
    with enrolled.house.database.writing() as connection:
        assert factors.remove(connection, enrolled.id)
        assert not factors.remove(connection, enrolled.id)
    assert enrolled.sign_in()
    assert not factors.accepts(enrolled.id, enrolled.recovery[0])
    enrolled.enrol()
    assert enrolled.sign_in(enrolled.code())


def test_the_site_shows_nothing_of_it_again(mara: Mara) -> None:
    """Recovery codes are hashed; the secret is encrypted."""
    mara.enrol()
    assert mara.sign_in(mara.code())
    kept = ""
    with mara.house.database.reading() as connection:
        for table in (second_factors, recovery_codes):
            kept += repr(connection.rows(compile_statement(select(table), mara.house.database.dialect)))
    assert not any(code in kept or code.replace("-", "") in kept for code in mara.recovery)
    assert mara.secret.hex() not in kept and spelled(mara.secret) not in kept


def test_where_the_key_of_the_secrets_was_lost_a_recovery_code_lets_the_person_in(enrolled: Mara) -> None:
    settings = auth_settings(secret_key="another text of at least 32 characters")
    enrolled.house.accounts = enrolled.house.open_accounts(settings)
    with enrolled.house.database.writing() as connection:
        enrolled.house.accounts.sealed_secrets.seal_anew(connection, gives_up=True)
    with pytest.raises(CannotAuthenticatePerson):
        enrolled.sign_in(enrolled.code())
    assert enrolled.sign_in(enrolled.recovery[0])


def test_refusals_are_recorded_with_their_reason(enrolled: Mara) -> None:
    for code in ("", "nope"):
        with pytest.raises((SecondFactorMissing, CannotAuthenticatePerson)):
            enrolled.sign_in(code)
    entries = enrolled.house.accounts.audit.newest()
    found = {each.details["why"] for each in entries if each.deed == "sign_in_refused"}
    assert found == {"no code", "wrong code"}
