"""Throw-away sites as a studio's tests use them: in a run of pytest of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from slatehouse.testing import CannotServe, Seed, stand_in

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "testing.md"

SHARED = """
import pytest
from slatehouse.testing import Seed

@pytest.fixture(scope="session")
def slatehouse_seed():
    return Seed.DEMO

@pytest.mark.parametrize("number", range(4))
def test_the_demo_is_there(shared_slatehouse, number):
    found = shared_slatehouse.shotgun().find("Project", [], ["name"])
    assert "The Lamp at Merrow Head" in [each["name"] for each in found]

@pytest.mark.parametrize("number", range(2))
def test_nobody_else_writes_here(slatehouse, number):
    sg = slatehouse.shotgun()
    assert sg.find_one("Project", [["name", "is", "Ours"]]) is None
    sg.create("Project", {"name": "Ours"})

def test_a_person_signs_in(shared_slatehouse):
    sg = shared_slatehouse.shotgun(login=shared_slatehouse.login, password=shared_slatehouse.password)
    assert sg.find_one("HumanUser", [["login", "is", shared_slatehouse.login]])
"""


@pytest.fixture
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where templates are kept, away from those of whoever runs the suite."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "slatehouse" / "testing"


def run_pytest(folder: Path, text: str, *options: str) -> str:
    (folder / "test_studio.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, str(folder)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ, timeout=300)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_manual_s_example_passes(tmp_path: Path, cache: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", MANUAL.read_text(), re.S)
    assert "1 passed" in run_pytest(tmp_path, example)


def test_processes_of_one_run_share_a_template_and_nothing_else(tmp_path: Path, cache: Path) -> None:
    assert "7 passed" in run_pytest(tmp_path, SHARED, "-n", "2")
    assert len(list(cache.glob("demo-*"))) == 1


def test_a_site_is_gone_after_its_block(cache: Path) -> None:
    with stand_in() as site:
        assert site.rest.get("/entity/projects").json()["data"] == []
        assert site.rest.get(f"{site.url}/api/v1").ok
    assert not site.folder.exists()
    with pytest.raises(requests.ConnectionError):
        site.rest.get("/entity/projects")


def test_a_folder_that_was_named_stays(tmp_path: Path, cache: Path) -> None:
    with stand_in(folder=tmp_path / "kept") as site:
        assert site.folder == tmp_path / "kept"
    assert (site.folder / "slatehouse.toml").exists()


def test_a_template_of_other_sources_is_made_anew(cache: Path) -> None:
    (cache / "empty-0123456789abcdef").mkdir(parents=True)
    with stand_in(Seed.EMPTY):
        pass
    (template,) = cache.glob("empty-*")
    assert (template / "site.db").exists()


def test_a_server_that_cannot_start_says_why(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with stand_in():
        pass
    monkeypatch.setenv("SLATEHOUSE_SERVER_WORKERS", "none")
    with pytest.raises(CannotServe, match="SLATEHOUSE_SERVER_WORKERS"), stand_in():
        pass
