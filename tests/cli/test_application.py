"""The command as a whole: what it says of itself, and how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from slatehouse import __version__
from slatehouse.cli.application import MODULES
from slatehouse.cli.errors import CommandRefused
from slatehouse.cli.failures import exit_with
from slatehouse.cli.tls import TlsError
from slatehouse.config import ConfigError, NotASite
from slatehouse.media.blobs import StoreAway
from slatehouse.serving import AddressUnusable, PortInUse, ServerFailed, SiteLocked
from slatehouse.site import errors as site_errors
from slatehouse.store import connection as store

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


ON_A_SITE = [
    ("config",),
    ("serve",),
    ("worker",),
    ("media", "check"),
    ("export", "out"),
    ("jobs", "list"),
    ("jobs", "show", "1"),
    ("jobs", "requeue", "1"),
    ("jobs", "forget", "--all"),
    ("jobs", "cancel", "1"),
    ("upgrade",),
    ("upgrade", "--dry-run"),
    ("script", "add", "farm"),
    ("script", "list"),
    ("script", "revoke", "farm"),
    ("audit",),
    ("keys", "list"),
    ("keys", "rotate"),
    ("permissions", "list"),
    ("permissions", "show", "artist"),
    ("permissions", "export", "artist"),
    ("permissions", "remove", "ours"),
    ("session", "list", "ada"),
    ("session", "end", "ada"),
    ("user", "add", "ada", "--name", "Ada"),
    ("retention", "run"),
    ("user", "list"),
    ("user", "disable", "ada"),
    ("schema", "slots"),
    ("schema", "enable", "CustomEntity42", "--name", "Vendor"),
    ("schema", "disable", "CustomEntity42"),
    ("schema", "hide", "Shot", "sg_status_list", "--project", "70"),
]
OVER_THE_NETWORK = {
    *("login", "logout", "notes", "find", "get", "set", "upload", "download", "events", "import"),
    "mirror",
}
of_every_command = pytest.mark.parametrize("command", ON_A_SITE, ids=" ".join)


def test_these_are_all_commands_that_need_a_site() -> None:
    assert {command[0] for command in ON_A_SITE} | {"init", "demo"} | OVER_THE_NETWORK == set(MODULES)


@of_every_command
def test_a_folder_that_is_no_site_ends_it_with_3(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    ended = run(*command, "--site", tmp_path)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == (
        f"slatehouse: {tmp_path} is no site: it has no slatehouse.toml."
        f" Make one with: slatehouse init {tmp_path}\n"
    )
    assert list(tmp_path.iterdir()) == []


@of_every_command
def test_a_wrong_setting_ends_it_with_1(run: Run, site: Path, command: tuple[str, ...]) -> None:
    (site / "slatehouse.toml").write_text("[server]\nprot = 1")
    ended = run(*command, "--site", site)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "unknown key server.prot; did you mean server.port?" in ended.err


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (NotASite("x"), 3, "x"),
        (site_errors.NotASite("x"), 3, "x"),
        (site_errors.OldSite("x"), 3, "x"),
        (site_errors.NewerSite("x"), 3, "x"),
        (site_errors.AlreadyASite("x"), 3, "x"),
        (SiteLocked("x"), 4, "x"),
        (PortInUse("x"), 4, "x"),
        (store.StoreBusy("x"), 4, "x"),
        (
            store.StoreUnreachable("x"),
            1,
            "cannot use the database: x; see database.url in: slatehouse config",
        ),
        (store.StoreFull("x"), 1, "x"),
        (StoreAway("x"), 1, "the media store is away: x; see media.url and s3 in: slatehouse config"),
        (site_errors.CreateFailed("HumanUser", "x"), 1, "x"),
        (CommandRefused("x"), 1, "x"),
        (ConfigError("x"), 1, "x"),
        (AddressUnusable("x"), 1, "x"),
        (ServerFailed("x"), 1, "x"),
        (TlsError("x"), 1, "x"),
        (PermissionError(13, "Permission denied", "/x"), 1, "cannot use /x: Permission denied"),
    ],
)
def test_each_error_has_its_exit_code(
    capsys: pytest.CaptureFixture[str], error: Exception, code: int, told: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        exit_with(error)
    assert ended.value.code == code
    assert capsys.readouterr().err == f"slatehouse: {told}\n"


def test_an_error_that_nobody_foresaw_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        exit_with(ZeroDivisionError())


def test_an_error_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        exit_with(ConfigError("two\nlines"))
    assert capsys.readouterr().err == "slatehouse: two lines\n"


def test_the_package_is_a_command_too() -> None:
    ended = subprocess.run([sys.executable, "-m", "slatehouse", "--version"], capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, f"slatehouse {__version__}\n")


@pytest.mark.parametrize(
    ("code", "unneeded"),
    [
        # A worker process imports its parent's main module.
        ("import slatehouse.cli.main", {"typer", "rich"}),
        # Nor should a script in an artist's application that asks for notes.
        ("import slatehouse.client", {"sqlalchemy", "granian", "PIL", "rich", "typer", "keyring", "pyarrow"}),
        # Commands that open no site have no reason to wait for one.
        ("run('--version')", {"sqlalchemy", "granian", "PIL"}),
        ("run('config', '--site', {site!r})", {"sqlalchemy", "granian", "PIL"}),
    ],
)
def test_a_command_imports_only_what_it_needs(site: Path, code: str, unneeded: set[str]) -> None:
    script = f"""
import sys
from slatehouse.cli.main import main
def run(*arguments):
    sys.argv = ["slatehouse", *arguments]
    try:
        main()
    except SystemExit as end:
        assert not end.code
{code.format(site=str(site))}
print({unneeded!r} & set(sys.modules))
"""
    imported = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert imported.stdout.splitlines()[-1:] == ["set()"], imported.stderr


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("slatehouse no", ["notes"]),
        ("slatehouse notes th", ["thumbnail", "thumbnails"]),
        ("slatehouse find --o", ["--order"]),
        ("slatehouse schema ty", ["types"]),
        ("slatehouse schema ena", ["enable"]),
        ("slatehouse schema fields Shot --c", ["--ca-file", "--csv"]),
    ],
)
def test_shells_complete_commands_and_options(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: str, completed: list[str]
) -> None:
    monkeypatch.setenv("_SLATEHOUSE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(typed.count(" ")))
    assert run().out.split() == completed
