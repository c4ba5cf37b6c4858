"""What the README shows is what a reader gets."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.fixtures.commands import PATIENCE, Running

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def shown() -> list[tuple[str, str]]:
    """The commands of the README whose output stands below them, with that output."""
    (console,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    steps = [step.replace("\\\n", " ").partition("\n") for step in re.split(r"^\$ ", console, flags=re.M)]
    return [(command, output.strip()) for command, _, output in steps if output.strip()]


def comparable(output: str) -> str:
    """The output without what depends on the version of an image library."""
    return re.sub(r"[\d,]+ bytes", "… bytes", output).strip()


@pytest.mark.parametrize(("command", "output"), shown(), ids=["search", "download"])
def test_the_scripts_print_what_is_shown(
    demo_server: Running, tmp_path: Path, command: str, output: str
) -> None:
    python, script, url, *arguments = shlex.split(command)
    assert (python, url) == (".venv/bin/python", "https://127.0.0.1:8443")
    ended = subprocess.run(
        [sys.executable, ROOT / script, demo_server.url, *arguments],
        cwd=tmp_path,
        env={**os.environ, "REQUESTS_CA_BUNDLE": demo_server.facts["authority"]},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert comparable(ended.stdout) == comparable(output)


def test_the_demo_holds_as_much_as_is_said(demo_server: Running) -> None:
    counts = demo_server.facts["counts"]
    types = {"people": "HumanUser", "shots": "Shot", "versions": "Version", "notes": "Note"}
    said = {word: int(number) for number, word in re.findall(r"(\d+) (people|shots|versions|notes)", README)}
    assert said == {word: counts[entity_type] for word, entity_type in types.items()}


def test_every_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    pages = [
        README,
        *(page.read_text() for page in [ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/manual/*.md")]),
    ]
    named = {target for page in pages for target in re.findall(r"`?make ([a-z]+)`", page)}
    assert named <= targets
