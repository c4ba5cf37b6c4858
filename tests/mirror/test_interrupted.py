"""Copies over bad lines, copies that are killed, and what may not be read: what is missing is told.

With `TESTS_OF_SLATEHOUSE_MIRROR` a copy is killed that many times.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.client.test_bad_lines import FATES, UnkindLine
from tests.faults.proxy import Standing
from tests.fixtures.dump import everything
from tests.fixtures.on_sqlite import database_kind, sites
from tests.fixtures.sites import Sites
from tests.mirror.conftest import client_of, pulling

from slatehouse.accounts.caller import system_caller
from slatehouse.client import Client, Patience
from slatehouse.mirror.pulling import Pull
from slatehouse.mirror.source import Source
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.testing.server import StandIn

__all__ = ["database_kind", "sites"]

KILLS = int(os.environ.get("TESTS_OF_SLATEHOUSE_MIRROR", "2"))
STUBBORN = Patience(attempts=60, first_wait=0.001, longest=0.01)
WITHOUT_STALLS = {fate: often for fate, often in FATES.items() if fate != "stalled"}
# Of a copy that is made in pieces other rows are written last, and the product's own tables tell when.
NOT_COPIED = ("slatehouse_", "row_name_types", "row_names_by_trigrams")


def _copied(site: Site) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        name: rows for name, rows in everything(site).items() if not name.startswith(NOT_COPIED)
    }
    # Nothing tells when a dependency was retired, but that it was.
    found["task_dependencies"] = [(row[0], row[1] is None, *row[2:]) for row in found["task_dependencies"]]
    return found


@pytest.fixture(scope="module")
def undisturbed(
    sites: Sites, rich: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[Any]]:
    """What a copy holds that nothing disturbed."""
    with sites.site(tmp_path_factory.mktemp("quiet") / "site") as site, client_of(rich) as client:
        pulling(site, client).run()
        return _copied(site)


@pytest.fixture
def line(rich: StandIn) -> Iterator[UnkindLine]:
    port = urlsplit(rich.url).port
    assert port is not None
    line = UnkindLine(Standing(port), WITHOUT_STALLS, one_dies_of=0, seed=5)
    yield line
    line.close()


def test_over_a_bad_line_the_copy_is_the_same(
    site: Site, rich: StandIn, line: UnkindLine, undisturbed: dict[str, list[Any]]
) -> None:
    url = f"http://127.0.0.1:{line.port}"
    with Client(url, script=rich.script_name, key=rich.script_key, patience=STUBBORN, timeout=5) as client:
        report = pulling(site, client, jobs=4).run()
    assert report.losses == [] and len(line.met) > 6
    assert _copied(site) == undisturbed


def test_a_copy_that_is_killed_goes_on_where_it_was(
    rich: StandIn, tmp_path: Path, undisturbed: dict[str, list[Any]]
) -> None:
    copy, chance = tmp_path / "copy", Random(11)
    environment = {**os.environ, "SLATEHOUSE_SCRIPT": rich.script_name, "SLATEHOUSE_KEY": rich.script_key}
    command = [sys.executable, "-m", "slatehouse", "mirror", "pull", rich.url, "--site", str(copy), "--json"]
    killed = 0
    while killed < KILLS:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(0.8 + 1.2 * chance.random())
        process.send_signal(signal.SIGKILL)
        killed += 1
        process.wait()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    with closing(open_site(copy)) as site:
        assert _copied(site) == undisturbed


class _OfFewTypes(Source):
    def types(self) -> dict[str, str]:
        return {name: name for name in ("ApiUser", "HumanUser", "Status")}


def test_what_may_not_be_read_is_told(site: Site, rich: StandIn) -> None:
    with (
        closing(open_site(rich.folder)) as theirs,
        writing(theirs, system_caller(logs_events=False)) as writes,
    ):
        role = writes.rule_set("artist")
        script = writes.make("ApiUser", {"firstname": "curious", "permission_rule_set": role})
        theirs.accounts.put_script_key(
            writes.connection, script, theirs.accounts.new_script_key("a-long-key")
        )
    with Client(rich.url, script="curious", key="a-long-key") as client:
        report = Pull(site, _OfFewTypes(client), system_caller()).run()
    assert not report.is_whole
    unread = {each.entity_type for each in report.losses if "may not read" in each.reason}
    assert "ApiUser" in unread and "ApiUser" not in report.rows and report.rows["Status"]
