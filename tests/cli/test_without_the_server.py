"""Where only the client and the command line are installed: what works, and what says that it needs more."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from tests.fixtures.commands import PATIENCE

from slatehouse.testing.server import stand_in

# What is named is not there.
ALONE = """
import sys
from importlib.abc import MetaPathFinder
absent = set(sys.argv.pop(1).split(","))
class Nothing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if path is None and name in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Nothing())
sys.argv[0] = "slatehouse"
from slatehouse.cli.main import main
main()
"""


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _needed(package: str, found: set[str]) -> set[str]:
    """The packages that come along with one, its extras left out."""
    if _name(package) not in found:
        found.add(_name(package))
        try:
            wanted = [Requirement(each) for each in requires(package) or ()]
        except PackageNotFoundError:
            return found
        for each in wanted:
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                _needed(each.name, found)
    return found


@pytest.fixture(scope="module")
def absent() -> str:
    """The modules that `pip install slatehouse` does not bring."""
    packages = _needed("slatehouse", set())
    assert "falcon" not in packages and "sqlalchemy" not in packages and len(packages) < 25
    names = {
        module
        for module, owners in packages_distributions().items()
        if not any(_name(owner) in packages for owner in owners)
    }
    assert {"falcon", "sqlalchemy", "granian", "numpy", "PIL"} <= names
    return ",".join(names)


def run(absent: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", ALONE, absent, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)


def test_every_command_is_listed(absent: str) -> None:
    listed = run(absent, "--help")
    assert listed.returncode == 0, listed.stderr
    assert {"serve", "init", "notes", "find"} <= set(listed.stdout.split())
    assert "Needs the packages of the server" in listed.stdout


@pytest.mark.parametrize(
    "command", [("serve", "--port", "0"), ("script", "add", "farm"), ("init", "site"), ("schema", "slots")]
)
def test_what_is_of_the_server_says_what_it_needs(absent: str, command: tuple[str, ...]) -> None:
    ended = run(absent, *command)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1 and "pip install 'slatehouse[server]'" in ended.stderr, ended.stderr


def test_a_site_elsewhere_is_asked(absent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with stand_in() as site:
        asked = ("find", "Project", "--url", site.url, "--script", site.script_name, "--json")
        monkeypatch.setenv("SLATEHOUSE_KEY", site.script_key)
        found = run(absent, *asked, "--fields", "name")
        types = run(absent, "schema", "types", *asked[2:])
        monkeypatch.setenv("SLATEHOUSE_KEY", "another")
        refused = run(absent, *asked)
    assert found.returncode == 0 and found.stdout.startswith("["), found.stderr
    assert types.returncode == 0 and '"ApiUser"' in types.stdout, types.stderr
    assert refused.returncode == 6 and "Can't authenticate" in refused.stderr
