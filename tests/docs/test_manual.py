"""The manual names every setting and every command, and the README nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.main import get_command

from slatehouse.cli.application import application
from slatehouse.config.catalogue import catalogue

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "manual"


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("name", [entry.name for entry in catalogue().values()])
def test_every_setting_is_described(name: str) -> None:
    assert f"| `{name}` |" in (MANUAL / "settings.md").read_text()


def commands() -> list[str]:
    top = get_command(application)
    assert isinstance(top, TyperGroup)
    context = typer.Context(top)
    found = []
    for name in top.list_commands(context):
        command = top.get_command(context, name)
        if isinstance(command, TyperGroup):
            found += [f"{name} {each}" for each in command.list_commands(context)]
        else:
            found.append(name)
    return found


@pytest.mark.parametrize("name", commands())
def test_every_command_is_described(name: str) -> None:
    assert f"`slatehouse {name}" in (MANUAL / "commands.md").read_text()


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    within = [link for link in links if "://" not in link]
    assert [link for link in within if not (page.parent / link).exists()] == []
