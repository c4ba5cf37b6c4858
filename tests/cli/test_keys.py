"""`slatehouse keys`: what a site signs with is replaced while it is served."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from tests.fixtures.commands import PATIENCE, running
from tests.fixtures.sites import Sites
from tests.store.sql import read

from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def served(sqlite_sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of a site that is served, and its address."""
    with (
        sqlite_sites.folder(tmp_path_factory.mktemp("served") / "site") as folder,
        running("serve", "--site", folder) as server,
    ):
        yield folder, server.url


def test_a_served_site_signs_with_new_keys_within_a_second(run: Run, served: tuple[Path, str]) -> None:
    folder, url = served
    run("script", "add", "farm", "--key", "sesame", "--site", folder)

    def token() -> str:
        form = {"grant_type": "client_credentials", "client_id": "farm", "client_secret": "sesame"}
        answer = requests.post(f"{url}/api/v1.1/auth/access_token", data=form, timeout=PATIENCE)
        return str(answer.json()["access_token"])

    def status(bearer: str) -> int:
        headers = {"Authorization": f"Bearer {bearer}"}
        return requests.get(f"{url}/api/v1.1/entity/notes", headers=headers, timeout=PATIENCE).status_code

    first = token()
    assert status(first) == 200
    rotated = run("keys", "rotate", "--purpose", "tokens", "--site", folder, "--json").json
    assert rotated == {"rotated": {"tokens": 2}, "at_once": False}
    time.sleep(1.1)
    second = token()
    assert [status(each) for each in (first, second)] == [200, 200]
    run("keys", "rotate", "--now", "--site", folder)
    time.sleep(1.1)
    assert [status(each) for each in (first, second, token())] == [401, 401, 200]


def test_keys_are_listed_without_what_is_secret(run: Run, site: Path) -> None:
    assert run("keys", "rotate", "--site", site).out == (
        "Made new keys for tokens, media, uploads."
        " The old ones go on to verify what they signed until it ends.\n"
    )
    run("keys", "rotate", "--purpose", "media", "--site", site)
    listed = run("keys", "list", "--site", site, "--json").json
    assert [(each["purpose"], each["number"], each["verifies_until"] is None) for each in listed] == [
        ("tokens", 1, True),
        ("media", 2, True),
        ("media", 1, False),
        ("uploads", 1, True),
    ]
    assert run("keys", "rotate", "--purpose", "cookies", "--site", site).code == 2


def test_secrets_of_apps_are_encrypted_with_the_keys(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kept() -> str:
        tracking = open_site(site)
        ((secret,),) = read(tracking.database, "SELECT secret FROM slatehouse_second_factors")
        tracking.close()
        return str(secret)

    tracking = open_site(site)
    with tracking.database.writing() as connection:
        secret = tracking.accounts.second_factors.begin(connection, 7)
    tracking.close()
    assert kept() == secret.hex()
    monkeypatch.setenv("SLATEHOUSE_AUTH_SECRET_KEY", "a random text of at least 32 characters")
    assert run("keys", "rotate", "--site", site).code == 0
    assert kept().startswith("sealed:")
    monkeypatch.setenv("SLATEHOUSE_AUTH_SECRET_KEY", "another text of at least 32 characters")
    sealed = kept()
    assert run("keys", "rotate", "--now", "--site", site).code == 0
    assert kept() == sealed


def test_keys_that_were_encrypted_with_another_key_are_only_replaced(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLATEHOUSE_AUTH_SECRET_KEY", "a random text of at least 32 characters")
    run("keys", "rotate", "--site", site)
    monkeypatch.setenv("SLATEHOUSE_AUTH_SECRET_KEY", "another text of at least 32 characters")
    ended = run("keys", "rotate", "--site", site)
    assert (ended.code, ended.err) == (
        1,
        "slatehouse: the site's keys were encrypted with another auth.secret_key\n",
    )
    assert run("serve", "--port", "0", "--site", site).code == 1
    assert run("keys", "rotate", "--now", "--site", site).code == 0
