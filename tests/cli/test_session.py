"""`slatehouse session`: who is signed in is listed and thrown out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.sessions import Origin
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site

if TYPE_CHECKING:
    from tests.cli.conftest import Run

DESK = Origin("192.0.2.7", "Browser 1.0")


@pytest.fixture
def tracking(site: Path) -> Iterator[Site]:
    """The site, with a person and a script who are signed in twice each."""
    opened = open_site(site)
    session = opened.session(system_caller())
    person = session.create_many([("HumanUser", {"login": "ada", "name": "Ada"})])[0].id
    script = session.create_many([("ApiUser", {"firstname": "render"})])[0].id
    opened.accounts.set_password(person, "a-grey-harbour")
    opened.accounts.set_script_key(script, "key")
    for _ in range(2):
        credentials = {"username": "ada", "password": "a-grey-harbour"}
        opened.accounts.sign_in("password", credentials, "tracking.test", DESK)
        key = {"client_id": "render", "client_secret": "key"}
        opened.accounts.sign_in("client_credentials", key, "tracking.test", DESK)
    yield opened
    opened.close()


@pytest.mark.parametrize(("arguments", "how"), [(("ada",), "password"), (("render", "--script"), "api_key")])
def test_sessions_are_listed_and_ended(
    run: Run, site: Path, tracking: Site, arguments: tuple[str, ...], how: str
) -> None:
    listed = run("session", "list", *arguments, "--site", site, "--json").json
    assert [(each["auth_type"], each["address"], each["client"]) for each in listed] == [
        (how, "192.0.2.7", "Browser 1.0")
    ] * 2
    assert "192.0.2.7" in run("session", "list", *arguments, "--site", site).out
    name, *options = arguments
    ended = run("session", "end", name, listed[0]["id"], *options, "--site", site)
    assert ended.out == f"Ended one session of {name}.\n"
    assert len(run("session", "list", *arguments, "--site", site, "--json").json) == 1
    ended = run("session", "end", *arguments, "--site", site)
    assert ended.out == f"Ended all sessions of {name}.\n"
    assert run("session", "list", *arguments, "--site", site, "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("list", "eve"), "there is no person eve on this site"),
        (("list", "ada", "--script"), "there is no script ada on this site"),
        (("end", "eve"), "there is no person eve on this site"),
        (("end", "ada", "nope"), "ada has no session nope"),
    ],
)
def test_what_is_not_there_is_said(
    run: Run, site: Path, tracking: Site, arguments: tuple[str, ...], told: str
) -> None:
    ended = run("session", *arguments, "--site", site)
    assert (ended.code, ended.out, ended.err) == (1, "", f"slatehouse: {told}\n")
    assert len(run("session", "list", "ada", "--site", site, "--json").json) == 2
