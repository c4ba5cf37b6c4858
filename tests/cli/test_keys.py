"""`slatehouse keys`: what a site signs with is replaced while it is served."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from tests.fixtures.commands import PATIENCE, running
from tests.fixtures.sites import Sites
from tests.store.sql import read

from slatehouse.accounts.secrets import Purpose
from slatehouse.config import add_secret_key
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
        "Made new keys for tokens, media, uploads, cursors."
        " The old ones go on to verify what they signed until it ends.\n"
    )
    run("keys", "rotate", "--purpose", "media", "--site", site)
    listed = run("keys", "list", "--site", site, "--json").json
    assert [(each["purpose"], each["number"], each["verifies_until"] is None) for each in listed] == [
        ("tokens", 1, True),
        ("media", 2, True),
        ("media", 1, False),
        ("uploads", 1, True),
        ("cursors", 1, True),
    ]
    assert run("keys", "rotate", "--purpose", "cookies", "--site", site).code == 2


def kept(site: Path) -> str:
    """The secret of somebody's app as the database holds it."""
    with closing(open_site(site, key_is_lost=True)) as tracking:
        ((secret,),) = read(tracking.database, "SELECT secret FROM slatehouse_second_factors")
    return str(secret)


@pytest.fixture
def with_app(site: Path) -> Path:
    """The folder of a site where somebody begins to use an app, and with keys to sign with."""
    with closing(open_site(site)) as tracking:
        with tracking.database.writing() as connection:
            tracking.accounts.second_factors.begin(connection, 7)
        tracking.accounts.secrets(Purpose.TOKENS)
    return site


def test_secrets_are_encrypted_anew_under_a_new_key_in_the_file(run: Run, with_app: Path) -> None:
    file, sealed = with_app / "secret.key", kept(with_app)
    before = file.read_text()
    assert sealed.startswith("sealed:") and file.stat().st_mode & 0o777 == 0o600
    assert run("keys", "reseal", "--site", with_app).out == (
        f"The site's secrets are encrypted with a new key in {file}.\n"
    )
    assert kept(with_app) not in ("", sealed)
    assert file.read_text() != before and file.read_text().count("\n") == 1
    assert file.stat().st_mode & 0o777 == 0o600
    (entry,) = run("audit", "--kind", "secret_key_changed", "--site", with_app, "--json").json
    assert entry["details"] == {"lost": False}
    file.write_text(before)
    assert run("keys", "list", "--site", with_app).code == 1


def test_killed_on_the_way_both_keys_are_there_and_the_site_goes_on(run: Run, with_app: Path) -> None:
    add_secret_key(with_app)
    assert run("keys", "rotate", "--site", with_app).code == 0
    assert run("keys", "reseal", "--site", with_app).code == 0
    assert (with_app / "secret.key").read_text().count("\n") == 1
    assert run("keys", "list", "--site", with_app).code == 0


def test_a_site_that_is_served_keeps_its_key(run: Run, served: tuple[Path, str]) -> None:
    folder, _ = served
    before = (folder / "secret.key").read_text()
    assert run("keys", "reseal", "--site", folder).code == 4
    assert (folder / "secret.key").read_text() == before


@pytest.mark.parametrize("content", [None, "0" * 64], ids=["missing", "wrong"])
def test_without_its_key_a_site_is_refused_until_it_begins_anew(
    run: Run, with_app: Path, content: str | None
) -> None:
    file, sealed = with_app / "secret.key", kept(with_app)
    file.unlink()
    if content is not None:
        file.write_text(content)
    for command in (("keys", "rotate", "--now"), ("keys", "reseal"), ("serve", "--port", "0"), ("upgrade",)):
        refused = run(*command, "--site", with_app)
        assert (refused.code, refused.err.count("\n")) == (1, 1), command
        assert "secret.key" in refused.err and "auth.secret_key" in refused.err
    assert (file.read_text() if file.exists() else None) == content
    assert run("keys", "reseal", "--lost", "--site", with_app).code == 0
    assert run("keys", "rotate", "--site", with_app).code == 0
    assert kept(with_app) == sealed, "its owner has to set it up anew"


def test_the_key_may_be_a_setting_and_is_replaced_there(
    run: Run, with_app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = (with_app / "secret.key").read_text().split()
    monkeypatch.setenv("SLATEHOUSE_AUTH_SECRET_KEY", "another text of at least 32 characters")
    assert run("keys", "reseal", "--site", with_app).code == 1
    monkeypatch.setenv("SLATEHOUSE_AUTH_OLD_SECRET_KEYS", old)
    assert run("keys", "reseal", "--site", with_app).out == (
        "The site's secrets are encrypted with auth.secret_key.\n"
    )
    monkeypatch.delenv("SLATEHOUSE_AUTH_OLD_SECRET_KEYS")
    assert run("keys", "list", "--site", with_app).code == 0
    assert (with_app / "secret.key").read_text().split() == [old]
