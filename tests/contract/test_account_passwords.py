"""Passwords over both doors: what the policy refuses, links to choose one, and one's own changed."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.contract.client import FORM, Client, error_of, invalid, not_found, told
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT
from tests.contract.rpc import Rpc, condition, fields
from tests.contract.test_strict import STRICT
from tests.fixtures.clock import Clock

from slatehouse.schema.link import Link
from slatehouse.site.site import Site

PATH, LINK = "/account/password", "/account/human_users/<guest>/password_link"
GOOD = "a-grey-harbour"
UNUSABLE = "This link is not good, or not any more: it was used, replaced or has expired."
NOT_GOOD: tuple[object, ...] = (400, 102, UNUSABLE, {}, None)
OTHERS = "Entity of type HumanUser can not be acted for by this user."
INVALID = "Request Parameters invalid."
SHORT = "The password is refused: it is too short; at least 10 characters are needed."
COMMON = "The password is refused: it is one of the commonest passwords, or close to one."
NAME = "The password is refused: it is the person's own name or login, or close to it."


@pytest.fixture
def guest(api: Client, ids: dict[str, int]) -> int:
    """A new person, whose login is `guest-<id>` and whose id paths may name."""
    made = int(api("POST", "/entity/human_users", {"name": "Gus Lamp"}).json["data"]["id"])
    api("PUT", f"/entity/human_users/{made}", {"login": f"guest-{made}"})
    ids["guest"] = made
    return made


def link(api: Client) -> str:
    """The secret in a new link for the guest."""
    answer = api("POST", LINK)
    assert answer.status_code == 201, answer.text
    return str(answer.json["data"]["url"]).partition("#")[2]


def redeem(anyone: Client, token: str, password: str = GOOD) -> testing.Result:
    return anyone("POST", PATH, {"token": token, "password": password})


def sign_in(anyone: Client, login: str, password: str = GOOD) -> testing.Result:
    form = {"grant_type": "password", "username": login, "password": password}
    return anyone("POST", "/auth/access_token", urlencode(form), FORM)


def signed_in(anyone: Client, login: str, password: str = GOOD) -> Client:
    return Client(anyone.app, sign_in(anyone, login, password).json["access_token"], anyone.names)


def refusal(answer: testing.Result) -> tuple[int, int, str]:
    error = error_of(answer)
    return error["status"], error["code"], error["title"]


class TestLinks:
    def test_a_link_is_an_invitation_and_later_a_reset(self, api: Client, anyone: Client, guest: int) -> None:
        answer = api("POST", LINK)
        assert (answer.status_code, list(answer.json)) == (201, ["data"])
        made = answer.json["data"]
        assert list(made) == ["url", "purpose", "expires_at"]
        assert made["purpose"] == "invitation"
        address, _, token = made["url"].partition("#")
        assert address == "http://tracking.test/account/password"
        assert redeem(anyone, token).status_code == 204
        assert sign_in(anyone, f"guest-{guest}").status_code == 200
        assert api("POST", LINK).json["data"]["purpose"] == "reset"

    def test_it_works_once(self, api: Client, anyone: Client, guest: int) -> None:
        token = link(api)
        assert redeem(anyone, token).status_code == 204
        assert told(redeem(anyone, token, "another-harbour")) == NOT_GOOD
        assert sign_in(anyone, f"guest-{guest}").status_code == 200

    def test_the_last_one_counts(self, api: Client, anyone: Client, guest: int) -> None:
        first, last = link(api), link(api)
        assert told(redeem(anyone, first)) == NOT_GOOD
        assert redeem(anyone, last).status_code == 204

    def test_it_ends_with_the_person(self, api: Client, anyone: Client, guest: int) -> None:
        token = link(api)
        api("PUT", f"/entity/human_users/{guest}", {"sg_status_list": "dis"})
        assert told(redeem(anyone, token)) == NOT_GOOD

    @pytest.mark.parametrize(
        ("password", "title"),
        [("short", SHORT), ("password2026", COMMON), ("gus lamp 99", NAME)],
    )
    def test_a_bad_password_leaves_it_as_good(
        self, api: Client, anyone: Client, guest: int, password: str, title: str
    ) -> None:
        token = link(api)
        assert refusal(redeem(anyone, token, password)) == (400, 104, title)
        assert redeem(anyone, token).status_code == 204

    @pytest.mark.parametrize(
        ("body", "what"),
        [
            ({}, "is missing"),
            ({"token": "", "password": None}, "must be filled"),
            ({"token": 7, "password": [GOOD]}, "must be a string"),
        ],
    )
    def test_what_is_missing_is_told(self, anyone: Client, body: object, what: str) -> None:
        findings = {name: [f"{name} {what}"] for name in ("token", "password")}
        assert told(anyone("POST", PATH, body)) == invalid(findings)

    @pytest.mark.parametrize("token", ["x", "x" * 5000, "ß", "' or 1=1"])
    def test_any_other_text_is_no_link(self, anyone: Client, token: str) -> None:
        assert told(redeem(anyone, token)) == NOT_GOOD

    def test_they_are_made_by_administrators(self, api: Client, anyone: Client, guest: int) -> None:
        redeem(anyone, link(api))
        person = signed_in(anyone, f"guest-{guest}")
        for path in (LINK, "/account/human_users/<person>/password_link"):
            assert refusal(person("POST", path)) == (400, 104, OTHERS)

    @pytest.mark.parametrize(
        ("path", "answer"),
        [
            ("/account/human_users/999999/password_link", not_found("HumanUser: 999999 not found", 104)),
            ("/account/api_users/<script>/password_link", not_found()),
            ("/account/shots/<shot>/password_link", not_found()),
        ],
    )
    def test_there_are_none_for_others_than_people(self, api: Client, path: str, answer: object) -> None:
        assert told(api("POST", path)) == answer

    def test_they_are_recorded(
        self, contract_site: Site, api: Client, anyone: Client, ids: dict[str, int], guest: int
    ) -> None:
        redeem(anyone, link(api))
        changed, issued = contract_site.accounts.audit.newest(most=2)
        person = Link(guest, f"guest-{guest}", "HumanUser")
        assert (changed.deed, changed.who, changed.about) == ("password_changed", person, person)
        script = Link(ids["script"], SCRIPT, "ApiUser")
        assert (issued.deed, issued.who, issued.about) == ("link_issued", script, person)


class TestOnesOwn:
    def test_it_is_changed_by_showing_the_current_one(
        self, contract_site: Site, api: Client, anyone: Client, guest: int
    ) -> None:
        redeem(anyone, link(api))
        person, other = (signed_in(anyone, f"guest-{guest}") for _ in range(2))
        body = {"password": GOOD, "new_password": "a-blue-harbour"}
        assert person("PUT", PATH, body).status_code == 204
        assert told(sign_in(anyone, f"guest-{guest}"))[:2] == (400, 102)
        assert sign_in(anyone, f"guest-{guest}", "a-blue-harbour").status_code == 200
        assert isinstance(contract_site.clock, Clock)
        contract_site.clock.move(seconds=1)
        assert person("GET", "/account/sessions").status_code == 200
        assert other("GET", "/account/sessions").status_code == 401

    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            (
                {"password": "wrong one", "new_password": GOOD},
                (400, 102, f"Can't authenticate user '{PERSON}'."),
            ),
            ({"password": PASSWORD, "new_password": "short"}, (400, 104, SHORT)),
            ({"password": PASSWORD, "new_password": "Lovelace2026"}, (400, 104, NAME)),
            ({"password": PASSWORD}, (400, 103, INVALID)),
            ({"new_password": GOOD}, (400, 103, INVALID)),
            ({"password": 1, "new_password": {}}, (400, 103, INVALID)),
        ],
    )
    def test_what_is_wrong_changes_nothing(
        self, artist: Client, anyone: Client, body: object, expected: tuple[int, int, str]
    ) -> None:
        assert refusal(artist("PUT", PATH, body)) == expected
        assert sign_in(anyone, PERSON, PASSWORD).status_code == 200

    def test_a_script_changes_nobodys(self, api: Client, anyone: Client) -> None:
        form = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
        sudo = urlencode(form | {"scope": f"sudo_as_login:{PERSON}"})
        answer = anyone("POST", "/auth/access_token", sudo, FORM)
        figure = Client(anyone.app, answer.json["access_token"])
        body = {"password": PASSWORD, "new_password": GOOD}
        assert [refusal(client("PUT", PATH, body)) for client in (api, figure)] == [(400, 104, OTHERS)] * 2

    def test_what_is_not_read_is_told_on_request(self, artist: Client, anyone: Client) -> None:
        findings = {"again": ["again is not a parameter of this call"]}
        body = dict.fromkeys(("password", "new_password", "again"), "x")
        assert told(artist("PUT", PATH, body, headers=STRICT)) == invalid(findings)
        body = dict.fromkeys(("password", "token", "again"), "x")
        assert told(anyone("POST", PATH, body, headers=STRICT)) == invalid(findings)


class TestOverThePythonApi:
    @pytest.mark.parametrize(
        ("password", "title"),
        [("short", SHORT), ("password2026", COMMON), ("Gus Lamp 99", NAME), ("guest-user-1", NAME)],
    )
    def test_a_new_person_has_no_bad_one(self, rpc: Rpc, password: str, title: str) -> None:
        values = {"name": "Gus Lamp", "login": "guest.user", "password_proxy": password}
        assert rpc.fault("create", {"type": "HumanUser", "fields": fields(**values)}) == (104, title)
        assert rpc.find("HumanUser", [condition("login", "is", "guest.user")]) == []

    @pytest.mark.parametrize(
        ("password", "title"), [("short", SHORT), ("password2026", COMMON), ("gus-lamp-99", NAME)]
    )
    def test_nor_gets_one_later(
        self, rpc: Rpc, api: Client, anyone: Client, guest: int, password: str, title: str
    ) -> None:
        redeem(anyone, link(api))
        row = {"type": "HumanUser", "id": guest}
        change = {**row, "fields": fields(password_proxy=password, sg_status_list="dis")}
        assert rpc.fault("update", change) == (104, title)
        code, message = rpc.fault("batch", [{**change, "request_type": "update"}])
        assert code == 104 and message.endswith(title)
        assert sign_in(anyone, f"guest-{guest}").status_code == 200

    def test_who_may_not_change_it_does_not_learn_what_would_do(self, rpc_person: Rpc, guest: int) -> None:
        """A refusal about names would tell whether one of them was guessed."""
        for password in ("short", "gus lamp 2026", GOOD):
            change = {"type": "HumanUser", "id": guest, "fields": fields(password_proxy=password)}
            code, message = rpc_person.fault("update", change)
            assert (code, "password_proxy" in message, "refused" in message) == (104, True, False)
