"""The manual names every setting and every command, and the README nothing that is not there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from slatehouse.accounts.audit import Deed
from slatehouse.cli.application import application
from slatehouse.cli.failures import ExitCode
from slatehouse.config.catalogue import catalogue
from slatehouse.config.values import plain
from slatehouse.site.job_kinds import PRIORITIES

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "manual"
SHARED_OPTIONS = {"--site", "--json", "--help"}
OVER_THE_NETWORK = {
    *("notes", "find", "get", "set", "upload", "download", "events", "import", "mirror"),
    *("schema types", "schema fields"),
}
OF_THE_NETWORK = {"--url", "--script", "--ca-file"}


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_table_of_settings_is_that_of_the_catalogue() -> None:
    """Name, default, purpose and legal values, in the same order."""
    rows = [
        line.split(" | ") for line in (MANUAL / "settings.md").read_text().splitlines() if line[:3] == "| `"
    ]
    described = [tuple(cell.strip("| ") for cell in row) for row in rows]
    assert described == [
        (f"`{entry.name}`", f"`{json.dumps(plain(entry.default))}`", entry.purpose, entry.legal)
        for entry in catalogue().values()
    ]


def commands() -> dict[str, TyperCommand]:
    """Every command by its name, `script add` as well as `serve`."""
    found: dict[str, TyperCommand] = {}
    top = get_command(application)
    assert isinstance(top, TyperGroup)
    context = typer.Context(top)
    for name in top.list_commands(context):
        command = top.get_command(context, name)
        if isinstance(command, TyperGroup):
            for each in command.list_commands(context):
                inner = command.get_command(context, each)
                assert isinstance(inner, TyperCommand)
                found[f"{name} {each}"] = inner
        elif isinstance(command, TyperCommand):
            found[name] = command
    return found


@pytest.mark.parametrize("name", commands())
def test_every_command_is_described(name: str) -> None:
    assert f"| `slatehouse {name}" in (MANUAL / "commands.md").read_text()


def test_every_option_is_described_beside_its_command() -> None:
    """The options that all commands share, or all that speak to a site over the network, are described once,
    in words."""
    text = (MANUAL / "commands.md").read_text()
    rows = re.findall(r"^\| (`[^|]*`)? ?\| (`--[^|]*) \|", text, re.M)
    described: set[tuple[str, str]] = set()
    beside: list[str] = []
    for named, options in rows:
        beside = re.findall("`([^`]+)`", named) or beside
        described |= {(command, option) for command in beside for option in re.findall(r"--[a-z-]+", options)}
    there = {
        (name, option)
        for name, command in commands().items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option not in SHARED_OPTIONS
        if not (option in OF_THE_NETWORK and {name, name.partition(" ")[0]} & OVER_THE_NETWORK)
    }
    assert described == there
    assert all(f"`{option}" in text for option in SHARED_OPTIONS | OF_THE_NETWORK)


def test_every_kind_of_job_is_described_where_it_belongs() -> None:
    rows = re.findall(r"^\| `(pictures|upkeep|films)` \| (`[^|]*) \|", (MANUAL / "jobs.md").read_text(), re.M)
    described = {(name, kind) for name, kinds in rows for kind in re.findall(r"[a-z_]+", kinds)}
    assert described == {(priority.name.lower(), kind) for kind, priority in PRIORITIES.items()}


def test_every_deed_of_the_audit_trail_is_described() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+) \|", (MANUAL / "audit.md").read_text(), re.M)
    assert [deed for row in rows for deed in re.findall(r"[a-z_]+", row)] == [deed.value for deed in Deed]


def test_every_exit_code_is_described() -> None:
    text = (MANUAL / "commands.md").read_text()
    assert [f"| {code.value} |" in text for code in ExitCode] == [True] * len(ExitCode)


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    within = [link for link in links if "://" not in link]
    assert [link for link in within if not (page.parent / link).exists()] == []
