"""`slatehouse audit`: what commands and clients did, and what there is to narrow it down."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fixtures.clock import Clock
from tests.fixtures.sites import Sites

from slatehouse.accounts.errors import SignInRefusal
from slatehouse.accounts.sessions import Origin

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def used(run: Run, site: Path, sqlite_sites: Sites) -> Path:
    """A site with a script that has signed in, and somebody who guessed at its key twice in one hour."""
    run("script", "add", "farm", "--key", "sesame", "--site", site)
    run("script", "rotate", "farm", "--key", "second", "--site", site)
    tracking = sqlite_sites.opened(site)
    assert isinstance(tracking.clock, Clock)
    tracking.clock.now = datetime.now(UTC)
    for key in ("second", "guess", "guess"):
        form = {"client_id": "farm", "client_secret": key}
        try:
            tracking.accounts.sign_in("client_credentials", form, "tracking.test", Origin("192.0.2.7"))
        except SignInRefusal:
            assert key == "guess"
    tracking.close()
    return site


def test_what_was_done_is_shown_without_a_secret(run: Run, used: Path) -> None:
    entries = run("audit", "--site", used, "--json").json
    found = [(each["deed"], each["times"], each["address"]) for each in entries]
    assert sorted(found) == [
        ("account_added", 1, ""),
        ("script_key_changed", 1, ""),
        ("sign_in", 1, "192.0.2.7"),
        ("sign_in_refused", 2, "192.0.2.7"),
    ]
    assert {each["who"] for each in entries if not each["address"]} == {getpass.getuser()}
    table = run("audit", "--site", used).out
    assert "farm" in table and "how: script" in table
    assert not any(secret in table + str(entries) for secret in ("sesame", "second", "guess"))


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("--who", "farm"), 4),
        (("--who", "sesame"), 0),
        (("--kind", "sign_in"), 1),
        (("--since", "1h"), 4),
        (("--since", "2126-01-01"), 0),
        (("--most", "2"), 2),
        (("--who", "farm", "--kind", "script_key_changed", "--since", "1d"), 1),
    ],
)
def test_entries_are_narrowed_down(run: Run, used: Path, arguments: tuple[str, ...], count: int) -> None:
    assert len(run("audit", *arguments, "--site", used, "--json").json) == count


@pytest.mark.parametrize("arguments", [("--kind", "theft"), ("--since", "long ago"), ("--most", "0")])
def test_what_cannot_be_meant_is_misuse(run: Run, site: Path, arguments: tuple[str, ...]) -> None:
    assert run("audit", *arguments, "--site", site).code == 2
