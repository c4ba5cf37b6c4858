"""The lines of the manual that do what the two scripts did with which the project began."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.media.pictures import encoded, quarters

from slatehouse.client import Client, Link
from slatehouse.testing.server import StandIn

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "python-client.md"
NOTE, PNG = 5, encoded(quarters(), "PNG")


def lines(language: str) -> list[str]:
    """What the manual has of a language behind its words about the two scripts, about people who are here."""
    told = MANUAL.read_text().partition("is a line each")[2]
    block = re.search(rf"^```{language}\n(.*?)^```", told, re.S | re.M)
    assert block is not None
    return block[1].replace("Ada", "Noor").replace("1234", str(NOTE)).splitlines()


@pytest.fixture(scope="module", autouse=True)
def picture(film: StandIn, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("picture") / "marked.png"
    path.write_bytes(PNG)
    with Client(film.url, script=film.script_name, key=film.script_key) as site:
        site.upload(Link("Note", NOTE), path, "image")


def test_in_python(film: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    find, fetch = lines("python")
    with Client(film.url, script=film.script_name, key=film.script_key) as site:
        named: dict[str, Any] = {"site": site, "Link": Link}
        exec(find, named)
        exec(fetch, named)
        newest = max(site.notes.where(author="Noor"), key=lambda note: note["created_at"])
    assert named["note"].id == newest.id and "Noor" in str(named["note"].author)
    assert (tmp_path / "thumbnail.jpg").read_bytes() == PNG


def test_in_a_shell(film: StandIn, tmp_path: Path) -> None:
    signed_in = {"SLATEHOUSE_URL": film.url, "SLATEHOUSE_SCRIPT": film.script_name}
    environment = {**os.environ, **signed_in, "SLATEHOUSE_KEY": film.script_key}
    told = []
    for line in lines("sh"):
        program, *arguments = shlex.split(line)
        assert program == "slatehouse"
        command = [sys.executable, "-m", program, *arguments]
        told.append(subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True))
    assert [each.returncode for each in told] == [0, 0], told
    assert told[0].stdout.count("Noor Lindqvist") == 1 and "the original" in told[1].stdout
    assert (tmp_path / "thumbnail.jpg").read_bytes() == PNG
