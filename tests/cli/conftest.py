"""The command line as its users have it: arguments in; text, lines on standard error and an exit code out."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from slatehouse.cli.main import main
from slatehouse.config import write_default


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


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


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with settings, and nothing else."""
    folder = tmp_path / "site"
    folder.mkdir()
    write_default(folder)
    return folder
