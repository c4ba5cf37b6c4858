"""No token is made or changed by anyone but the site, and no secret shows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from falcon import testing
from tests.contract.client import FORM, Client
from tests.contract.conftest import KEY, PASSWORD, PERSON, SCRIPT
from tests.contract.rpc import Rpc

from slatehouse.api.wire.application import application
from slatehouse.site.site import Site


def encoded(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def decoded(part: str) -> Any:
    return json.loads(base64.urlsafe_b64decode(part + "=="))


def forgeries(token: str) -> dict[str, str]:
    """Tokens as strangers make them of one that they have seen."""
    header, payload, signature = token.split(".")
    claims = decoded(payload)
    as_another = encoded({**claims, "user": {"type": "ApiUser", "id": claims["user"]["id"] + 1}})
    later = encoded({**claims, "exp": claims["exp"] + 86_400})

    def signed(secret: bytes, head: str, body: str) -> str:
        return encoded(hmac.digest(secret, f"{head}.{body}".encode(), hashlib.sha256))

    none, hs512 = encoded({"alg": "none"}), encoded({"alg": "HS512"})
    named = encoded({"alg": "HS256", "kid": "../../../dev/null"})
    return {
        "without a signature": f"{header}.{payload}.",
        "of no algorithm": f"{none}.{payload}.",
        "of no algorithm, with the old signature": f"{none}.{payload}.{signature}",
        "of another algorithm": f"{hs512}.{payload}.{signature}",
        "for another caller": f"{header}.{as_another}.{signature}",
        "for longer": f"{header}.{later}.{signature}",
        "signed with nothing": f"{header}.{payload}.{signed(b'', header, payload)}",
        "signed with a guess": f"{header}.{as_another}.{signed(b'secret', header, as_another)}",
        "with a key of its own": (
            f"{encoded({'alg': 'HS256', 'jwk': {'kty': 'oct', 'k': 'AAAA'}})}.{payload}.{signature}"
        ),
        "with the path of a key": f"{named}.{payload}.{signature}",
        "of four parts": f"{token}.{signature}",
        "empty": "",
        "endless": "a" * 100_000,
    }


@pytest.mark.parametrize("name", forgeries("e30.eyJ1c2VyIjp7ImlkIjoxfSwiZXhwIjoxfQ.e30"))
def test_a_forged_token_opens_nothing(api: Client, name: str) -> None:
    assert api("GET", "/entity/shots").status_code == 200
    answer = Client(api.app, forgeries(api.token)[name], api.names)("GET", "/entity/shots")
    assert answer.status_code == 401


def test_a_token_of_another_site_opens_nothing(
    api: Client, contract_site: Site, sites: Any, tmp_path: Path
) -> None:
    with sites.site(tmp_path / "other") as other:
        # The same rows, the same ids, another secret.
        other.clock.now = contract_site.clock()
        answer = Client(application(other), api.token)("GET", "/entity/shots")
        assert answer.status_code == 401


def test_a_token_ends(api: Client, contract_site: Site, rpc: Rpc) -> None:
    clock: Any = contract_site.clock
    before = clock.now
    try:
        clock.move(seconds=contract_site.config.settings.auth.token_lifetime)
        assert api("GET", "/entity/shots").status_code == 401
    finally:
        clock.now = before


def test_nobody_learns_from_a_refusal_whom_there_is(app: Any) -> None:
    def refused(**parameters: str) -> str:
        body = "&".join(f"{name}={value}" for name, value in parameters.items())
        answer = testing.simulate_post(
            app, "/api/v1/auth/access_token", body=body, headers={"Content-Type": FORM}
        )
        error = {**answer.json["errors"][0], "id": None}
        return json.dumps(error).replace(parameters.get("username", ""), "*")

    password = {"grant_type": "password", "password": "guessed"}
    assert refused(username=PERSON, **password) == refused(username="nobody", **password)


SECRETS = ("slate-marks-the-take", "key-under-the-mat", "guess-of-a-stranger")


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_no_secret_shows_in_answers_logs_events_or_the_database(
    contract_site: Site, api: Client, app: Any, told: pytest.LogCaptureFixture
) -> None:
    password, key, guess = SECRETS
    accounts = contract_site.accounts
    try:
        accounts.set_password(api.names["person"], password)
        accounts.set_script_key(api.names["script"], key)
        answers = []
        for parameters in (
            f"grant_type=password&username={PERSON}&password={password}",
            f"grant_type=password&username={PERSON}&password={guess}",
            f"grant_type=client_credentials&client_id={SCRIPT}&client_secret={key}",
            f"grant_type=client_credentials&client_id={SCRIPT}&client_secret={guess}",
            f"grant_type=client_credentials&client_id={SCRIPT}&client_secret={key}&scope=sudo_as_login:{guess}x",
        ):
            answers.append(
                testing.simulate_post(
                    app, "/api/v1/auth/access_token", body=parameters, headers={"Content-Type": FORM}
                )
            )
        tokens = [
            answer.json[name]
            for answer in answers
            if answer.status_code == 200
            for name in ("access_token", "refresh_token")
        ]
        fault = Rpc(app, {"script_name": SCRIPT, "script_key": guess}).ask("read", {})
        shown = "".join(answer.text for answer in answers if answer.status_code != 200)
        shown += json.dumps(fault) + told.text + repr(contract_site.config.settings.auth)
        assert password not in shown and key not in shown and "password=guess" not in shown
        kept = b"".join(path.read_bytes() for path in contract_site.directory.rglob("*") if path.is_file())
        assert SCRIPT.encode() in kept
        for secret in (password, key, guess, *tokens):
            assert secret.encode() not in kept
    finally:
        accounts.set_password(api.names["person"], PASSWORD)
        accounts.set_script_key(api.names["script"], KEY)
