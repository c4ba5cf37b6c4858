"""`slatehouse config`: each value with its origin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slatehouse.config.catalogue import catalogue

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_every_setting_is_in_the_table(run: Run, site: Path) -> None:
    ended = run("config", "--site", site)
    assert (ended.code, ended.err) == (0, "")
    for entry in catalogue().values():
        assert f" {entry.name} " in ended.out


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("server.port", ["server.port", "9000", "slatehouse.toml"]),
        ("server.workers", ["server.workers", "3", "SLATEHOUSE_SERVER_WORKERS"]),
        ("server.trusted_proxies", ["server.trusted_proxies", "[]", "default"]),
        ("database.url", ["database.url", "postgresql://u:***@h/d", "slatehouse.toml"]),
    ],
)
def test_a_line_says_value_and_origin(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, name: str, line: list[str]
) -> None:
    (site / "slatehouse.toml").write_text(
        '[server]\nport = 9000\n[database]\nurl = "postgresql://u:secret@h/d"'
    )
    monkeypatch.setenv("SLATEHOUSE_SERVER_WORKERS", "3")
    lines = [text.split() for text in run("config", "--site", site).out.splitlines()]
    assert line in [each for each in lines if each and each[0] == name]


def test_json_says_the_same_for_scripts(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "slatehouse.toml").write_text('[server]\ntrusted_proxies = ["10.0.0.0/8"]')
    monkeypatch.setenv("SLATEHOUSE_SERVER_WORKERS", "3")
    settings = json.loads(run("config", "--json", "--site", site).out)
    assert list(settings) == [entry.name for entry in catalogue().values()]
    assert settings["server.trusted_proxies"] == {
        "value": ["10.0.0.0/8"],
        "origin": "file",
        "where": str(site / "slatehouse.toml"),
    }
    assert settings["server.workers"] == {
        "value": 3,
        "origin": "environment",
        "where": "SLATEHOUSE_SERVER_WORKERS",
    }
    assert settings["server.port"] == {"value": 8080, "origin": "default", "where": None}


@pytest.mark.parametrize("way", ["option", "variable", "current folder"])
def test_the_site_is_named_in_three_ways(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.chdir(site if way == "current folder" else "/")
    monkeypatch.setenv("SLATEHOUSE_SITE", str(site) if way == "variable" else "")
    arguments = ("--site", site) if way == "option" else ()
    settings = json.loads(run("config", "--json", *arguments).out)
    assert settings["media.url"]["value"] == str(site / "media")
