"""Guessing and dear calls have an end, at every door, and the client is told when to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import FORM, Client, told
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT
from tests.contract.rpc import Rpc, fault_in, query
from tests.contract.test_account_two_factor import Guest, guest
from tests.fixtures.clock import Clock
from tests.security.settings import with_settings

from slatehouse.api.wire.application import application
from slatehouse.config import LimitsSettings
from slatehouse.site.site import Site

__all__ = ["guest"]

LIMITS = LimitsSettings(
    failed_sign_ins_of_account="3/hour",
    failed_sign_ins_from_address="6/hour",
    sign_ins="5/hour",
    uploads="2/hour",
    text_searches="2/hour",
    schema_changes="2/hour",
    exports="2/hour",
)
TOO_MANY = (429, 102, "Too many failed attempts to sign in", None)


@pytest.fixture
def limited(contract_site: Site, ids: dict[str, int]) -> Iterator[Any]:
    """An application of the site that has limits, and has counted nothing yet."""
    yield application(with_settings(contract_site, limits=LIMITS))


@pytest.fixture
def clock(contract_site: Site) -> Clock:
    assert isinstance(contract_site.clock, Clock)
    return contract_site.clock


def sign_in(app: Any, peer: str = "192.0.2.1", **parameters: str) -> testing.Result:
    body = "&".join(f"{name}={value}" for name, value in parameters.items())
    return testing.simulate_post(
        app,
        "/api/v1/auth/access_token",
        body=body,
        headers={"Content-Type": FORM},
        remote_addr=peer,
        host="tracking.test",
    )


WRONG: Mapping[str, Mapping[str, str]] = {
    "client_credentials": {"client_id": SCRIPT, "client_secret": "guessed"},
    "password": {"username": PERSON, "password": "guessed"},
    "session_token": {"session_token": "guessed"},
    "refresh_token": {"refresh_token": "guessed"},
}


@pytest.mark.parametrize("grant", WRONG)
def test_guessing_at_the_token_endpoint_ends(limited: Any, grant: str) -> None:
    attempts = [sign_in(limited, grant_type=grant, **WRONG[grant]) for _ in range(7)]
    assert {attempt.status_code for attempt in attempts[:3]} <= {400, 401}
    last = attempts[-1]
    assert told(last)[:4] == TOO_MANY
    assert 0 < int(last.headers["retry-after"]) <= 1200
    assert f"{last.headers['retry-after']} seconds" in last.json["errors"][0]["detail"]


def test_the_right_password_is_not_looked_at_until_the_time_is_over(limited: Any, clock: Clock) -> None:
    for _ in range(3):
        sign_in(limited, grant_type="password", **WRONG["password"])
    right = {"grant_type": "password", "username": PERSON, "password": PASSWORD}
    refused = sign_in(limited, **right)
    assert refused.status_code == 429
    clock.move(seconds=int(refused.headers["retry-after"]))
    assert sign_in(limited, **right).status_code == 200


def test_who_signed_in_from_an_address_is_not_locked_out_there_by_strangers(limited: Any) -> None:
    right = {"grant_type": "password", "username": PERSON, "password": PASSWORD}
    assert sign_in(limited, **right).status_code == 200
    for _ in range(4):
        stranger = sign_in(limited, "198.51.100.7", grant_type="password", **WRONG["password"])
    assert stranger.status_code == 429
    assert sign_in(limited, "203.0.113.9", **right).status_code == 429
    assert sign_in(limited, **right).status_code == 200


def test_a_forged_forwarding_header_makes_nobody_another(limited: Any) -> None:
    for number in range(7):
        answer = testing.simulate_post(
            limited,
            "/api/v1/auth/access_token",
            body=f"grant_type=password&username=person{number}&password=guessed",
            headers={"Content-Type": FORM, "X-Forwarded-For": f"198.51.100.{number}"},
            remote_addr="192.0.2.1",
        )
    assert answer.status_code == 429


RPC_WRONG: Mapping[str, Mapping[str, str]] = {
    "script": {"script_name": SCRIPT, "script_key": "guessed"},
    "person": {"user_login": PERSON, "user_password": "guessed"},
    "session": {"session_token": "guessed"},
}


@pytest.mark.parametrize("kind", RPC_WRONG)
def test_guessing_at_the_python_api_ends_with_a_fault_of_authentication(limited: Any, kind: str) -> None:
    caller = Rpc(limited, RPC_WRONG[kind])
    answers = [caller.send({"method_name": "read", "params": [caller.auth, {}]}) for _ in range(7)]
    last = answers[-1]
    code, message = fault_in(last.json)
    # Status 200, because the client repeats what fails otherwise; 102 becomes its AuthenticationFault.
    assert (last.status_code, code) == (200, 102)
    assert message.startswith("Too many failed attempts to sign in: Please try again in ")
    assert int(last.headers["retry-after"]) > 0


def test_guessing_at_the_forms_and_the_downloads_ends(limited: Any) -> None:
    for _ in range(7):
        form = testing.simulate_post(
            limited,
            "/upload/upload_file",
            body="script_name=toolkit&script_key=guessed",
            headers={"Content-Type": FORM},
        )
        cookie = testing.simulate_get(
            limited, "/file_serve/attachment/1", headers={"Cookie": "_session_id=guessed"}
        )
    assert form.text.startswith("0\nToo many failed attempts to sign in: ")
    assert (cookie.status_code, int(cookie.headers["retry-after"]) > 0) == (429, True)


def test_tokens_are_not_minted_without_end(limited: Any) -> None:
    right = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
    assert [sign_in(limited, **right).status_code for _ in range(6)] == [200] * 5 + [429]


SEARCH = {"text": "fog", "entity_types": {"Shot": []}}
ARRAY = "application/vnd+shotgun.api3_array+json"

Ask = Callable[[Client], testing.Result]

DEAR: Mapping[str, Ask] = {
    "uploads": lambda caller: caller("GET", "/entity/shots/<shot>/image/_upload?filename=a.png"),
    "text searches": lambda caller: caller("POST", "/entity/_text_search", SEARCH, ARRAY),
    "changes of the schema": lambda caller: caller("PUT", "/schema/Shot/fields/code", {"properties": []}),
    "exports": lambda caller: caller("GET", "/exports/page/1.csv"),
}


@pytest.mark.parametrize("kind", DEAR)
def test_dear_calls_are_counted_and_others_go_on(limited: Any, api: Client, kind: str) -> None:
    caller = Client(limited, api.token, api.names)
    answers = [DEAR[kind](caller) for _ in range(3)]
    assert 429 not in (answers[0].status_code, answers[1].status_code)
    assert told(answers[2]) == (429, 104, f"Too many {kind}", None, "Please try again in 1800 seconds.")
    assert answers[2].headers["retry-after"] == "1800"
    assert caller("GET", "/entity/shots/<shot>").status_code == 200


def test_dear_calls_of_the_python_api_are_counted_too(limited: Any, rpc: Rpc) -> None:
    caller = Rpc(limited, rpc.auth)
    export = {"page_id": 1, "format": "csv"}
    faults = [caller.fault("export_page", export) for _ in range(3)]
    assert faults[2] == (104, "Too many exports: Please try again in 1800 seconds.")
    assert caller("read", query("Shot", [], ["id"]))["entities"]


def test_uploads_in_forms_are_counted_too(limited: Any, rpc: Rpc, ids: dict[str, int]) -> None:
    body = f"script_name={SCRIPT}&script_key={KEY}&upload_type=Attachment&filename=a.mov"
    answers = [
        testing.simulate_post(
            limited, "/upload/api_get_upload_link_info", body=body, headers={"Content-Type": FORM}
        ).text
        for _ in range(3)
    ]
    assert [answer[:1] for answer in answers] == ["1", "1", "0"]
    assert "Too many uploads" in answers[2]


def test_reads_are_never_counted(limited: Any, api: Client) -> None:
    caller = Client(limited, api.token, api.names)
    assert {caller("GET", "/entity/shots/<shot>").status_code for _ in range(50)} == {200}


@pytest.fixture
def guarded(limited: Any, guest: Guest) -> Guest:
    """A person with a second factor, signed in, who from now on is met by limits."""
    guest.enrol()
    guest.anyone = Client(limited, names=guest.anyone.names)
    guest.client = Client(limited, guest.client.token, guest.anyone.names)
    return guest


def test_guessing_codes_of_a_second_factor_ends(guarded: Guest) -> None:
    asked = guarded.sign_in()
    assert (asked.status_code, "code" in asked.json["errors"][0]["title"]) == (400, True)
    guesses = [guarded.sign_in(auth_token=f"00000{number}") for number in range(4)]
    assert [guess.status_code for guess in guesses] == [400, 400, 400, 429]
    assert guarded.sign_in(auth_token=guarded.code()).status_code == 429


def test_who_has_only_a_token_cannot_guess_the_password_with_it(guarded: Guest) -> None:
    guess = {"password": "guessed", "new_password": "a-lamp-by-the-door"}
    guesses = [guarded.client("PUT", "/account/password", guess).status_code for _ in range(4)]
    assert guesses == [400, 400, 400, 429]


def test_guessing_links_to_choose_a_password_ends(limited: Any) -> None:
    sent = {"token": "0" * 43, "password": "a-lamp-by-the-door"}
    guesses = [Client(limited)("POST", "/account/password", sent).status_code for _ in range(7)]
    assert guesses[-2:] == [400, 429]
