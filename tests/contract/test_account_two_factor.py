"""Two-factor sign-in over REST and the Python API: switched on and off, asked for, and every refusal."""

from __future__ import annotations

from base64 import b32decode
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.contract.client import FORM, Client, error_of, invalid, not_found, told
from tests.contract.conftest import KEY, SCRIPT
from tests.contract.rpc import Rpc
from tests.contract.test_strict import STRICT
from tests.fixtures.clock import Clock

from slatehouse.accounts.totp import code_at, step_at
from slatehouse.schema.link import Link
from slatehouse.site.site import Site

PATH, OFF, OF_GUEST = (
    "/account/two_factor",
    "/account/two_factor/disable",
    "/account/human_users/<guest>/two_factor",
)
GOOD = "a-grey-harbour"
OTHERS = (400, 104, "Entity of type HumanUser can not be acted for by this user.")
WRONG = (400, 102, "The code is wrong, or was used before.")
IS_ON = (400, 104, "Two-factor sign-in is on already.")
NOT_BEGUN = (400, 104, "Two-factor sign-in is not on, and was not begun.")


@dataclass
class Guest:
    """A new person with an app, who is signed in."""

    site: Site
    anyone: Client
    login: str
    client: Client
    secret: bytes = b""
    recovery: list[str] = field(default_factory=list)

    def code(self, late: int = 0) -> str:
        """What the app shows now, or some steps later."""
        return code_at(self.secret, step_at(self.site.clock()) + late)

    def begin(self) -> None:
        answer = self.client("POST", PATH, {"password": GOOD})
        assert answer.status_code == 201, answer.text
        self.secret = b32decode(answer.json["data"]["secret"])

    def enrol(self) -> None:
        """With a code of half a minute ago, so that the present one is fresh."""
        self.begin()
        answer = self.client("PUT", PATH, {"code": self.code(-1)})
        assert answer.status_code == 200, answer.text
        self.recovery = answer.json["data"]["recovery_codes"]

    def sign_in(self, **parameters: str) -> testing.Result:
        form = {"grant_type": "password", "username": self.login, "password": GOOD, **parameters}
        return self.anyone("POST", "/auth/access_token", urlencode(form), FORM)

    def is_on(self) -> bool:
        return bool(self.client("GET", PATH).json["data"]["enabled"])


@pytest.fixture
def guest(contract_site: Site, api: Client, anyone: Client, ids: dict[str, int]) -> Guest:
    made = int(api("POST", "/entity/human_users", {"name": "Gus Lamp"}).json["data"]["id"])
    login = f"guest-{made}"
    api("PUT", f"/entity/human_users/{made}", {"login": login})
    ids["guest"] = made
    contract_site.accounts.set_password(made, GOOD)
    guest = Guest(contract_site, anyone, login, anyone)
    guest.client = Client(anyone.app, guest.sign_in().json["access_token"], anyone.names)
    return guest


def refusal(answer: testing.Result) -> tuple[int, int, str]:
    error = error_of(answer)
    return error["status"], error["code"], error["title"]


def test_it_is_switched_on_in_two_steps(guest: Guest) -> None:
    off = {"enabled": False, "created_at": None, "recovery_codes": 0}
    assert guest.client("GET", PATH).json == {"data": off, "links": {"self": "/api/v1/account/two_factor"}}
    begun = guest.client("POST", PATH, {"password": GOOD}).json["data"]
    assert list(begun) == ["secret", "url"]
    label = f"otpauth://totp/Slatehouse%3A{guest.login}"
    assert begun["url"] == f"{label}?secret={begun['secret']}&issuer=Slatehouse"
    assert guest.client("GET", PATH).json["data"] == off
    guest.secret = b32decode(begun["secret"])
    codes = guest.client("PUT", PATH, {"code": guest.code()}).json["data"]["recovery_codes"]
    assert len(set(codes)) == 10 and all(len(code) == 19 for code in codes)
    found = guest.client("GET", PATH).json["data"]
    assert (found["enabled"], found["recovery_codes"]) == (True, 10)
    assert found["created_at"] is not None


def test_the_password_grant_asks_for_a_code(guest: Guest) -> None:
    assert guest.sign_in().status_code == 200
    guest.enrol()
    title = f"User '{guest.login}' signs in with a second factor: its code is needed as 'auth_token'."
    assert told(guest.sign_in()) == (400, 106, title, {}, None)
    assert told(guest.sign_in(auth_token="")) == (400, 106, title, {}, None)
    assert guest.sign_in(auth_token=guest.code()).status_code == 200
    refused: tuple[object, ...] = (400, 102, f"Can't authenticate user '{guest.login}'.", {}, None)
    assert told(guest.sign_in(auth_token=guest.code())) == refused
    assert told(guest.sign_in(auth_token="nope")) == refused
    assert told(guest.sign_in(password="wrong", auth_token=guest.code(1))) == refused
    assert told(guest.sign_in(password="wrong")) == refused
    for status in (200, 400):
        assert guest.sign_in(auth_token=guest.recovery[0]).status_code == status


def test_a_code_with_a_nul_is_none(guest: Guest) -> None:
    guest.enrol()
    assert told(guest.sign_in(auth_token="a\x00b"))[2] == "Missing or invalid authentication arguments"


def test_the_parameter_is_one_that_a_strict_call_reads(guest: Guest) -> None:
    form = {"grant_type": "password", "username": guest.login, "password": GOOD, "auth_token": "x"}
    answer = guest.anyone("POST", "/auth/access_token", urlencode(form), FORM, STRICT)
    assert answer.status_code == 200


