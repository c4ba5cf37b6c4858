"""Sessions over REST: who may look at them and end them; calls that the contract does not have."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from tests.contract.client import FORM, Client, not_found, refused, told
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT
from tests.contract.rpc import Rpc, fields
from tests.fixtures.clock import Clock

from slatehouse.schema.link import Link
from slatehouse.site.site import Site

OTHERS = refused("Entity of type HumanUser can not be acted for by this user.")
AS_PERSON = {"grant_type": "password", "username": PERSON, "password": PASSWORD}
AS_SCRIPT = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
ENDINGS = ("session_revoked", "sign_out")
OWN, OF_PERSON, OF_SCRIPT = (
    "/account/sessions",
    "/account/human_users/<person>/sessions",
    "/account/api_users/<script>/sessions",
)


def signed_in(anyone: Client, agent: str = "Tool 1.0", **form: str) -> Client:
    """Another client of the same person or script, in a session of its own."""
    headers = {"User-Agent": agent}
    answer = anyone("POST", "/auth/access_token", urlencode(form or AS_PERSON), FORM, headers)
    return Client(anyone.app, answer.json["access_token"], anyone.names)


def listed(client: Client, path: str = OWN) -> list[dict[str, Any]]:
    answer = client("GET", path)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json["data"]
    return found


def current(client: Client) -> str:
    (own,) = [each["id"] for each in listed(client) if each["is_current"]]
    return str(own)


@pytest.fixture
def second(contract_site: Site) -> Any:
    """Lets the second pass in which a caller is taken for what they were."""
    clock = contract_site.clock
    assert isinstance(clock, Clock)
    return lambda: clock.move(seconds=1)


@pytest.fixture
def artist(contract_site: Site, ids: dict[str, int], anyone: Client) -> Client:
    """The person, signed in once."""
    with contract_site.database.writing() as connection:
        contract_site.accounts.end_sessions(connection, "HumanUser", ids["person"])
    return signed_in(anyone)


def test_a_session_in_a_list(anyone: Client) -> None:
    client = signed_in(anyone)
    answer = client("GET", OWN)
    assert list(answer.json) == ["data", "links"]
    assert answer.json["links"] == {"self": "/api/v1/account/sessions"}
    (row,) = [each for each in answer.json["data"] if each["is_current"]]
    assert {**row, "id": "", "address": "", "created_at": "", "last_used_at": "", "expires_at": ""} == {
        "id": "",
        "auth_type": "password",
        "sudo_as_login": None,
        "address": "",
        "client": "Tool 1.0",
        "created_at": "",
        "last_used_at": "",
        "expires_at": "",
        "is_current": True,
    }
    assert len(row["id"]) == 32
    assert row["created_at"] == row["last_used_at"] < row["expires_at"]


def test_both_ways_to_an_account_lead_there(artist: Client, api: Client) -> None:
    assert listed(artist) == listed(artist, OF_PERSON)
    assert listed(api) == listed(api, OF_SCRIPT)
    spelled = ("/account/HumanUser/<person>/sessions", "/account/human_user/<person>/sessions")
    assert [listed(artist, path) for path in spelled] == [listed(artist)] * 2


def test_administrators_look_after_all_and_others_after_themselves(artist: Client, api: Client) -> None:
    assert [each["is_current"] for each in listed(api, OF_PERSON)] == [False]
    title = "Entity of type ApiUser can not be accessed by this user. Rule: Artist"
    for method in ("GET", "DELETE"):
        assert told(artist(method, OF_SCRIPT))[:3] == (400, 104, title)


def test_somebody_elses_sessions_are_none_of_ones_business(artist: Client, api: Client) -> None:
    body = {"login": "bea", "name": "Bea", "sg_status_list": "act"}
    other = api("POST", "/entity/human_users", body).json["data"]["id"]
    path = f"/account/human_users/{other}/sessions"
    assert told(artist("GET", path)) == OTHERS
    for ending in (path, f"{path}/{current(artist)}"):
        status, code, title, *_ = told(artist("DELETE", ending))
        assert (status, code, title) == (400, 104, OTHERS[2])
    assert listed(artist)


def test_one_ends_and_the_others_stay(anyone: Client, second: Any) -> None:
    lost, kept = signed_in(anyone), signed_in(anyone)
    number = current(lost)
    answer = kept("DELETE", f"{OWN}/{number}")
    assert (answer.status_code, answer.content) == (204, b"")
    second()
    assert told(lost("GET", OWN))[0] == 401
    assert number not in [each["id"] for each in listed(kept)]
    assert told(kept("DELETE", f"{OWN}/{number}")) == not_found(f"Session {number} not found", 104)


def test_to_end_the_current_one_is_to_sign_out(anyone: Client, second: Any) -> None:
    client = signed_in(anyone)
    assert client("DELETE", f"{OWN}/{current(client)}").status_code == 204
    second()
    assert told(client("GET", OWN))[0] == 401


def test_all_end_but_the_one_that_asks(anyone: Client, second: Any) -> None:
    others, client = [signed_in(anyone) for _ in range(2)], signed_in(anyone)
    assert client("DELETE", OWN).status_code == 204
    second()
    assert [each["is_current"] for each in listed(client)] == [True]
    assert [told(each("GET", OWN))[0] for each in others] == [401, 401]


def test_an_administrator_ends_them(anyone: Client, artist: Client, api: Client, second: Any) -> None:
    first, rest = signed_in(anyone), [artist, signed_in(anyone)]
    assert api("DELETE", f"{OF_PERSON}/{current(first)}").status_code == 204
    second()
    assert [told(first("GET", OWN))[0], len(listed(artist))] == [401, 2]
    assert api("DELETE", OF_PERSON).status_code == 204
    second()
    assert [told(each("GET", OWN))[0] for each in rest] == [401, 401]
    assert listed(api, OF_PERSON) == []


def test_a_session_of_the_python_api_is_one_of_them(rpc_person: Rpc, anyone: Client, second: Any) -> None:
    token = rpc_person.ask("get_session_token")["results"]["session_id"]
    through = Rpc(rpc_person.app, {"session_token": token})
    assert through.find("Shot")
    client = signed_in(anyone)
    assert client("DELETE", OWN).status_code == 204
    second()
    assert through.fault("get_session_token")[0] == 102


def test_what_ends_sessions_is_recorded(
    contract_site: Site, anyone: Client, artist: Client, api: Client, ids: dict[str, int]
) -> None:
    other, number = signed_in(anyone), current(artist)
    assert api("DELETE", f"{OF_PERSON}/{number}").status_code == 204
    assert api("DELETE", f"{OF_PERSON}/{number}").status_code == 404
    assert other("DELETE", f"{OWN}/{current(other)}").status_code == 204
    signed_in(anyone)
    assert api("DELETE", OF_PERSON).status_code == 204
    ada = Link(ids["person"], PERSON, "HumanUser")
    toolkit = Link(ids["script"], SCRIPT, "ApiUser")
    found = [each for each in contract_site.accounts.audit.newest(most=9) if each.deed in ENDINGS][:3]
    assert [(each.deed, each.who, each.about, each.details) for each in found] == [
        ("session_revoked", toolkit, ada, {"sessions": 1}),
        ("sign_out", ada, ada, {}),
        ("session_revoked", toolkit, ada, {}),
    ]


@pytest.mark.parametrize("change", [{"sg_status_list": "dis"}, {"password_proxy": "another phrase"}])
def test_a_change_of_the_person_ends_them_for_good(
    anyone: Client, rpc: Rpc, second: Any, change: dict[str, str]
) -> None:
    """Who is let in again does not find the old doors open."""
    body = {"login": "cy", "name": "Cy", "sg_status_list": "act", "password_proxy": "a phrase of hers"}
    row = {"type": "HumanUser", "id": rpc("create", {"type": "HumanUser", "fields": fields(**body)})["id"]}
    client = signed_in(anyone, grant_type="password", username="cy", password="a phrase of hers")
    for values in (change, {"sg_status_list": "act"}):
        rpc("update", {**row, "fields": fields(**values)})
        second()
        assert told(client("GET", OWN))[0] == 401
    assert rpc("delete", row) is True


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/account/shots/<shot>/sessions", not_found()),
        ("/account/nope/1/sessions", not_found()),
        ("/account/human_users/x/sessions", not_found()),
        ("/account/human_users/999999/sessions", not_found("HumanUser: 999999 not found", 104)),
        ("/account/api_users/999999/sessions", not_found("ApiUser: 999999 not found", 104)),
    ],
)
def test_accounts_that_are_not_there(api: Client, method: str, path: str, answer: object) -> None:
    assert told(api(method, path)) == answer


@pytest.mark.parametrize("number", ["x", "0" * 32, "0" * 31, "F" * 32, "a%00b", "%ff"])
def test_sessions_that_are_not_there(api: Client, number: str) -> None:
    for path in (OWN, OF_PERSON):
        status, code, title, *_ = told(api("DELETE", f"{path}/{number}"))
        assert (status, code, title) == (404, 104, "Not Found")
