"""Where a client looks for the site and for who signs in, and that no secret is told."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures.keyrings import InProcess, in_process

from slatehouse.client import Client, NoCredentials, NotFound, Patience, SignInRefused
from slatehouse.client.credentials import Credentials, found_credentials, found_url, keep_in_keyring
from slatehouse.client.remembered import Remembered, remember
from slatehouse.testing.server import StandIn

URL = "https://studio.example"
SCRIPT = {"SLATEHOUSE_SCRIPT": "dailies", "SLATEHOUSE_KEY": "a-key"}
PERSON = {"SLATEHOUSE_LOGIN": "ada", "SLATEHOUSE_PASSWORD": "a-password"}


@pytest.mark.parametrize(
    ("named", "found"),
    [
        ("https://studio.example", "https://studio.example"),
        ("https://studio.example/", "https://studio.example"),
        ("studio.example", "https://studio.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (" studio.example ", "https://studio.example"),
    ],
)
def test_an_address_is_completed(named: str, found: str) -> None:
    assert found_url(named, {}) == found_url(None, {"SLATEHOUSE_URL": named}) == found


@pytest.mark.parametrize("named", ["", "  ", "ftp://studio.example", "https://", "file:///etc/passwd"])
def test_what_is_no_address_is_refused(named: str) -> None:
    with pytest.raises(NoCredentials):
        found_url(named, {})


@pytest.mark.parametrize(
    ("given", "environment", "found"),
    [
        ({"script": "s", "key": "k"}, {**SCRIPT, **PERSON}, Credentials("s", "k")),
        ({"login": "l", "password": "p"}, {**SCRIPT, **PERSON}, Credentials("l", "p", is_person=True)),
        ({"script": "s"}, SCRIPT, Credentials("s", "a-key")),
        ({"login": "l"}, {**SCRIPT, **PERSON}, Credentials("l", "a-password", is_person=True)),
        ({}, {**SCRIPT, **PERSON}, Credentials("dailies", "a-key")),
        ({}, PERSON, Credentials("ada", "a-password", is_person=True)),
    ],
)
def test_what_is_given_goes_before_the_environment(
    given: dict[str, str], environment: dict[str, str], found: Credentials
) -> None:
    assert found_credentials(URL, **given, environment=environment) == found


@pytest.mark.parametrize("environment", [{}, {"SLATEHOUSE_SCRIPT": "dailies"}, {"SLATEHOUSE_KEY": "a-key"}])
def test_what_is_missing_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(NoCredentials, match="SLATEHOUSE_KEY"):
        found_credentials(URL, environment=environment)


@pytest.fixture
def keyring() -> Iterator[InProcess]:
    with in_process() as back_end:
        yield back_end


def test_a_secret_is_kept_in_the_keyring_for_one_site(keyring: InProcess) -> None:
    keep_in_keyring(URL, Credentials("dailies", "kept"))
    assert found_credentials(URL, script="dailies", environment={}).secret == "kept"
    for other in ({"url": "https://other.example", "script": "dailies"}, {"url": URL, "script": "other"}):
        with pytest.raises(NoCredentials):
            found_credentials(**other, environment={})
    with pytest.raises(NoCredentials, match="locked"):
        keep_in_keyring(URL, Credentials("dailies", "refused"))


def test_who_signed_in_last_is_remembered_without_the_secret(keyring: InProcess, tmp_path: Path) -> None:
    for environment in ({"XDG_CONFIG_HOME": str(tmp_path / "x")}, {"HOME": str(tmp_path / "h")}):
        for site in (Remembered(URL, "dailies"), Remembered(URL, "ada", is_person=True)):
            keep_in_keyring(URL, Credentials(site.name, "kept"))
            place = remember(site, environment)
            assert place.stat().st_mode & 0o777 == 0o600 and b"kept" not in place.read_bytes()
            assert [each.name for each in place.parent.iterdir()] == ["client.json"]
            assert found_url(None, environment) == URL
            found = found_credentials(URL, environment=environment)
            assert found == Credentials(site.name, "kept", site.is_person)
            assert found_credentials(URL, environment={**environment, **SCRIPT}).secret == "a-key"
        with pytest.raises(NoCredentials):
            found_credentials("https://other.example", environment=environment)
        place.write_bytes(b"no JSON")
        with pytest.raises(NoCredentials, match="slatehouse login"):
            found_url(None, environment)
    with pytest.raises(OSError, match="XDG_CONFIG_HOME"):
        remember(Remembered(URL, "dailies"), {"XDG_CONFIG_HOME": "relative"})


def test_without_a_keyring_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(NoCredentials, match="pip install"):
        keep_in_keyring(URL, Credentials("dailies", "kept"))


def told(error: BaseException) -> str:
    """A traceback with all that the client's own functions had in hand."""
    assert error.__traceback__ is not None
    error = error.with_traceback(error.__traceback__.tb_next)
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


@pytest.mark.parametrize(
    "options",
    [
        {"script": "slatehouse_testing", "key": "the-wrong-secret"},
        {"login": "slatehouse.admin", "password": "the-wrong-secret"},
    ],
    ids=lambda options: next(iter(options)),
)
def test_a_secret_is_in_no_text_log_or_traceback(
    film: StandIn, caplog: pytest.LogCaptureFixture, options: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    with Client(film.url, **options, patience=Patience(attempts=1)) as client:
        with pytest.raises(SignInRefused, match="Can't authenticate") as refused:
            client.notes.first()
        assert "_granted" in told(refused.value)
        assert "the-wrong-secret" not in told(refused.value) + caplog.text + repr(client) + repr(client._line)


def test_a_token_is_in_no_text_log_or_traceback(film: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Client(film.url, script=film.script_name, key=film.script_key) as client:
        with pytest.raises(NotFound) as refused:
            client.read("Shot", 999_999)
        token = client._line._token
        assert token.value and token.refresh
        everything = told(refused.value) + caplog.text + repr(token)
        assert token.value not in everything and token.refresh not in everything
