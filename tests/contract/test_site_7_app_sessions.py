"""Letting programs in from a browser, as contract site §7 tells it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.fixtures.clock import Clock
from tests.openid.browser import SITE, Browser
from tests.security.settings import with_settings

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.totp import code_at, step_at
from slatehouse.api.wire.application import application
from slatehouse.config import LimitsSettings
from slatehouse.site.site import Site

PASSWORD = "a good long passphrase"
REQUESTS = "/internal_api/app_session_request"
ASKED = {"appName": "Nuke <b>14</b>", "machineId": "ws-042"}
NOT_FOUND = (404, {"message": "Not Found"})
UNAUTHORIZED = (401, {"message": "Unauthorized"})


@pytest.fixture
def mara(site: Site) -> int:
    session = site.session(system_caller())
    values = {"login": "mara", "firstname": "Mara"}
    person = session.create(session.edition.schema["HumanUser"], values).rows[0].id
    site.accounts.set_password(person, PASSWORD)
    return person


@pytest.fixture
def clock(site: Site) -> Clock:
    assert isinstance(site.clock, Clock)
    return site.clock


@pytest.fixture
def app(site: Site, mara: int) -> Any:
    return application(site)


@pytest.fixture
def browser(app: Any) -> Browser:
    """A browser in which Mara is signed in."""
    browser = Browser(app)
    answer = browser.post("/user/login", username="mara", password=PASSWORD, return_path="/api/docs")
    assert (answer.status_code, answer.headers["location"]) == (303, "/api/docs")
    return browser


def call(app: Any, method: str, path: str, **more: Any) -> tuple[int, Any]:
    answer = testing.simulate_request(app, method, path, host="tracking.test", **more)
    return answer.status_code, answer.json


def begun(app: Any) -> tuple[str, str]:
    """The id of a request, and the path of its page."""
    status, told = call(app, "POST", REQUESTS, json=ASKED)
    assert status == 200 and list(told) == ["sessionRequestId", "url"]
    number = told["sessionRequestId"]
    assert told["url"] == f"{SITE}/app_session_request/{number}?sticky_id={number}"
    return number, f"/app_session_request/{number}"


def polled(app: Any, number: str) -> tuple[int, Any]:
    return call(app, "PUT", f"{REQUESTS}/{number}")


def test_a_program_is_let_in_once(site: Site, app: Any, browser: Browser, mara: int) -> None:
    number, page = begun(app)
    assert polled(app, number) == (200, {"approved": False})
    shown = browser.get(f"{page}?sticky_id={number}")
    assert shown.status_code == 200
    assert "Nuke &lt;b&gt;14&lt;/b&gt;" in shown.text and "as Mara (mara)" in shown.text
    assert "go back to the program" in browser.post(page, answer="yes").text
    status, told = polled(app, number)
    token = told.pop("sessionToken")
    assert (status, told) == (200, {"approved": True, "userLogin": "mara"})
    assert polled(app, number) == NOT_FOUND
    form = {"grant_type": "session_token", "session_token": token}
    answer = testing.simulate_post(app, "/api/v1/auth/access_token", params=form, host="tracking.test")
    caller = site.accounts.caller_of(answer.json["access_token"])
    assert (caller.type, caller.id, caller.auth_type) == ("HumanUser", mara, "session_token")


def test_the_programs_session_is_not_the_browsers(site: Site, app: Any, browser: Browser, mara: int) -> None:
    number, page = begun(app)
    browser.post(page, answer="yes")
    token = polled(app, number)[1]["sessionToken"]
    browser.post("/user/logout")
    signed_in = site.accounts.sign_in("session_token", {"session_token": token}, "tracking.test")
    assert site.accounts.caller_of(signed_in.access_token).id == mara


@pytest.mark.parametrize(
    ("sent", "missing"),
    [
        ({}, "appName, machineId"),
        ({"appName": "Nuke"}, "machineId"),
        ({"machineId": "ws-042", "appName": ""}, "appName"),
    ],
)
def test_what_a_program_has_to_tell(app: Any, sent: dict[str, str], missing: str) -> None:
    told = (400, {"message": f"Missing params: {missing}"})
    assert call(app, "POST", REQUESTS, json=sent) == told
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert call(app, "POST", REQUESTS, body=urlencode(sent), headers=headers) == told


def test_it_may_be_told_in_a_form(app: Any) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    status, told = call(app, "POST", REQUESTS, body="appName=Nuke&machineId=ws-042", headers=headers)
    assert status == 200 and told["sessionRequestId"]


@pytest.mark.parametrize("body", ["[]", "7", "{", '{"appName": "\\u0000', "[" * 100])
def test_what_cannot_be_read_tells_nothing(app: Any, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    told = call(app, "POST", REQUESTS, body=body, headers=headers)
    assert told == (400, {"message": "Missing params: appName, machineId"})


def test_without_a_session_the_page_is_that_for_signing_in(app: Any) -> None:
    number, page = begun(app)
    answer = Browser(app).get(f"{page}?sticky_id={number}")
    assert answer.status_code == 302
    assert answer.headers["location"] == f"{SITE}/user/login?return_path={page}"


def test_without_a_session_nobody_is_let_in(app: Any) -> None:
    number, page = begun(app)
    assert Browser(app).post(page, answer="yes").status_code == 302
    assert polled(app, number) == (200, {"approved": False})


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"{SITE}.evil.example"])
def test_another_sites_page_cannot_let_anything_in(app: Any, browser: Browser, origin: str) -> None:
    number, page = begun(app)
    browser.post(page, origin, answer="yes")
    assert polled(app, number) == (200, {"approved": False})
    browser.post("/user/logout", origin)
    assert "signed in as Mara" in browser.get("/user/login").text
    stranger = Browser(app)
    assert stranger.post("/user/login", origin, username="mara", password=PASSWORD).status_code == 400
    assert stranger.cookies == {}


def test_a_program_can_be_turned_away(app: Any, browser: Browser) -> None:
    number, page = begun(app)
    assert "was not let in" in browser.post(page, answer="no").text
    assert polled(app, number) == NOT_FOUND
    assert browser.get(page).status_code == browser.post(page, answer="yes").status_code == 404


def test_nothing_waits_for_ever(clock: Clock, app: Any, browser: Browser) -> None:
    number, page = begun(app)
    clock.move(seconds=299)
    assert polled(app, number) == (200, {"approved": False})
    clock.move(seconds=2)
    assert polled(app, number) == NOT_FOUND
    assert browser.post(page, answer="yes").status_code == 404


@pytest.mark.parametrize("number", ["unknown", "%00", "x" * 3000, "%F0%9F%8E%AC"])
def test_ids_that_there_are_not(app: Any, browser: Browser, number: str) -> None:
    assert polled(app, number) == NOT_FOUND
    assert browser.get(f"/app_session_request/{number}").status_code == 404


def test_who_was_disabled_meanwhile_lets_nothing_in(
    site: Site, app: Any, browser: Browser, mara: int
) -> None:
    number, page = begun(app)
    browser.post(page, answer="yes")
    session = site.session(system_caller())
    session.update(session.edition.schema["HumanUser"], mara, {"sg_status_list": "dis"})
    assert polled(app, number) == NOT_FOUND


def test_how_long_a_browsers_session_lasts(app: Any, browser: Browser) -> None:
    answer = browser.get("/internal_api/session")
    assert answer.status_code == 200
    assert list(answer.json) == ["app", "license", "expired", "expiresAt"]
    assert answer.json["expired"] is False and set(answer.json["app"]) == {"createdAt", "expiresAt"}
    assert answer.json["expiresAt"] == answer.json["app"]["expiresAt"]


@pytest.mark.parametrize("path", ["/internal_api/session", "/internal_api/autodesk_identity/license_renewal"])
def test_a_session_is_kept_alive(clock: Clock, app: Any, browser: Browser, path: str) -> None:
    before = browser.get("/internal_api/session").json["expiresAt"]
    clock.move(hours=1)
    assert (browser.post(path).status_code, browser.post(path).json) == (200, {"message": "OK"})
    assert browser.get("/internal_api/session").json["expiresAt"] > before
    stranger = Browser(app)
    assert (stranger.post(path).status_code, stranger.post(path).json) == UNAUTHORIZED


def test_a_bearer_is_no_session(site: Site, app: Any) -> None:
    form = {"username": "mara", "password": PASSWORD}
    signed_in = site.accounts.sign_in("password", form, "tracking.test")
    headers = {"Authorization": f"Bearer {signed_in.access_token}"}
    assert call(app, "GET", "/internal_api/session", headers=headers) == UNAUTHORIZED


def test_a_scripts_session_is_nobodys(site: Site, app: Any) -> None:
    session = site.session(system_caller())
    script = session.create(session.edition.schema["ApiUser"], {"firstname": "farm"}).rows[0].id
    key = site.accounts.set_script_key(script)
    bearer = site.accounts.sign_in(
        "client_credentials", {"client_id": "farm", "client_secret": key}, "tracking.test"
    )
    browser = Browser(app)
    caller = site.accounts.caller_of(bearer.access_token)
    browser.cookies["_session_id"] = site.accounts.mint_session_token(caller)
    assert browser.get("/internal_api/session").status_code == 401


def test_no_other_site_may_call(app: Any) -> None:
    answer = testing.simulate_request(
        app, "GET", "/internal_api/session", headers={"Origin": "https://other.example"}
    )
    assert not any(name.startswith("access-control") for name in answer.headers)


def test_programs_cannot_fill_the_database(site: Site, mara: int) -> None:
    limits = LimitsSettings(app_session_requests="2/hour")
    app = application(with_settings(site, limits=limits))
    found = [testing.simulate_post(app, REQUESTS, json=ASKED) for _ in range(3)]
    assert [answer.status_code for answer in found] == [200, 200, 429]
    assert int(found[-1].headers["retry-after"]) > 0


WRONG = "No account has this login, password and code."


@pytest.mark.parametrize(
    ("username", "password"),
    [("mara", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("mara", ""), ("ma\x00ra", PASSWORD)],
)
def test_the_wrong_ones_are_not_signed_in(app: Any, username: str, password: str) -> None:
    browser = Browser(app)
    answer = browser.post("/user/login", username=username, password=password)
    assert answer.status_code == 400 and WRONG in answer.text
    assert browser.cookies == {}


def test_a_sign_in_page_shows_what_was_typed_as_text(app: Any) -> None:
    browser = Browser(app)
    answer = browser.post("/user/login", username='"><script>', password="x", return_path='/"><script>')
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "/\nx"])
def test_nobody_is_led_away(app: Any, browser: Browser, path: str) -> None:
    answer = Browser(app).post("/user/login", username="mara", password=PASSWORD, return_path=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/user/login")


def test_the_cookie_is_for_this_site_alone(site: Site, mara: int) -> None:
    server = site.config.settings.server
    secure = type(server)(public_url="https://tracking.test")
    for settings, ending in ((server, "SameSite=Lax"), (secure, "SameSite=Lax; Secure")):
        app = application(with_settings(site, server=settings))
        answer = testing.simulate_post(
            app,
            "/user/login",
            body=f"username=mara&password={PASSWORD.replace(' ', '+')}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            host="tracking.test",
        )
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("_session_id=") and cookie.endswith(f"; Path=/; HttpOnly; {ending}")


def test_clients_are_told_that_they_can(app: Any) -> None:
    status, told = call(app, "GET", "/api/v1")
    assert status == 200 and told["data"]["authentication_app_session_launcher_enabled"] is True


def test_a_second_factor_is_asked_for_here_too(site: Site, clock: Clock, app: Any, mara: int) -> None:
    factors = site.accounts.second_factors
    with site.database.writing() as connection:
        secret = factors.begin(connection, mara)
        factors.confirm(connection, mara, code_at(secret, step_at(clock.now)))
    clock.move(minutes=2)
    browser = Browser(app)
    known = {"username": "mara", "password": PASSWORD}
    assert "signs in with a second factor" in browser.post("/user/login", **known).text
    assert WRONG in browser.post("/user/login", **known, auth_token="000000").text
    code = code_at(secret, step_at(clock.now))
    assert browser.post("/user/login", **known, auth_token=f" {code} ").status_code == 303
    assert WRONG in Browser(app).post("/user/login", **known, auth_token=code).text
