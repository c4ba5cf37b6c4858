"""Sessions that a browser keeps for the site's pages, attacked by other sites' pages and by scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.fixtures.clock import Clock
from tests.openid.browser import Browser
from tests.security.settings import with_settings

from slatehouse.accounts.caller import system_caller
from slatehouse.api.wire.application import application
from slatehouse.config import LimitsSettings
from slatehouse.site.site import Site

PASSWORD = "a good long passphrase"
TOKEN = "/api/v1.1/auth/access_token"
PAGE = {"Slatehouse-Session": "cookie"}
NOBODY: Mapping[str, str] = {}
AS_MARA = {"grant_type": "password", "username": "mara", "password": PASSWORD}
RENEW = {"grant_type": "refresh_token"}
BY_SESSION = {"grant_type": "session_token"}
COOKIE = "slatehouse_refresh"


@pytest.fixture
def mara(site: Site) -> int:
    session = site.session(system_caller())
    values = {"login": "mara", "firstname": "Mara", "lastname": "Quill"}
    person = session.create(session.edition.schema["HumanUser"], values).rows[0].id
    site.accounts.set_password(person, PASSWORD)
    return person


@pytest.fixture
def app(site: Site, mara: int) -> Any:
    return application(site)


def asked(
    app: Any, form: Mapping[str, str], headers: Mapping[str, str] = PAGE, kept: str = "", **more: Any
) -> testing.Result:
    sent = {
        "Content-Type": "application/x-www-form-urlencoded",
        **headers,
        **({"Cookie": kept} if kept else {}),
    }
    return testing.simulate_post(app, TOKEN, body=urlencode(form), headers=sent, host="tracking.test", **more)


def kept_of(answer: testing.Result) -> str:
    """What the browser sends along from now on."""
    assert answer.status_code == 200, answer.text
    return f"{COOKIE}={answer.cookies[COOKIE].value}"


def test_no_script_of_a_page_gets_what_renews_a_session(app: Any) -> None:
    answer = asked(app, AS_MARA)
    assert list(answer.json) == ["token_type", "access_token", "expires_in"]
    kept = answer.cookies[COOKIE]
    assert kept.value and kept.value not in answer.text
    assert (kept.path, kept.http_only, kept.same_site) == ("/api/v1.1/auth", True, "Strict")
    assert kept.max_age == 86400 and not kept.secure
    assert asked(app, AS_MARA, protocol="https").cookies[COOKIE].secure


def test_whoever_does_not_ask_for_a_cookie_gets_none(app: Any) -> None:
    for headers in (NOBODY, {"Slatehouse-Session": "no"}, {"Slatehouse-Session": ""}):
        answer = asked(app, AS_MARA, headers)
        assert answer.json["refresh_token"] and not answer.cookies


def test_a_page_renews_by_what_the_browser_keeps(app: Any, site: Site, mara: int) -> None:
    kept = kept_of(asked(app, AS_MARA))
    for _ in range(2):
        answer = asked(app, RENEW, kept=kept)
        caller = site.accounts.caller_of(answer.json["access_token"])
        assert (caller.id, "refresh_token" in answer.json) == (mara, False)
        kept = kept_of(answer)
    assert len(site.accounts.sessions_of("HumanUser", mara)) == 1


@pytest.mark.parametrize("form", [RENEW, BY_SESSION])
def test_a_form_of_a_page_elsewhere_renews_nothing(app: Any, form: dict[str, str]) -> None:
    browser = Browser(app)
    browser.post("/user/login", username="mara", password=PASSWORD, return_path="/")
    kept = f"{kept_of(asked(app, AS_MARA))}; _session_id={browser.cookies['_session_id']}"
    assert asked(app, form, kept=kept).status_code == 200
    for headers in (NOBODY, {"Origin": "https://elsewhere.example"}, {"Slatehouse-Session": "yes"}):
        answer = asked(app, form, headers, kept=kept)
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (400, 103)
        assert not answer.cookies


def test_no_preflight_lets_a_page_elsewhere_send_the_header(app: Any) -> None:
    asks = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "slatehouse-session",
    }
    told: dict[str, str] = {}
    environ = testing.create_environ(TOKEN, method="OPTIONS", headers=asks)
    list(app(environ, lambda status, headers: told.update(headers)))
    assert "vary" in told and "access-control-allow-origin" not in told


def test_a_token_in_the_request_goes_before_the_one_that_is_kept(app: Any, site: Site, mara: int) -> None:
    own = asked(app, AS_MARA, NOBODY).json
    kept = kept_of(asked(app, AS_MARA))
    answer = asked(app, {**RENEW, "refresh_token": own["refresh_token"]}, kept=kept)
    renewed, first = (site.accounts.caller_of(token["access_token"]).sign_in for token in (answer.json, own))
    assert renewed == first
    refused = asked(app, {**RENEW, "refresh_token": "wrong"}, kept=kept)
    assert refused.status_code == 401 and not refused.cookies


def test_what_is_over_is_forgotten(app: Any, site: Site, mara: int) -> None:
    kept = kept_of(asked(app, AS_MARA))
    with site.database.writing() as connection:
        site.accounts.end_sessions(connection, "HumanUser", mara)
    for form, dead in ((RENEW, kept), (BY_SESSION, "_session_id=of-yesterday")):
        refused = asked(app, form, kept=dead)
        error = refused.json["errors"][0]
        assert (error["status"], error["code"], error["title"]) == (401, 102, "Unauthorized")
        assert error["detail"] == "Request rejected due to invalid credentials."
        (forgotten,) = refused.cookies.values()
        assert (forgotten.value, forgotten.max_age) == ("", 0)


def test_who_signs_out_leaves_nothing_in_the_browser(app: Any, site: Site, mara: int) -> None:
    signed_in = asked(app, AS_MARA)
    bearer = {"Authorization": f"Bearer {signed_in.json['access_token']}"}
    told = testing.simulate_get(app, "/api/v1.1/account", headers=bearer, host="tracking.test").json["data"]
    path = f"/api/v1.1/account/sessions/{told['session']}"
    answer = testing.simulate_delete(app, path, headers={**bearer, **PAGE}, host="tracking.test")
    assert (answer.status_code, answer.headers["clear-site-data"]) == (204, '"cache"')
    left = answer.cookies
    assert {name: (kept.value, kept.path) for name, kept in left.items()} == {
        COOKIE: ("", "/api/v1.1/auth"),
        "_session_id": ("", "/"),
    }
    assert asked(app, RENEW, kept=kept_of(signed_in)).status_code == 401
    assert site.accounts.sessions_of("HumanUser", mara) == []


def test_the_end_of_another_session_leaves_this_one(app: Any) -> None:
    bearer = {"Authorization": f"Bearer {asked(app, AS_MARA).json['access_token']}"}
    asked(app, AS_MARA)
    listed = testing.simulate_get(app, "/api/v1.1/account/sessions", headers=bearer, host="tracking.test")
    (other,) = [each["id"] for each in listed.json["data"] if not each["is_current"]]
    path = f"/api/v1.1/account/sessions/{other}"
    answer = testing.simulate_delete(app, path, headers={**bearer, **PAGE}, host="tracking.test")
    assert answer.status_code == 204 and not answer.cookies


def test_who_signed_in_at_the_provider_goes_on_in_the_page(app: Any, site: Site, mara: int) -> None:
    browser = Browser(app)
    browser.post("/user/login", username="mara", password=PASSWORD, return_path="/")
    answer = asked(app, BY_SESSION, kept=f"_session_id={browser.cookies['_session_id']}")
    assert site.accounts.caller_of(answer.json["access_token"]).id == mara
    assert kept_of(asked(app, RENEW, kept=kept_of(answer)))


@pytest.mark.parametrize("form", [RENEW, BY_SESSION])
def test_a_page_that_looks_whether_somebody_is_signed_in_is_no_guess(
    site: Site, form: dict[str, str]
) -> None:
    app = application(with_settings(site, limits=LimitsSettings(failed_sign_ins_from_address="2/minute")))
    for _ in range(4):
        assert asked(app, form).status_code == 400


def test_guessing_what_a_browser_keeps_ends(site: Site) -> None:
    app = application(with_settings(site, limits=LimitsSettings(failed_sign_ins_from_address="2/minute")))
    found = [asked(app, RENEW, kept=f"{COOKIE}=guess-{n}").status_code for n in range(3)]
    assert found == [401, 401, 429]


def test_a_session_that_is_kept_ends_when_it_is_not_used(app: Any, site: Site) -> None:
    kept = kept_of(asked(app, AS_MARA))
    assert isinstance(site.clock, Clock)
    site.clock.move(days=1, seconds=1)
    assert asked(app, RENEW, kept=kept).status_code == 401
