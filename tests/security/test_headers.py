"""What answers tell browsers, whoever asks for what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import Client
from tests.security.settings import with_settings

from slatehouse.api.wire.application import application
from slatehouse.config import ServerSettings
from slatehouse.site.site import Site

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}
PLACES = (
    "/",
    "/notes",
    "/assets/nothing.js",
    "/api/v1",
    "/api/v1/entity/shots",
    "/api/v1/spec.json",
    "/api/v1/entity/shots/1.xml",
    "/api/v2",
    "/api/docs",
    "/api/docs/start.js",
    "/api/docs/nothing.js",
    "/api3/json",
    "/upload/upload_file",
    "/file_serve/attachment/1",
    "/storage/incoming/" + "0" * 64,
    "/storage/" + "0" * 64 + "/a.html",
    "/images/status/transient/thumbnail_pending.png",
    "/%2e%2e/%2e%2e/etc/passwd",
)


def ask(app: Any, path: str, method: str = "GET", **more: Any) -> testing.Result:
    more.setdefault("host", "tracking.test")
    return testing.simulate_request(app, method, path, **more)


def policy_of(answer: testing.Result) -> Mapping[str, str]:
    """The directives of the content policy."""
    parts = (part.strip().partition(" ") for part in answer.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"])
@pytest.mark.parametrize("path", PLACES)
def test_every_answer_keeps_browsers_from_guessing_framing_and_telling(
    app: Any, path: str, method: str
) -> None:
    answer = ask(app, path, method)
    assert answer.headers.items() >= ALWAYS.items()
    policy = policy_of(answer)
    assert policy["default-src"] == "'none'" and policy["frame-ancestors"] == "'none'"
    assert "'unsafe-eval'" not in str(policy) and "*" not in str(policy)
    assert "'unsafe-inline'" not in policy.get("script-src", "")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", path)
            for path in ("/entity/shots", "/entity/shots/<shot>", "/entity/nothing", "/preferences")
        ),
        *(("GET", path) for path in ("/schema", "/schema/Shot/fields", "/schema/Shot/fields/code")),
        *(("POST", path) for path in ("/entity/shots", "/entity/_batch", "/entity/shots/_search")),
    ],
)
def test_an_answer_to_a_signed_in_caller_does_so_too(api: Client, method: str, path: str) -> None:
    answer = api(method, path, {} if method == "POST" else None)
    assert answer.headers.items() >= ALWAYS.items()
    etag = answer.headers.get("etag", "")
    assert api(method, path, headers={"If-None-Match": etag}).headers.items() >= ALWAYS.items()


def test_the_page_of_the_api_runs_scripts_of_this_site_alone(app: Any) -> None:
    policy = policy_of(ask(app, "/api/docs"))
    assert policy["script-src"] == "'self'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"


def test_over_tls_browsers_are_told_to_come_back_so(app: Any) -> None:
    told = [
        ask(app, "/api/v1", protocol=protocol, host=host).headers.get("strict-transport-security")
        for protocol in ("https", "http")
        for host in ("tracking.test", "localhost", "demo.localhost")
    ]
    assert told == ["max-age=2592000", None, None, None, None, None]


@pytest.mark.parametrize(
    ("server", "headers", "told"),
    [
        (ServerSettings(hsts_max_age=0), {}, None),
        (ServerSettings(hsts_max_age=60), {}, "max-age=60"),
        (ServerSettings(public_url="http://tracking.test"), {}, None),
    ],
)
def test_how_long_is_a_setting(
    contract_site: Site, server: ServerSettings, headers: dict[str, str], told: str | None
) -> None:
    site = with_settings(contract_site, server=server)
    answer = ask(application(site), "/api/v1", protocol="https", headers=headers)
    assert answer.headers.get("strict-transport-security") == told


def test_a_forged_forwarding_header_is_no_tls(app: Any) -> None:
    answer = ask(app, "/api/v1", headers={"X-Forwarded-Proto": "https"})
    assert "strict-transport-security" not in answer.headers
