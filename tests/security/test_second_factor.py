"""Whoever needs a second factor may do nothing with a password alone but set one up, at no door."""

from __future__ import annotations

from base64 import b32decode
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from falcon import testing
from msgspec import structs
from tests.contract.client import FORM, Client
from tests.contract.rpc import Rpc
from tests.fixtures.clock import Clock
from tests.fixtures.desk import desk_of
from tests.fixtures.sites import CHEAP
from tests.security.settings import with_settings

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.totp import code_at, step_at
from slatehouse.api.wire.application import application
from slatehouse.site.site import Site

EVERY = {"logical_operator": "and", "conditions": []}
PASSWORD, KEY = "a-grey-harbour", "sesame"
NOT_YET = "two-factor sign-in has to be set up first"


@pytest.fixture
def strict(site: Site) -> Site:
    """A site whose administrators need one; mara is one, ada is an artist, farm a script."""
    desk = desk_of(site)
    for login, role in (("mara", "admin"), ("ada", "artist")):
        site.accounts.set_password(desk.hire(login, role).caller.id, PASSWORD)
    site.accounts.set_script_key(desk.create("ApiUser", firstname="farm").id, KEY)
    desk.create("Shot", code="SH010")
    auth = structs.replace(site.config.settings.auth, require_second_factor=("admin",))
    accounts = Accounts(site.database, site.edition.tables, site.clock, auth, CHEAP)
    return replace(with_settings(site, auth=auth), accounts=accounts)


@pytest.fixture
def anyone(strict: Site) -> Client:
    return Client(application(strict))


def sign_in(anyone: Client, **form: str) -> Client:
    answer = anyone("POST", "/auth/access_token", urlencode(form), FORM)
    assert answer.status_code == 200, answer.text
    return Client(anyone.app, answer.json["access_token"])


def by_password(anyone: Client, login: str, **more: str) -> Client:
    return sign_in(anyone, grant_type="password", username=login, password=PASSWORD, **more)


CALLS = (
    ("GET", "/entity/shots", None),
    ("POST", "/entity/projects", {"name": "Film"}),
    ("GET", "/audit_trail", None),
    ("POST", "/account/human_users/1/password_link", None),
    ("DELETE", "/account/human_users/1/two_factor", None),
)


def test_a_password_alone_lets_nobody_do_anything(strict: Site, anyone: Client) -> None:
    mara = by_password(anyone, "mara")
    for method, path, body in CALLS:
        assert mara(method, path, body).status_code == 400, path
    assert NOT_YET in mara("GET", "/entity/shots").text
    with_credentials = Rpc(anyone.app, {"user_login": "mara", "user_password": PASSWORD})
    assert NOT_YET in str(with_credentials.ask("read", {"type": "Shot", "filters": EVERY}))
    refresh = strict.accounts.sign_in("password", {"username": "mara", "password": PASSWORD}, "tracking.test")
    renewed = sign_in(anyone, grant_type="refresh_token", refresh_token=refresh.refresh_token)
    session = strict.accounts.mint_session_token(strict.accounts.caller_of(renewed.token))
    for again in (renewed, sign_in(anyone, grant_type="session_token", session_token=session)):
        assert NOT_YET in again("GET", "/entity/shots").text


def test_no_browser_is_signed_in(anyone: Client) -> None:
    form = urlencode({"username": "mara", "password": PASSWORD})
    headers = {"Content-Type": FORM}
    page = testing.simulate_request(anyone.app, "POST", "/user/login", body=form, headers=headers)
    assert page.status_code == 400 and "has to be set up first" in page.text
    assert "set-cookie" not in page.headers


def test_it_is_set_up_with_the_password_and_then_all_is_open(strict: Site, anyone: Client) -> None:
    clock = strict.clock
    assert isinstance(clock, Clock)
    mara = by_password(anyone, "mara")
    assert mara("GET", "/account/two_factor").json["data"]["enabled"] is False
    begun = mara("POST", "/account/two_factor", {"password": PASSWORD})
    secret = b32decode(begun.json["data"]["secret"])
    assert (
        mara("PUT", "/account/two_factor", {"code": code_at(secret, step_at(clock()) - 1)}).status_code == 200
    )
    clock.move(seconds=2)
    assert mara("GET", "/entity/shots").status_code == 200
    with_code = by_password(anyone, "mara", auth_token=code_at(secret, step_at(clock())))
    assert with_code("GET", "/audit_trail").status_code == 200


@pytest.mark.parametrize("who", ["an artist", "a script", "a script for her"])
def test_others_need_none(anyone: Client, who: str) -> None:
    script = {"grant_type": "client_credentials", "client_id": "farm", "client_secret": KEY}
    client = {
        "an artist": lambda: by_password(anyone, "ada"),
        "a script": lambda: sign_in(anyone, **script),
        "a script for her": lambda: sign_in(anyone, **script, scope="sudo_as_login:mara"),
    }[who]()
    assert client("GET", "/entity/shots").status_code == 200
