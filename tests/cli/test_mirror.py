"""`slatehouse mirror pull`: what it makes, and how it ends where it cannot."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from tests.client.test_bad_lines import UnkindLine
from tests.faults.proxy import BadLine, Standing
from tests.fixtures.commands import PATIENCE

from slatehouse.accounts.caller import system_caller
from slatehouse.client import Patience
from slatehouse.serving import locked
from slatehouse.site.opening import open_site
from slatehouse.site.writing import writing
from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn, stand_in

if TYPE_CHECKING:
    from tests.cli.conftest import Run

STOPPED_AT = 40
"""The request that a site is stopped at."""


@pytest.fixture(scope="module")
def served() -> Iterator[StandIn]:
    with stand_in(Seed.EMPTY) as site:
        yield site


@pytest.fixture
def theirs(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A site, with who signs in there named in the environment."""
    monkeypatch.setenv("SLATEHOUSE_SCRIPT", served.script_name)
    monkeypatch.setenv("SLATEHOUSE_KEY", served.script_key)
    return served


def test_a_site_is_copied_and_copied_further(run: Run, theirs: StandIn, tmp_path: Path) -> None:
    here = tmp_path / "new" / "copy"
    told = run("mirror", "pull", theirs.url, "--site", here, "--json").json
    assert told["rows"]["HumanUser"] == 1 and told["losses"] == [] and told["is_whole"]
    again = run("mirror", "pull", theirs.url, "--site", here).out
    assert again.startswith("Copied 0 rows of 0 types and 0 files")
    assert run("user", "list", "--site", here, "--json").json[0]["login"] == theirs.login


def test_a_source_that_is_not_there_or_lets_nobody_in_leaves_no_folder(
    run: Run, theirs: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "copy"
    monkeypatch.setenv("SLATEHOUSE_KEY", "wrong")
    assert run("mirror", "pull", theirs.url, "--site", here).code == 6
    monkeypatch.setattr("slatehouse.cli.mirror._PATIENCE", Patience(attempts=1))
    away = run("mirror", "pull", "http://127.0.0.1:9", "--site", here)
    assert away.code == 8 and "cannot be reached" in away.err
    assert not here.exists()


def test_a_folder_with_rows_of_its_own_is_left_alone(run: Run, theirs: StandIn, tmp_path: Path) -> None:
    here = tmp_path / "own"
    run("init", here)
    with closing(open_site(here)) as site, writing(site, system_caller(logs_events=False)) as writes:
        writes.make("Project", {"name": "Ours"})
    refused = run("mirror", "pull", theirs.url, "--site", here)
    assert refused.code == 3 and "such as Project 1" in refused.err


def test_a_folder_that_is_a_copy_of_another_site_is_left_alone(
    run: Run, theirs: StandIn, tmp_path: Path
) -> None:
    here = tmp_path / "copy"
    run("mirror", "pull", theirs.url, "--site", here)
    other = theirs.url.replace("127.0.0.1", "localhost")
    refused = run("mirror", "pull", other, "--site", here)
    assert refused.code == 3 and f"is a copy of {theirs.url}" in refused.err


def test_only_one_command_works_on_a_folder(run: Run, theirs: StandIn, tmp_path: Path) -> None:
    here = tmp_path / "copy"
    run("init", here)
    with locked(here, "mirror.lock"):
        refused = run("mirror", "pull", theirs.url, "--site", here)
    assert refused.code == 4 and "is in use" in refused.err


class Restarted(UnkindLine):
    """A site that is stopped in the middle of a copy, and started again when it is said to be away."""

    def _meet(self, client: socket.socket) -> None:
        # It is not unkind otherwise.
        BadLine._meet(self, client)

    def _forward(self, request: bytes) -> bytes:
        if self.met.total() == STOPPED_AT:
            self.go_away()
            threading.Thread(target=self._come_back_when_missed, args=(sys.stderr,), daemon=True).start()
            return b""
        return super()._forward(request)

    def _come_back_when_missed(self, said: Any) -> None:
        until = time.monotonic() + PATIENCE
        while "does not answer" not in said.getvalue() and time.monotonic() < until:
            time.sleep(0.02)
        self.come_back()


def test_a_source_that_is_restarted_is_waited_for(run: Run, theirs: StandIn, tmp_path: Path) -> None:
    line = Restarted(Standing(urlsplit(theirs.url).port or 0), {"good": 1}, one_dies_of=0, seed=1)
    url = f"http://127.0.0.1:{line.port}"
    ended = run("mirror", "pull", url, "--site", tmp_path / "copy", "--json", "--jobs", "1")
    line.close()
    assert ended.code == 0 and ended.json["is_whole"]
    assert ended.err.splitlines() == [
        f"slatehouse: 127.0.0.1:{line.port} does not answer (Connection refused); "
        "waiting for it, and going on then",
        "slatehouse: the site answers again",
    ]
