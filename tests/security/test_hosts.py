"""Links lead to this site, whatever a request says that it was sent to."""

from __future__ import annotations

import json
from ipaddress import ip_network
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import FORM
from tests.contract.conftest import KEY, SCRIPT
from tests.security.settings import with_settings

from slatehouse.api.wire.application import application
from slatehouse.config import ServerSettings
from slatehouse.site.site import Site

HOSTS = [
    *('evil"><script>alert(1)</script>', "evil/path", "user:pass@evil", "evil#", "evil?x", "evil\\x", "a b"),
    *("evil;img-src *", "evil'", "", "evil:port", "[::1", "evil%0d%0aX-A: b", "-" * 300),
]


def bearer(app: Any) -> dict[str, str]:
    body = f"grant_type=client_credentials&client_id={SCRIPT}&client_secret={KEY}"
    answer = testing.simulate_post(
        app, "/api/v1/auth/access_token", body=body, headers={"Content-Type": FORM}, host="tracking.test"
    )
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


def upload_link(app: Any, shot: int, **headers: str) -> str:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = testing.simulate_get(
        app,
        f"/api/v1/entity/shots/{shot}/image/_upload",
        query_string="filename=a.png",
        headers={**bearer(app), **named},
        remote_addr="192.0.2.1",
    )
    link: str = answer.json["links"]["upload"]
    return link


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_none_is_not_repeated(app: Any, ids: dict[str, int], host: str) -> None:
    assert upload_link(app, ids["shot"], Host=host).startswith("http://falconframework.org:80/storage/")
    page = testing.simulate_get(app, "/api/docs", headers={"Host": host})
    policy = page.headers["content-security-policy"]
    assert "evil" not in policy and "<" not in policy
    document = testing.simulate_get(app, "/api/v1/spec.json", headers={"Host": host})
    assert "evil" not in json.dumps(document.json["servers"])


def test_a_configured_address_is_the_only_one(contract_site: Site, ids: dict[str, int]) -> None:
    app = application(with_settings(contract_site, server=ServerSettings(public_url="https://tracking.test")))
    link = upload_link(app, ids["shot"], Host="evil.example", X_Forwarded_Host="evil.example")
    assert link.startswith("https://tracking.test/storage/")


def test_what_a_stranger_says_was_forwarded_does_not_count(contract_site: Site, ids: dict[str, int]) -> None:
    server = ServerSettings(trusted_proxies=(ip_network("10.0.0.0/8"),))
    app = application(with_settings(contract_site, server=server))
    link = upload_link(
        app, ids["shot"], Host="tracking.test", X_Forwarded_Host="evil.example", X_Forwarded_Proto="https"
    )
    assert link.startswith("http://tracking.test/storage/")
