"""The command as a whole: what it says of itself, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slatehouse import __version__
from slatehouse.cli.failures import FAILURES, exit_with
from slatehouse.cli.tls import TlsError
from slatehouse.config import ConfigError, NotASite
from slatehouse.serving import AddressUnusable, PortInUse, ServerFailed, SiteLocked

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"slatehouse {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Usage: slatehouse"),
        (("confi",), "No such command 'confi'"),
        (("config", "--no-such-option"), "No such option"),
        (("serve", "--port", "65536"), "--port"),
        (("serve", "--workers", "0"), "--workers"),
    ],
)
def test_misuse_ends_with_2(run: Run, arguments: tuple[str, ...], told: str) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert told in ended.out + ended.err


@pytest.mark.parametrize("command", ["config", "serve"])
def test_a_folder_that_is_no_site_ends_every_command_with_3(run: Run, tmp_path: Path, command: str) -> None:
    ended = run(command, "--site", tmp_path)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        f"slatehouse: {tmp_path} is no site: it has no slatehouse.toml."
        f" Make one with: slatehouse init {tmp_path}\n"
    )


@pytest.mark.parametrize("command", ["config", "serve"])
def test_a_wrong_setting_ends_every_command_with_1(run: Run, site: Path, command: str) -> None:
    (site / "slatehouse.toml").write_text("[server]\nprot = 1")
    ended = run(command, "--site", site)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "unknown key server.prot; did you mean server.port?" in ended.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (NotASite("x"), 3),
        (ConfigError("x"), 1),
        (SiteLocked("x"), 4),
        (PortInUse("x"), 4),
        (AddressUnusable("x"), 1),
        (ServerFailed("x"), 1),
        (TlsError("x"), 1),
        (PermissionError(13, "Permission denied", "/x"), 1),
    ],
)
def test_each_error_has_its_exit_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int
) -> None:
    assert isinstance(error, FAILURES)
    with pytest.raises(SystemExit) as ended:
        exit_with(error)
    assert ended.value.code == code
    assert capsys.readouterr().err == f"slatehouse: {error}\n"


def test_an_error_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        exit_with(ConfigError("two\nlines"))
    assert capsys.readouterr().err == "slatehouse: two lines\n"


def test_the_package_is_a_command_too() -> None:
    ended = subprocess.run([sys.executable, "-m", "slatehouse", "--version"], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, f"slatehouse {__version__}\n")


def test_a_worker_that_imports_the_main_module_gets_no_commands() -> None:
    imported = subprocess.run(
        [
            sys.executable,
            "-c",
            "import slatehouse.cli.main, sys; print({'typer', 'rich'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
    )
    assert imported.stdout == "set()\n"
