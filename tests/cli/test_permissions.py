"""`slatehouse permissions`: the sets of a site, and those of its own, made from files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fixtures.sites import Sites

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.standard import stock_text
from slatehouse.site.opening import open_site
from slatehouse.site.writing import writing

if TYPE_CHECKING:
    from tests.cli.conftest import Run

LEAD = """
code = "lead"
name = "Lead"
kind = "HumanUser"

[types.Task]
update = true
"""


@pytest.fixture
def folder(sites: Sites, tmp_path: Path) -> Iterator[Path]:
    with sites.folder(tmp_path / "site") as folder:
        yield folder


@pytest.fixture
def lead(tmp_path: Path) -> Path:
    file = tmp_path / "lead.toml"
    file.write_text(LEAD)
    return file


def test_a_set_of_ones_own(run: Run, folder: Path, lead: Path) -> None:
    before = run("permissions", "list", "--site", folder, "--json").json
    assert [each["code"] for each in before] == [
        "admin",
        "manager",
        "artist",
        "vendor",
        "api_admin",
        "client_user",
    ]
    made = run("permissions", "import", lead, "--site", folder, "--json").json
    assert made == {"code": "lead", "name": "Lead", "version": 1}
    lead.write_text(LEAD.replace('"Lead"', '"Team lead"'))
    changed = run("permissions", "import", lead, "--site", folder, "--json").json
    assert changed == {"code": "lead", "name": "Team lead", "version": 2}
    now = run("permissions", "list", "--site", folder, "--json").json
    assert now[-1] == {"code": "lead", "name": "Team lead", "for": "HumanUser", "version": 2}
    shown = run("permissions", "show", "lead", "--site", folder, "--json").json
    assert [each["update"] for each in shown if each["rows"] == "Task"] == ["yes"]
    assert run("permissions", "export", "lead", "--site", folder, "--json").json["rules"] == lead.read_text()

    assert run("permissions", "remove", "lead", "--site", folder, "--json").json == {"code": "lead"}
    assert run("permissions", "list", "--site", folder, "--json").json == before


def test_a_set_that_somebody_has_stays(run: Run, folder: Path, lead: Path) -> None:
    run("permissions", "import", lead, "--site", folder)
    site = open_site(folder)
    with writing(site, system_caller()) as writes:
        writes.make("HumanUser", {"login": "mara", "permission_rule_set": writes.rule_set("lead")})
    site.close()
    refused = run("permissions", "remove", "lead", "--site", folder)
    assert refused.code == 1 and "is the set of 1 people or scripts" in refused.err
    assert run("permissions", "list", "--site", folder, "--json").json[-1]["code"] == "lead"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (stock_text("artist"), "artist is a set that every site has"),
        (LEAD.replace("lead", "narrowed"), "narrowed is a set that every site has"),
        (LEAD.replace("Task", "Tusk"), "types.Tusk: there is no such type; did you mean Task?"),
        (
            LEAD.replace('kind = "HumanUser"', 'kind = "HumanUser"\ngives = ["nobody"]'),
            "gives: there is no set",
        ),
        (
            LEAD.replace('kind = "HumanUser"', 'kind = "HumanUser"\ngives = ["admin"]'),
            "admin administers the site",
        ),
        ("[[", "not TOML"),
    ],
)
def test_a_file_that_is_no_set_of_ones_own(
    run: Run, folder: Path, lead: Path, text: str, message: str
) -> None:
    lead.write_text(text)
    refused = run("permissions", "import", lead, "--site", folder)
    assert refused.code == 1 and message in refused.err


def test_a_set_does_not_change_whom_it_is_for(run: Run, folder: Path, lead: Path) -> None:
    run("permissions", "import", lead, "--site", folder)
    lead.write_text(LEAD.replace("HumanUser", "ApiUser"))
    refused = run("permissions", "import", lead, "--site", folder)
    assert refused.code == 1 and "lead is for HumanUser, and cannot become a set for ApiUser" in refused.err


@pytest.mark.parametrize("command", ["show", "export", "remove"])
def test_a_set_that_is_not_there(run: Run, folder: Path, command: str) -> None:
    refused = run("permissions", command, "nobody", "--site", folder)
    assert refused.code == 1
    assert "there is no permission rule set nobody; there are: admin, manager" in refused.err


def test_what_every_site_has_stays(run: Run, folder: Path) -> None:
    refused = run("permissions", "remove", "artist", "--site", folder)
    assert refused.code == 1 and "artist is a set that every site has; it stays" in refused.err
