"""The audit trail tells who came in or was refused, with what and from where, and nothing that they typed."""

from dataclasses import dataclass

import pytest
from tests.accounts.house import House

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.admission import Shown
from slatehouse.accounts.audit import Entry
from slatehouse.accounts.errors import SignInRefusal, Unauthorized
from slatehouse.accounts.sessions import Origin
from slatehouse.schema.link import Link

HOME = Origin("192.0.2.7", "a browser that calls itself password123")
FARM, MARA = Link(1, "farm", "ApiUser"), Link(1, "mara", "HumanUser")
GONE, SHY = Link(2, "gone", "HumanUser"), Link(3, "shy", "HumanUser")
FARM_FORM = {"client_id": "farm", "client_secret": "sesame"}
AS_MARA = {**FARM_FORM, "scope": "sudo_as_login:mara"}
MARA_FORM = {"username": "mara", "password": "slate"}


@dataclass(frozen=True)
class Case:
    """A way to sign in, and what is told of it: the deed, who did it, as whom, and the rest."""

    grant: str
    form: dict[str, str]
    deed: str
    who: Link | None
    details: dict[str, object]
    about: Link | None = None


CASES = {
    "a script": Case("client_credentials", FARM_FORM, "sign_in", FARM, {"how": "script"}),
    "a person": Case("password", MARA_FORM, "sign_in", MARA, {"how": "person"}),
    "a script as a person": Case(
        "client_credentials",
        AS_MARA,
        "sudo",
        FARM,
        {"how": "script"},
        MARA,
    ),
    "a wrong key": Case(
        "client_credentials",
        {**FARM_FORM, "client_secret": "wrong"},
        "sign_in_refused",
        FARM,
        {"how": "script", "why": None},
    ),
    "a name that is a secret": Case(
        "client_credentials",
        {"client_id": "p4ssw0rd", "client_secret": "x"},
        "sign_in_refused",
        None,
        {"how": "script", "why": None},
    ),
    "a wrong password": Case(
        "password",
        {**MARA_FORM, "password": "wrong"},
        "sign_in_refused",
        MARA,
        {"how": "person", "why": None},
    ),
    "a password as a login": Case(
        "password",
        {"username": "slate", "password": "mara"},
        "sign_in_refused",
        None,
        {"how": "person", "why": None},
    ),
    "someone disabled": Case(
        "password",
        {"username": "gone", "password": "slate"},
        "sign_in_refused",
        GONE,
        {"how": "person", "why": "disabled"},
    ),
    "a wrong session token": Case(
        "session_token",
        {"session_token": "wrong"},
        "sign_in_refused",
        None,
        {"how": "session", "why": None},
    ),
    "a wrong refresh token": Case(
        "refresh_token",
        {"refresh_token": "wrong"},
        "sign_in_refused",
        None,
        {"how": "refresh", "why": None},
    ),
    "a script as someone who forbids it": Case(
        "client_credentials",
        {**FARM_FORM, "scope": "sudo_as_login:shy"},
        "sudo_refused",
        FARM,
        {"why": "not impersonable"},
    ),
    "a script as nobody": Case(
        "client_credentials",
        {**FARM_FORM, "scope": "sudo_as_login:slate"},
        "sudo_refused",
        FARM,
        {"why": "nobody has the login"},
    ),
    "a person as another": Case(
        "password",
        {**MARA_FORM, "scope": "sudo_as_login:shy"},
        "sudo_refused",
        MARA,
        {"why": "may not impersonate"},
    ),
}


@pytest.fixture
def staffed(house: House) -> House:
    house.add_script("farm", "sesame")
    house.add_person("mara", "slate")
    house.add_person("gone", "slate", sg_status_list="dis")
    house.add_person("shy", "slate", can_impersonate_this_user=False)
    return house


def sign_in(accounts: Accounts, grant: str, form: dict[str, str], origin: Origin = HOME) -> str | None:
    """The refresh token; None for who was refused."""
    try:
        return accounts.sign_in(grant, form, "tracking.test", origin).refresh_token
    except (SignInRefusal, Unauthorized):
        return None


def sign_ins(house: House) -> list[Entry]:
    """What is told of sign-ins; that people were given passwords is told, too."""
    return [each for each in house.accounts.audit.newest() if each.deed != "password_changed"]


def told(entry: Entry) -> tuple[object, ...]:
    return entry.deed, entry.who, entry.about, entry.address, entry.details


def secrets_in(entries: list[Entry]) -> list[str]:
    text = str(entries)
    return [secret for secret in ("slate", "sesame", "wrong", "p4ssw0rd", "password123") if secret in text]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_tells_what_came_of_a_sign_in(staffed: House, case: Case) -> None:
    sign_in(staffed.accounts, case.grant, case.form)
    entries = sign_ins(staffed)
    assert [told(each) for each in entries] == [(case.deed, case.who, case.about, HOME.address, case.details)]
    assert secrets_in(entries) == []


@pytest.mark.parametrize(("grant", "form"), [("implicit", {}), ("password", {"username": "mara"})])
def test_what_is_no_attempt_is_not_told(staffed: House, grant: str, form: dict[str, str]) -> None:
    assert sign_in(staffed.accounts, grant, form) is None
    assert sign_ins(staffed) == []


def test_a_renewal_is_told_of_with_whom_the_script_acts_as(staffed: House) -> None:
    token = sign_in(staffed.accounts, "client_credentials", AS_MARA)
    assert token and sign_in(staffed.accounts, "refresh_token", {"refresh_token": token})
    assert [told(each)[:3] for each in sign_ins(staffed)] == [("sudo", FARM, MARA)] * 2


def test_a_farm_that_signs_in_again_and_again_is_one_entry_an_hour(staffed: House) -> None:
    for _ in range(10):
        sign_in(staffed.accounts, "client_credentials", FARM_FORM)
        staffed.clock.move(60)
    sign_in(staffed.accounts, "client_credentials", FARM_FORM, Origin("192.0.2.8"))
    assert sorted((each.address, each.times) for each in sign_ins(staffed)) == [
        ("192.0.2.7", 10),
        ("192.0.2.8", 1),
    ]


def test_credentials_that_come_with_every_call_are_told_of_for_each_address(staffed: House) -> None:
    for address in ("192.0.2.7", "192.0.2.8"):
        for _ in range(5):
            staffed.accounts.caller_with(Shown("script", "farm", "sesame"), address)
            staffed.clock.move(2)
    staffed.accounts.caller_with(Shown("script", "farm", "sesame", "mara"), "192.0.2.7")
    for _ in range(3):
        with pytest.raises(SignInRefusal):
            staffed.accounts.caller_with(Shown("script", "farm", "wrong"), "192.0.2.7")
    entries = sign_ins(staffed)
    assert sorted((each.deed, each.address, each.times) for each in entries) == [
        ("sign_in", "192.0.2.7", 1),
        ("sign_in", "192.0.2.8", 1),
        ("sign_in_refused", "192.0.2.7", 3),
        ("sudo", "192.0.2.7", 1),
    ]
    assert secrets_in(entries) == []
