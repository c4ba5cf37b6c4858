"""`slatehouse mirror diff`: what it tells of two sites, and how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slatehouse.accounts.caller import system_caller
from slatehouse.cli.failures import ExitCode
from slatehouse.site.opening import open_site
from slatehouse.site.writing import writing
from slatehouse.testing.access import Seed
from slatehouse.testing.server import StandIn, stand_in

if TYPE_CHECKING:
    from tests.cli.conftest import Run

AS_IT_IS = ("--type", "Status", "--type", "Phase")


@pytest.fixture(scope="module")
def served() -> Iterator[StandIn]:
    with stand_in(Seed.EMPTY) as site:
        yield site


@pytest.fixture
def theirs(served: StandIn, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a site, with who signs in there named in the environment."""
    monkeypatch.setenv("SLATEHOUSE_SCRIPT", served.script_name)
    monkeypatch.setenv("SLATEHOUSE_KEY", served.script_key)
    return served.url


@pytest.fixture
def copy(served: StandIn, tmp_path: Path) -> Path:
    return Path(shutil.copytree(served.folder, tmp_path / "copy"))


def test_sites_that_are_the_same_end_it_with_0(run: Run, theirs: str, copy: Path) -> None:
    told = run("mirror", "diff", theirs, "--site", copy, *AS_IT_IS)
    assert (told.code, told.err) == (ExitCode.OK, "")
    assert told.out.endswith(" rows of 2 types and 0 files were compared: no difference in them.\n")
    summed = run("mirror", "diff", theirs, "--site", copy, "--no-media", "--json", *AS_IT_IS).json
    assert (summed["types"], summed["missing"], summed["extra"], summed["different"]) == (2, 0, 0, 0)


def test_differences_are_told_and_end_it_with_1(run: Run, theirs: str, copy: Path) -> None:
    with closing(open_site(copy)) as site, site.database.writing() as connection:
        rows = site.edition.rows
        rows.insert(connection, "Phase", {"code": "Post"})
        rows.update(connection, "Status", 1, {"bg_color": "1,2,3"})
        rows.insert(connection, "HumanUser", {"id": 1_000_000_000, "login": "here", "name": "Here"})
    told = run("mirror", "diff", theirs, "--site", copy, *AS_IT_IS, "--type", "HumanUser")
    assert told.code == ExitCode.FAILED
    assert told.out.splitlines()[:2] == [
        "extra: Phase 1",
        'different: Status 1 bg_color: theirs "25,118,27", ours "1,2,3"',
    ]
    assert told.out.endswith("were compared: 0 missing, 1 extra, 1 different.\n")
    assert told.err == "slatehouse: not compared: HumanUser: 1 row of those who were let into the copy\n"
    as_json = run("mirror", "diff", theirs, "--site", copy, *AS_IT_IS, "--json").out.splitlines()
    first, second, summed = map(json.loads, as_json)
    assert first == {"found": "difference", "what": "extra", "type": "Phase", "id": 1}
    assert (second["field"], second["theirs"], second["ours"]) == ("bg_color", "25,118,27", "1,2,3")
    assert (summed["found"], summed["extra"], summed["different"]) == ("sum", 1, 1)


def test_what_cannot_be_compared_is_not_the_same(
    run: Run, served: StandIn, theirs: str, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        closing(open_site(served.folder)) as site,
        writing(site, system_caller(logs_events=False)) as writes,
    ):
        role = writes.rule_set("artist")
        script = writes.make("ApiUser", {"firstname": "curious", "permission_rule_set": role})
        site.accounts.put_script_key(writes.connection, script, site.accounts.new_script_key("a-long-key"))
    monkeypatch.setenv("SLATEHOUSE_SCRIPT", "curious")
    monkeypatch.setenv("SLATEHOUSE_KEY", "a-long-key")
    told = run("mirror", "diff", theirs, "--site", copy, *AS_IT_IS, "--type", "ApiUser")
    assert told.code == ExitCode.NOT_WHOLE and told.err.startswith("slatehouse: not compared: ApiUser: ")
    assert told.out.endswith("compared: no difference in them; 1 could not be compared.\n")
    unknown = run("mirror", "diff", theirs, "--site", copy, "--type", "Shoot")
    assert (unknown.code, unknown.out) == (ExitCode.NOT_THERE, "")
    assert unknown.err == "slatehouse: neither site has a type Shoot\n"


def test_whoever_cannot_be_asked_is_told(
    run: Run, theirs: str, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("mirror", "diff", theirs, "--site", tmp_path).code == ExitCode.WRONG_STATE
    monkeypatch.setenv("SLATEHOUSE_KEY", "wrong")
    refused = run("mirror", "diff", theirs, "--site", copy)
    assert (refused.code, refused.out) == (ExitCode.NOT_PERMITTED, "")
