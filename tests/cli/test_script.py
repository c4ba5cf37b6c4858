"""`slatehouse script`: scripts come in with their key, at once, and stay out when it is taken."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from tests.fixtures.commands import PATIENCE, running
from tests.fixtures.sites import Sites

from slatehouse.accounts.caller import system_caller
from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@dataclass(frozen=True)
class Served:
    """A site that is served, and a client's way into it."""

    folder: Path
    url: str

    def sign_in(self, **credentials: str) -> requests.Response:
        return requests.post(f"{self.url}/api/v1.1/auth/access_token", data=credentials, timeout=PATIENCE)

    def status_of_a_read(self, token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(
            f"{self.url}/api/v1.1/entity/notes", headers=headers, timeout=PATIENCE
        ).status_code


@pytest.fixture(scope="module")
def served(sites: Sites, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site that is served while commands change it."""
    with (
        sites.folder(tmp_path_factory.mktemp("served") / "site") as folder,
        running("serve", "--site", folder) as server,
    ):
        yield Served(folder, server.url)


def test_a_script_comes_in_at_once_and_stays_out_within_a_second(run: Run, served: Served) -> None:
    added = run("script", "add", "farm", "--site", served.folder, "--json").json
    credentials = {"grant_type": "client_credentials", "client_id": "farm", "client_secret": added["key"]}
    token = served.sign_in(**credentials).json()["access_token"]
    assert served.status_of_a_read(token) == 200
    revoked = run("script", "revoke", "farm", "--site", served.folder, "--json")
    assert revoked.json == {"ids": [added["id"]], "name": "farm"}
    time.sleep(1.1)
    assert served.status_of_a_read(token) == 401
    assert served.sign_in(**credentials).status_code == 400


def test_a_person_comes_in_at_once_and_stays_out_within_a_second(
    run: Run, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"grey harbour\n")))
    arguments = ("ada", "--name", "Ada Lovelace", "--role", "manager", "--password-stdin")
    added = run("user", "add", *arguments, "--site", served.folder, "--json").json
    assert added == {"id": added["id"], "login": "ada", "name": "Ada Lovelace", "role": "manager"}
    credentials = {"grant_type": "password", "username": "ada", "password": "grey harbour"}
    token = served.sign_in(**credentials).json()["access_token"]
    assert served.status_of_a_read(token) == 200
    disabled = run("user", "disable", "ada", "--site", served.folder, "--json").json
    assert disabled == {"id": added["id"], "login": "ada", "status": "dis"}
    time.sleep(1.1)
    assert served.status_of_a_read(token) == 401
    assert served.sign_in(**credentials).status_code == 400


def test_the_key_is_shown_once_and_is_random(run: Run, site: Path) -> None:
    keys = {run("script", "add", name, "--site", site, "--json").json["key"] for name in ("one", "two")}
    assert len(keys) == 2
    assert all(len(key) == 64 for key in keys)
    listed = run("script", "list", "--site", site)
    assert not any(key in listed.out for key in keys)


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [(("--key", "sesame"), b""), (("--key-stdin",), b"sesame\nand more"), (("--key-stdin",), b"sesame\r\n")],
)
def test_a_key_can_be_brought_along(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], stdin: bytes
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    ended = run("script", "add", "farm", *arguments, "--site", site)
    assert ended.out == "Added the script farm. Its key, shown only now: sesame\n"


def test_scripts_are_listed(run: Run, site: Path) -> None:
    run("script", "add", "farm", "--site", site)
    run("script", "add", "Jérôme's tool", "--role", "artist", "--site", site)
    listed = run("script", "list", "--site", site, "--json").json
    assert [(each["id"], each["name"], each["role"]) for each in listed] == [
        (1, "farm", "API Admin"),
        (2, "Jérôme's tool", "Artist"),
    ]
    table = run("script", "list", "--site", site).out
    assert ["1", "farm", "API", "Admin"] in [line.split()[:4] for line in table.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("add", "farm"), 1, "there is a script farm on this site already"),
        (("add", "new", "--role", "wizard"), 1, "there is no permission rule set wizard; there are: admin, "),
        (("add", "new", "--key", "a", "--key-stdin"), 1, "--key and --key-stdin exclude each other"),
        (("add", "new", "--key-stdin"), 1, "the secret is empty; give one of at least one character"),
        (("add", "new", "--projects", "Harbour"), 1, "there is no project Harbour on this site"),
        (("rotate", "fram"), 1, "there is no script fram on this site"),
        (("rotate", "farm", "--key", "a", "--key-stdin"), 1, "--key and --key-stdin exclude each other"),
        (("revoke", "fram"), 1, "there is no script fram on this site"),
        (("revoke", "FARM"), 1, "there is no script FARM on this site"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    run: Run,
    site: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    told: str,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    run("script", "add", "farm", "--site", site)
    ended = run("script", *arguments, "--site", site)
    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
    assert ended.err.startswith(f"slatehouse: {told}")
    assert [each["name"] for each in run("script", "list", "--site", site, "--json").json] == ["farm"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("",),
        (" ",),
        ("a\nb",),
        ("\udcff",),
        ("farm", "--key", ""),
        ("farm", "--key", "\udcff"),
        ("farm", "--expires", "soon"),
        ("farm", "--expires", "0"),
        ("farm", "--expires", "2020-01-01"),
        ("farm", "--expires", "2126-01-01T12:00:00"),
        ("farm", "--expires", "2126-13-01"),
    ],
    ids=ascii,
)
def test_what_is_no_text_or_no_moment_to_come_is_misuse(
    run: Run, site: Path, arguments: tuple[str, ...]
) -> None:
    assert run("script", "add", *arguments, "--site", site).code == 2
    assert run("script", "list", "--site", site, "--json").json == []


def test_bytes_that_are_no_text_are_no_key(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff\n")))
    ended = run("script", "add", "farm", "--key-stdin", "--site", site)
    assert (ended.code, ended.err) == (1, "slatehouse: standard input is not text in UTF-8\n")
    assert run("script", "list", "--site", site, "--json").json == []


def test_every_script_of_the_name_is_revoked(run: Run, site: Path) -> None:
    tracking = open_site(site)
    twins = [("ApiUser", {"firstname": "farm"}), ("ApiUser", {"firstname": "farm"})]
    tracking.session(system_caller()).create_many(twins)
    tracking.close()
    assert run("script", "revoke", "farm", "--site", site, "--json").json["ids"] == [1, 2]
    assert run("script", "list", "--site", site, "--json").json == []


def test_a_script_is_narrowed_and_ends(run: Run, site: Path) -> None:
    tracking = open_site(site)
    tracking.session(system_caller()).create_many([("Project", {"name": n}) for n in ("Harbour", "Fog", "9")])
    tracking.close()
    arguments = (
        "--projects",
        "Harbour",
        "--projects",
        "2",
        "--rule-set",
        "artist",
        "--expires",
        "2126-01-31",
    )
    added = run("script", "add", "farm", *arguments, "--site", site, "--json").json
    assert (added["role"], added["expires"]) == ("artist", "2126-01-31T00:00:00Z")
    (listed,) = run("script", "list", "--site", site, "--json").json
    assert (listed["role"], listed["projects"]) == ("Artist", ["Fog", "Harbour"])
    assert (listed["expires"], listed["last_used"]) == ("2126-01-31T00:00:00Z", None)
    assert "Fog, Harbour" in run("script", "list", "--site", site).out


def test_a_key_is_rotated_with_an_overlap(run: Run, served: Served) -> None:
    first = run("script", "add", "render", "--site", served.folder, "--json").json["key"]
    rotated = run("script", "rotate", "render", "--overlap", "1h", "--site", served.folder, "--json").json

    def statuses() -> list[int]:
        form = {"grant_type": "client_credentials", "client_id": "render"}
        return [
            served.sign_in(**form, client_secret=key).status_code for key in (first, rotated["key"], "other")
        ]

    assert statuses() == [200, 200, 400]
    listed = run("script", "list", "--site", served.folder, "--json").json
    (row,) = [each for each in listed if each["name"] == "render"]
    assert row["old_key_until"] == rotated["old_key_until"]
    assert row["last_used"] is not None
    ended = run("script", "rotate", "render", "--overlap", "0", "--key", "third", "--site", served.folder)
    assert ended.out == ("The script render has a new key, shown only now: third. The old one has ended.\n")
    assert statuses() == [400, 400, 400]


def test_one_of_several_scripts_of_a_name_is_not_guessed(run: Run, site: Path) -> None:
    tracking = open_site(site)
    tracking.session(system_caller()).create_many([("ApiUser", {"firstname": "farm"})] * 2)
    tracking.close()
    ended = run("script", "rotate", "farm", "--site", site)
    assert (ended.code, ended.err) == (1, "slatehouse: there is more than one script farm on this site: 2\n")
