"""`slatehouse user`: people are added, listed and disabled. That they can sign in then: `test_script.py`."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from base64 import b32decode
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fixtures.commands import COMMAND, PATIENCE
from tests.fixtures.desk import Desk

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.errors import CannotAuthenticatePerson, LinkNotGood
from slatehouse.accounts.totp import code_at, step_at
from slatehouse.schema.link import Target
from slatehouse.site.opening import open_site
from slatehouse.site.writing import writing

if TYPE_CHECKING:
    from tests.cli.conftest import Ended, Run

ADA = ("add", "ada", "--name", "Ada Lovelace")


@pytest.fixture(autouse=True)
def password_on_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"grey harbour\n")))


def people(run: Run, site: Path) -> list[list[object]]:
    listed = run("user", "list", "--site", site, "--json").json
    return [[each[key] for key in ("id", "login", "name", "role", "status")] for each in listed]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (None, "Artist"),
        ("admin", "Admin"),
        ("manager", "Manager"),
        ("artist", "Artist"),
        ("vendor", "Vendor"),
    ],
)
def test_a_person_has_a_role(run: Run, site: Path, role: str | None, shown: str) -> None:
    arguments = ("--role", role) if role else ()
    ended = run("user", *ADA, *arguments, "--password-stdin", "--site", site)
    assert ended.out == f"Added Ada Lovelace, who signs in as ada, as {role or 'artist'}.\n"
    assert people(run, site) == [[1, "ada", "Ada Lovelace", shown, "act"]]


def test_a_disabled_person_stays_listed(run: Run, site: Path) -> None:
    run("user", *ADA, "--password-stdin", "--site", site)
    assert run("user", "disable", "ada", "--site", site).out == "Disabled ada.\n"
    assert people(run, site) == [[1, "ada", "Ada Lovelace", "Artist", "dis"]]
    assert run("user", "disable", "ada", "--site", site).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((*ADA, "--password-stdin"), 1, "there is a person ada on this site already"),
        (("disable", "adb"), 1, "there is no person adb on this site"),
        (
            ("add", "bea", "--name", "Bea"),
            1,
            "there is no terminal to ask for the password on; give it with --password-stdin",
        ),
        (("add", "bea", "--password-stdin"), 2, None),
        (("add", "bea", "--name", "", "--password-stdin"), 2, None),
        (("add", "", "--name", "Bea", "--password-stdin"), 2, None),
        (("add", "bea", "--name", "Bea", "--role", "wizard", "--password-stdin"), 1, None),
        (("add", "bea", "--name", "Bea", "--password", "secret"), 2, None),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    run: Run,
    site: Path,
    password_on_stdin: None,
    arguments: tuple[str, ...],
    code: int,
    told: str | None,
) -> None:
    run("user", *ADA, "--password-stdin", "--site", site)
    ended = run("user", *arguments, "--site", site)
    assert (ended.code, ended.out) == (code, "")
    assert told is None or ended.err == f"slatehouse: {told}\n"
    assert people(run, site) == [[1, "ada", "Ada Lovelace", "Artist", "act"]]


def test_a_person_is_on_projects(run: Run, site: Path, password_on_stdin: None) -> None:
    tracking = open_site(site)
    with writing(tracking, system_caller()) as writes:
        film = writes.make("Project", {"name": "Lighthouse"})
    tracking.close()
    added = run("user", *ADA, "--projects", "Lighthouse", "--password-stdin", "--site", site, "--json").json
    tracking = open_site(site)
    desk = Desk(tracking, system_caller())
    assert desk.get(Target("HumanUser", added["id"]), "projects") == [Target("Project", film)]
    tracking.close()


def test_an_empty_password_is_none(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    assert run("user", *ADA, "--password-stdin", "--site", site).code == 1
    assert people(run, site) == []


@pytest.mark.parametrize(
    ("second", "code", "told"),
    [
        ("grey harbour", 0, "Added Ada Lovelace"),
        ("grey harbour!", 1, "that was another password than before; nothing was changed"),
    ],
)
def test_at_a_terminal_the_password_is_asked_for_twice(
    run: Run, site: Path, second: str, code: int, told: str
) -> None:
    ours, terminal = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "user", *ADA, "--site", site],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
    ) as process:
        os.close(terminal)
        shown = b""
        for prompt, answer in ((b"Password: ", "grey harbour"), (b"Once more: ", second)):
            while not shown.endswith(prompt):
                shown += os.read(ours, 1000)
            os.write(ours, f"{answer}\n".encode())
        process.wait(PATIENCE)
    shown += os.read(ours, 1000)
    os.close(ours)
    assert process.returncode == code
    assert told in shown.decode()
    assert "grey harbour" not in shown.decode()
    assert len(people(run, site)) == (1 if code == 0 else 0)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("short", "the password is refused: it is too short; at least 10 characters are needed"),
        (
            "ada lovelace 1815",
            "the password is refused: it is the person's own name or login, or close to it",
        ),
        ("password2026", "the password is refused: it is one of the commonest passwords, or close to one"),
    ],
)
def test_a_bad_password_is_refused(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, password: str, told: str
) -> None:
    def typed() -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{password}\n".encode())))

    typed()
    ended = run("user", *ADA, "--password-stdin", "--site", site)
    assert (ended.code, ended.err) == (1, f"slatehouse: {told}\n")
    assert people(run, site) == []
    run("user", *ADA, "--link", "--site", site)
    typed()
    ended = run("user", "reset-password", "ada", "--password-stdin", "--site", site)
    assert (ended.code, ended.err) == (1, f"slatehouse: {told}\n")


def test_a_lost_password_is_reset(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("user", *ADA, "--password-stdin", "--site", site)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a-grey-harbour\n")))
    ended = run("user", "reset-password", "ada", "--password-stdin", "--site", site)
    assert ended.out == "Gave ada a new password; all of their sessions ended.\n"
    tracking = open_site(site)
    try:
        authentication = tracking.accounts.authentication
        assert authentication.person("ada", "a-grey-harbour").id == 1
        with pytest.raises(CannotAuthenticatePerson):
            authentication.person("ada", "grey harbour")
    finally:
        tracking.close()


def test_a_link_is_shown_instead_of_asking_for_a_password(run: Run, site: Path) -> None:
    added = run("user", *ADA, "--link", "--site", site, "--json").json
    assert added["url"].startswith("http://127.0.0.1:8080/account/password#")
    shown = run("user", "reset-password", "ada", "--link", "--site", site).out
    assert shown.startswith("The link to choose a password, good once and until 20")
    again = run("user", "reset-password", "ada", "--link", "--site", site, "--json").json
    assert sorted(again) == ["expires_at", "id", "login", "url"]
    tracking = open_site(site)
    try:
        with pytest.raises(LinkNotGood):
            tracking.accounts.redeem_password_link(added["url"].partition("#")[2], "a-grey-harbour")
        tracking.accounts.redeem_password_link(again["url"].partition("#")[2], "a-grey-harbour")
        assert tracking.accounts.authentication.person("ada", "a-grey-harbour").id == 1
    finally:
        tracking.close()


def test_nobody_is_reset_who_is_not_there(run: Run, site: Path) -> None:
    ended = run("user", "reset-password", "eve", "--link", "--site", site)
    assert (ended.code, ended.err) == (1, "slatehouse: there is no person eve on this site\n")


def test_a_second_factor_is_switched_on_and_reset(run: Run, site: Path) -> None:
    def two_factor(*arguments: str, json: bool = True) -> Ended:
        return run("user", "two-factor", *arguments, "--site", site, *(["--json"] if json else []))

    run("user", *ADA, "--password-stdin", "--site", site)
    assert two_factor("show", "ada", json=False).out == "Two-factor sign-in of ada is off.\n"
    begun = two_factor("enrol", "ada").json
    assert begun["url"].startswith("otpauth://totp/Slatehouse%3Aada?secret=" + begun["secret"])
    assert two_factor("show", "ada").json["enabled"] is False
    wrong = two_factor("confirm", "ada", "x")
    assert (wrong.code, wrong.err) == (
        1,
        "slatehouse: the code is wrong, or was used before; nothing was changed\n",
    )
    code = code_at(b32decode(begun["secret"]), step_at(datetime.now(UTC)))
    codes = two_factor("confirm", "ada", code).json["recovery_codes"]
    assert len(codes) == 10
    assert "with 10 recovery codes left" in two_factor("show", "ada", json=False).out
    again = two_factor("enrol", "ada")
    assert (again.code, again.err) == (1, "slatehouse: two-factor sign-in is on already; reset it first\n")
    assert two_factor("reset", "ada", json=False).out == "ada signs in by password alone from now on.\n"
    assert two_factor("show", "ada").json["enabled"] is False
    gone = two_factor("reset", "ada")
    assert (gone.code, gone.err) == (1, "slatehouse: two-factor sign-in is not on, and was not begun\n")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("show", "eve"), 1, "slatehouse: there is no person eve on this site\n"),
        (("confirm", "ada", "123456"), 1, "slatehouse: two-factor sign-in is not on, and was not begun\n"),
        (
            ("confirm", "ada"),
            1,
            "slatehouse: confirm takes the code that the app shows; the other actions take none\n",
        ),
        (
            ("reset", "ada", "123456"),
            1,
            "slatehouse: confirm takes the code that the app shows; the other actions take none\n",
        ),
        (("disable", "ada"), 2, None),
    ],
)
def test_what_cannot_be_done_about_a_second_factor(
    run: Run, site: Path, arguments: tuple[str, ...], code: int, told: str | None
) -> None:
    run("user", *ADA, "--password-stdin", "--site", site)
    ended = run("user", "two-factor", *arguments, "--site", site)
    assert (ended.code, ended.out) == (code, "")
    assert told is None or ended.err == told