def test_the_python_api_asks_for_a_code(guest: Guest) -> None:
    auth = {"user_login": guest.login, "user_password": GOOD}
    guest.enrol()
    clock = guest.site.clock
    assert isinstance(clock, Clock)
    # Whoever was let in before is let in for as long as a second.
    clock.move(seconds=1)
    rpc = Rpc(guest.anyone.app, auth)
    code, message = rpc.fault("get_session_token")
    assert (code, guest.login in message) == (106, True)
    refused = (102, f"Can't authenticate user '{guest.login}'.")
    assert rpc.fault("get_session_token", auth_token="000000") == refused
    token = rpc.ask("get_session_token", auth={**auth, "auth_token": guest.code()})["results"]["session_id"]
    assert rpc.fault("get_session_token", auth_token=guest.code()) == refused
    assert Rpc(guest.anyone.app, {"session_token": token}).find("HumanUser")


def test_it_is_switched_off_by_a_code(guest: Guest) -> None:
    assert refusal(guest.client("POST", OFF, {"code": "123456"})) == NOT_BEGUN
    guest.enrol()
    assert refusal(guest.client("POST", OFF, {"code": "nope"})) == WRONG
    code = guest.code()
    assert guest.sign_in(auth_token=code).status_code == 200
    assert refusal(guest.client("POST", OFF, {"code": code})) == WRONG
    assert guest.is_on()
    assert guest.client("POST", OFF, {"code": guest.recovery[3]}).status_code == 204
    assert not guest.is_on()
    assert guest.sign_in().status_code == 200


def test_an_administrator_takes_away_what_was_lost(guest: Guest, api: Client) -> None:
    assert refusal(api("DELETE", OF_GUEST)) == NOT_BEGUN
    guest.enrol()
    assert api("GET", OF_GUEST).json["data"]["enabled"] is True
    assert guest.client("GET", OF_GUEST).json["data"]["enabled"] is True
    assert refusal(guest.client("DELETE", OF_GUEST)) == OTHERS
    assert api("DELETE", OF_GUEST).status_code == 204
    assert guest.sign_in().status_code == 200


def test_it_is_nobody_elses_business(guest: Guest, artist: Client) -> None:
    guest.enrol()
    for method in ("GET", "DELETE"):
        status, code, _ = refusal(artist(method, OF_GUEST))
        assert (status, code) in ((400, 104), (404, 104))
    assert guest.is_on()


def test_what_is_wrong_changes_nothing(guest: Guest) -> None:
    refused = (400, 102, f"Can't authenticate user '{guest.login}'.")
    assert refusal(guest.client("POST", PATH, {"password": "wrong"})) == refused
    assert refusal(guest.client("PUT", PATH, {"code": "123456"})) == NOT_BEGUN
    guest.begin()
    assert refusal(guest.client("PUT", PATH, {"code": "x"})) == WRONG
    assert not guest.is_on()
    guest.enrol()
    assert refusal(guest.client("POST", PATH, {"password": GOOD})) == IS_ON
    assert refusal(guest.client("PUT", PATH, {"code": guest.code()})) == IS_ON
    assert guest.sign_in(auth_token=guest.code()).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "name"), [("POST", PATH, "password"), ("PUT", PATH, "code"), ("POST", OFF, "code")]
)
def test_what_is_missing_is_told(artist: Client, method: str, path: str, name: str) -> None:
    for sent, what in (
        ({}, "is missing"),
        ({name: ""}, "must be filled"),
        ({name: 123456}, "must be a string"),
    ):
        assert told(artist(method, path, sent)) == invalid({name: [f"{name} {what}"]})
    answer = artist(method, path, {name: "x", "more": 1}, headers=STRICT)
    assert told(answer) == invalid({"more": ["more is not a parameter of this call"]})


def test_a_script_has_none_and_switches_nobodys_on(guest: Guest, api: Client) -> None:
    assert api("GET", PATH).json["data"] == {"enabled": False, "created_at": None, "recovery_codes": 0}
    form = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
    sudo = urlencode(form | {"scope": f"sudo_as_login:{guest.login}"})
    answer = guest.anyone("POST", "/auth/access_token", sudo, FORM)
    figure = Client(guest.anyone.app, answer.json["access_token"])
    for client in (api, figure):
        assert refusal(client("POST", PATH, {"password": GOOD})) == OTHERS
        assert refusal(client("PUT", PATH, {"code": "123456"})) == OTHERS
        assert refusal(client("POST", OFF, {"code": "123456"})) == OTHERS


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/account/human_users/999999/two_factor", not_found("HumanUser: 999999 not found", 104)),
        ("/account/api_users/<script>/two_factor", not_found()),
        ("/account/shots/<shot>/two_factor", not_found()),
    ],
)
def test_there_is_none_of_others_than_people(api: Client, path: str, answer: object) -> None:
    assert told(api("GET", path)) == answer
    assert told(api("DELETE", path)) == answer


def test_changes_are_recorded(guest: Guest, api: Client, ids: dict[str, int]) -> None:
    guest.enrol()
    api("DELETE", OF_GUEST)
    entries = guest.site.accounts.audit.newest(most=20)
    found = [each for each in entries if each.deed == "second_factor_changed"][:2]
    person, script = Link(ids["guest"], guest.login, "HumanUser"), Link(ids["script"], SCRIPT, "ApiUser")
    assert [(each.who, each.about, each.details) for each in found] == [
        (script, person, {"is_on": False}),
        (person, person, {"is_on": True}),
    ]
