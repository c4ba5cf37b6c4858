"""The command line as its users have it: arguments in; text, lines on standard error and an exit code out."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest
from tests.client.conftest import QUICK
from tests.fixtures.cluster import Cluster
from tests.fixtures.demo import demo_folder, demo_server, drawn_demo
from tests.fixtures.sites import Sites

from slatehouse.cli.main import main
from slatehouse.client import Client
from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn, stand_in

__all__ = ["demo_folder", "demo_server", "drawn_demo"]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it answered a script."""
        return json.loads(self.out)


class Run(Protocol):
    """`run("config", "--json")`."""

    def __call__(self, *arguments: str | Path) -> Ended: ...


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def _run(*arguments: str | Path) -> Ended:
        monkeypatch.setattr(sys, "argv", ["slatehouse", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return _run


def _no_cluster() -> Cluster:
    raise AssertionError("SQLite needs no cluster")


@pytest.fixture(scope="session")
def sqlite_sites() -> Sites:
    return Sites("sqlite", _no_cluster)


@pytest.fixture
def site(sqlite_sites: Sites, tmp_path: Path) -> Iterator[Path]:
    """The folder of a new site in a file; where the database matters, tests take `site_folder`."""
    with sqlite_sites.folder(tmp_path / "site") as folder:
        yield folder


@pytest.fixture(scope="module")
def served() -> Iterator[StandIn]:
    """A site with the demo film's rows, without its pictures."""
    with stand_in(Seed.DEMO) as site:
        yield site


@pytest.fixture(scope="module")
def client(served: StandIn) -> Iterator[Client]:
    """A client of that site that does not wait long."""
    with Client(served.url, script=served.script_name, key=served.script_key, patience=QUICK) as client:
        yield client


@pytest.fixture
def film(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The site that is named in the environment, with who signs in."""
    monkeypatch.setenv("SLATEHOUSE_URL", served.url)
    monkeypatch.setenv("SLATEHOUSE_SCRIPT", served.script_name)
    monkeypatch.setenv("SLATEHOUSE_KEY", served.script_key)
    return served
