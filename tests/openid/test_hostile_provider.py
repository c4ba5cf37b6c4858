"""Whatever a provider answers, or somebody in its place: nobody comes in whom it does not name for sure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from falcon import testing
from tests.openid.conftest import Studio
from tests.openid.hostile import Hostile, hostile
from tests.openid.provider_process import CLIENT, SECRET

FORGED, SILENT, UNNAMED = "could not be verified", "does not answer as it should", "did not say who you are"
PAST = 1_000_000_000
DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture(scope="session")
def database_kind() -> str:
    """SQLite: what a provider answers has nothing to do with the database."""
    return "sqlite"


@pytest.fixture
def provider() -> Iterator[Hostile]:
    with hostile() as provider:
        yield provider


@pytest.fixture
def studio(studio_at: Callable[..., Studio], provider: Hostile) -> Studio:
    return studio_at(provider.address)


def came_back(studio: Studio, provider: Hostile, more: str = "") -> testing.Result:
    """What the site answers to a browser that the provider sends back."""
    browser = studio.browser()
    asked = parse_qs(urlsplit(browser.leave()).query)
    provider.nonce = asked["nonce"][0]
    return browser.get(f"/user/login/openid/back?code=abc&state={asked['state'][0]}{more}")


def test_an_honest_answer_lets_in(studio: Studio, provider: Hostile) -> None:
    assert came_back(studio, provider).status_code == 303
    assert len(studio.site.accounts.sessions_of("HumanUser", studio.mara)) == 1


CLAIMS: dict[str, tuple[dict[str, Any], str]] = {
    "of another provider": ({"iss": "https://evil.example"}, FORGED),
    "for another site": ({"aud": "another"}, FORGED),
    "for nobody": ({"aud": None}, FORGED),
    "for several, none of them named": ({"aud": [CLIENT, "another"]}, FORGED),
    "issued to another": ({"aud": [CLIENT, "another"], "azp": "another"}, FORGED),
    "of another attempt": ({"nonce": "another"}, FORGED),
    "of no attempt": ({"nonce": None}, FORGED),
    "over": ({"exp": PAST}, FORGED),
    "without end": ({"exp": None}, FORGED),
    "from the future": ({"iat": 4_000_000_000}, FORGED),
    "of nobody": ({"sub": None}, FORGED),
    "of a number": ({"sub": 7}, FORGED),
    "of an endless name": ({"sub": "x" * 5000}, UNNAMED),
    "of a name that no database holds": ({"sub": "x\x00"}, UNNAMED),
    "with an address of no text": ({"email": 7}, UNNAMED),
    "with an empty address": ({"email": ""}, UNNAMED),
    "with an address that the account chose": (
        {"email_verified": False},
        "has not verified your e-mail address",
    ),
    "with an address that may be verified": (
        {"email_verified": "true"},
        "has not verified your e-mail address",
    ),
    "whose rest is told of somebody else": ({"email": None}, FORGED),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_token_that_says_something_else(studio: Studio, provider: Hostile, name: str) -> None:
    provider.claims, told = CLAIMS[name]
    answer = came_back(studio, provider)
    assert answer.status_code == 400 and told in answer.text
    assert studio.site.accounts.sessions_of("HumanUser", studio.mara) == []


@pytest.mark.parametrize(
    "signed", ["by another", "with the client's secret", "with the public key", "by nobody"]
)
def test_a_token_that_the_provider_has_not_signed(studio: Studio, provider: Hostile, signed: str) -> None:
    provider.signed = signed
    answer = came_back(studio, provider)
    assert answer.status_code == 400 and FORGED in answer.text


ANSWERS: dict[str, tuple[str, tuple[int, dict[str, str], bytes], str]] = {
    "no token": ("/token", (200, {}, b"{}"), SILENT),
    "no JSON": ("/token", (200, {}, b"<html>"), SILENT),
    "an endless answer": ("/token", (200, {}, b'"' + b"x" * 2_000_000 + b'"'), SILENT),
    "a refusal": ("/token", (400, {}, b'{"error": "invalid_grant"}'), FORGED),
    "a failure": ("/token", (503, {}, b""), SILENT),
    "a way elsewhere": ("/token", (302, {"Location": "http://127.0.0.1:1/"}, b""), FORGED),
    "keys that are none": ("/keys", (200, {}, b'{"keys": [{"kty": "?"}]}'), SILENT),
    "a list of no keys": ("/keys", (200, {}, b"[]"), SILENT),
    "no keys": ("/keys", (404, {}, b""), SILENT),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_is_none(studio: Studio, provider: Hostile, name: str) -> None:
    path, provider.answers[path], told = ANSWERS[name]
    browser = studio.browser()
    gone = browser.get("/user/login/openid")
    if gone.status_code == 303:
        gone = came_back(studio, provider)
    assert gone.status_code in (400, 502) and told in gone.text


DESCRIPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "of another": ({"issuer": "https://evil.example"}, FORGED),
    "of nothing": ({"token_endpoint": None}, SILENT),
    "of a place that anyone can listen to": ({"token_endpoint": "http://studio.example/token"}, SILENT),
    "of a page that anyone can change": ({"authorization_endpoint": "http://studio.example/"}, SILENT),
    "of a file": ({"jwks_uri": "file:///etc/passwd"}, SILENT),
}


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_a_description_that_is_not_to_be_trusted(studio: Studio, provider: Hostile, name: str) -> None:
    provider.metadata, told = DESCRIPTIONS[name]
    answer = studio.browser().get("/user/login/openid")
    assert answer.status_code == 502 and told in answer.text


def test_the_secret_goes_where_the_provider_wants_it(studio: Studio, provider: Hostile) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    came_back(studio, provider)
    _, headers, body = next(each for each in provider.asked if each[0] == "/token")
    assert "Authorization" not in headers and parse_qs(body.decode())["client_secret"] == [SECRET]


def test_the_answer_of_another_provider_is_not_this_ones(studio: Studio, provider: Hostile) -> None:
    assert FORGED in came_back(studio, provider, "&iss=https://evil.example").text
    assert not [path for path, _, _ in provider.asked if path == "/token"]


def test_who_declines_is_not_let_in(studio: Studio, provider: Hostile) -> None:
    assert "was not completed" in came_back(studio, provider, "&error=access_denied").text
    assert not [path for path, _, _ in provider.asked if path == "/token"]


def test_a_new_key_is_asked_for_but_not_again_and_again(studio: Studio, provider: Hostile) -> None:
    provider.signed = "by another"
    for _ in range(3):
        came_back(studio, provider)
    assert len([path for path, _, _ in provider.asked if path == "/keys"]) == 1


def test_one_account_has_one_identity(studio: Studio, provider: Hostile) -> None:
    assert came_back(studio, provider).status_code == 303
    provider.claims = {"sub": "another"}
    assert "belongs to another identity" in came_back(studio, provider).text


def test_a_provider_that_is_not_there(studio_at: Callable[..., Studio]) -> None:
    studio = studio_at("http://127.0.0.1:9")
    answer = studio.browser().get("/user/login/openid")
    assert answer.status_code == 502 and SILENT in answer.text
    assert studio.browser().get("/user/login").status_code == 200


@pytest.mark.parametrize("cookie", ["", "?", "e30=", "bm90IEpTT04=", "x" * 4000])
def test_an_attempt_that_is_none(studio: Studio, cookie: str) -> None:
    browser = studio.browser()
    browser.cookies["slatehouse_attempt"] = cookie
    answer = browser.get("/user/login/openid/back?code=abc&state=")
    assert answer.status_code == 400 and "begun in another browser" in answer.text


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "/x\r\nSet-Cookie: a=b"]
)
def test_people_are_never_led_elsewhere(studio: Studio, provider: Hostile, path: str) -> None:
    browser = studio.browser()
    answer = browser.get(f"/user/login/openid?return_path={path}")
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    provider.nonce = asked["nonce"][0]
    back = browser.get(f"/user/login/openid/back?code=abc&state={asked['state'][0]}")
    assert (back.status_code, back.headers["location"]) == (303, "/user/login")
