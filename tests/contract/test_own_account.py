"""Who the caller is, and how people get in: calls that the contract does not have."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

import msgspec
import pytest
from tests.contract.client import FORM, Client
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT

from slatehouse.api.wire.application import application
from slatehouse.config import OpenIdSettings
from slatehouse.site.site import Site

AS_PERSON = {"grant_type": "password", "username": PERSON, "password": PASSWORD}
AS_SCRIPT = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
AS_BOTH = {**AS_SCRIPT, "scope": f"sudo_as_login:{PERSON}"}
ADA = ("HumanUser", "<person>", "Ada Lovelace")


@pytest.mark.parametrize(
    ("form", "who", "login"),
    [
        (AS_PERSON, ADA, PERSON),
        (AS_BOTH, ADA, PERSON),
        (AS_SCRIPT, ("ApiUser", "<script>", f"{SCRIPT} 1.0"), SCRIPT),
    ],
)
def test_who_one_is(anyone: Client, form: dict[str, str], who: tuple[str, str, str], login: str) -> None:
    token = anyone("POST", "/auth/access_token", urlencode(form), FORM).json["access_token"]
    client = Client(anyone.app, token, anyone.names)
    answer = client("GET", "/account")
    data = answer.json["data"]
    kind, placeholder, name = who
    assert (data["type"], data["id"], data["name"]) == (kind, int(anyone.filled(placeholder)), name)
    assert list(data) == [
        *("type", "id", "name", "login", "permission_rule_set", "needs_second_factor", "session"),
    ]
    assert (data["login"], data["needs_second_factor"]) == (login, False)
    assert answer.json["links"] == {"self": "/api/v1/account"}
    row = client("GET", f"/entity/{'human_users' if kind == 'HumanUser' else 'api_users'}/{data['id']}")
    rule_set = row.json["data"]["relationships"]["permission_rule_set"]["data"]
    assert (data["permission_rule_set"] is None) == (rule_set is None)
    listed = client("GET", "/account/sessions").json["data"]
    current = [each["id"] for each in listed if each["is_current"]]
    # Who is acted as has sessions of their own, and this is none of them.
    assert current == ([] if "scope" in form else [data["session"]])


def test_the_ways_in(anyone: Client, contract_site: Site) -> None:
    settings = contract_site.config.settings
    expected = {"site_name": settings.site.name, "password": True, "openid": None}
    expected["max_upload_bytes"] = settings.media.max_upload_bytes
    assert anyone("GET", "/auth/ways").json == {"data": expected}


def test_a_provider_is_one_of_them(contract_site: Site) -> None:
    openid = OpenIdSettings(issuer="https://login.example.com", client_id="slatehouse", name="Studio login")
    settings = msgspec.structs.replace(contract_site.config.settings, openid=openid)
    site = replace(contract_site, config=replace(contract_site.config, settings=settings))
    told = Client(application(site))("GET", "/auth/ways").json["data"]["openid"]
    assert told == {"name": "Studio login", "path": "/user/login/openid"}
