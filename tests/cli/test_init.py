"""`slatehouse init`: a site that is whole, or nothing."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fixtures.commands import COMMAND, PATIENCE

from slatehouse.cli.making import making
from slatehouse.config import load
from slatehouse.serving import locked

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_new_site_can_be_used_at_once(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "site"
    ended = run("init", folder)
    assert (ended.code, ended.err) == (0, "")
    assert f"slatehouse serve --site {folder}\n" in ended.out
    assert run("script", "list", "--json", "--site", folder).json == []
    assert (folder / "slatehouse.toml").stat().st_mode & 0o077 == 0


def test_its_folder_is_quoted_for_the_shell(run: Run, tmp_path: Path) -> None:
    assert f"--site '{tmp_path}/my site'\n" in run("init", tmp_path / "my site").out


def test_it_can_live_elsewhere(run: Run, empty_database_url: str, tmp_path: Path) -> None:
    folder, media = tmp_path / "site", tmp_path / "media"
    ended = run("init", folder, "--database", empty_database_url, "--media", media, "--json")
    assert ended.json == {"site": str(folder)}
    settings = load(folder).settings
    assert (settings.database.url, settings.media.url) == (empty_database_url, str(media))
    assert run("user", "list", "--json", "--site", folder).json == []


def test_a_database_that_holds_a_site_is_refused(run: Run, site_folder: Path, tmp_path: Path) -> None:
    url = load(site_folder).settings.database.url
    ended = run("init", tmp_path / "other", "--database", url)
    assert ended.code == 3
    assert ended.err == "slatehouse: the database holds a site already; choose an empty one\n"
    assert not (tmp_path / "other").exists()
    assert run("user", "list", "--json", "--site", site_folder).json == []


def test_a_folder_that_holds_a_site_is_refused(run: Run, site: Path) -> None:
    before = (site / "slatehouse.toml").read_text()
    ended = run("init", site)
    assert ended.code == 3
    assert ended.err == (
        f"slatehouse: {site} holds a site already; choose another folder,"
        f" or start it: slatehouse serve --site {site}\n"
    )
    assert (site / "slatehouse.toml").read_text() == before
    assert run("script", "list", "--json", "--site", site).json == []


@pytest.mark.parametrize("name", ["site.db", "media"])
def test_a_folder_with_something_in_the_way_is_left_alone(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "treasure").touch()
    ended = run("init", tmp_path)
    assert ended.code == 3
    assert ended.err == f"slatehouse: {tmp_path} holds {name} already; choose another folder\n"
    assert (tmp_path / name / "treasure").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--database", "mysql://h/d"), '--database = "mysql://h/d" is not sqlite:///PATH, postgresql://'),
        (("--database", "postgresql://u:secret@127.0.0.1:1/none"), "cannot use the database: "),
        (("--media", "ftp://h/media"), '--media = "ftp://h/media" is not a folder'),
    ],
)
@pytest.mark.parametrize("is_there", [True, False], ids=["folder there", "no folder"])
def test_what_cannot_be_made_leaves_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str, is_there: bool
) -> None:
    folder = tmp_path / "site"
    if is_there:
        folder.mkdir()
        (folder / "mine.txt").touch()
    ended = run("init", folder, *arguments)
    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith(f"slatehouse: {told}")
    assert "secret" not in ended.err
    assert names(folder) == {"mine.txt", "serve.lock"} if is_there else not folder.exists()


@pytest.mark.parametrize("where", ["", "below"])
def test_a_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path, where: str) -> None:
    (tmp_path / "file").touch()
    ended = run("init", tmp_path / "file" / where)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert ended.err.startswith(f"slatehouse: cannot use {tmp_path / 'file' / where}: ")


def test_two_do_not_make_one_site(run: Run, tmp_path: Path) -> None:
    with locked(tmp_path):
        ended = run("init", tmp_path)
    assert ended.code == 4
    assert ended.err.startswith(f"slatehouse: {tmp_path} is in use by process ")


def test_what_a_killed_attempt_left_is_made_anew(run: Run, tmp_path: Path) -> None:
    left = {"slatehouse.toml", "secret.key", "site.db", "site.db-wal", "demo.json", "unfinished"}
    for name in left:
        (tmp_path / name).write_text("left over")
    assert run("script", "list", "--site", tmp_path).code == 3
    assert run("init", tmp_path).code == 0
    assert names(tmp_path) == {"slatehouse.toml", "secret.key", "site.db", "media", "serve.lock"}


def test_a_failure_keeps_what_is_not_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(KeyboardInterrupt), making(tmp_path):
        (tmp_path / "site.db").touch()
        (tmp_path / "media" / "ab").mkdir(parents=True)
        raise KeyboardInterrupt
    assert names(tmp_path) == {"mine.txt", "serve.lock"}


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("command", ["init", "demo"])
def test_a_demo_that_is_interrupted_leaves_nothing(tmp_path: Path, command: str) -> None:
    folder = tmp_path / "film"
    option = ["--demo"] if command == "init" else []
    with subprocess.Popen([*COMMAND, command, folder, *option], stderr=subprocess.PIPE) as process:
        until(lambda: (folder / "site.db").exists())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert not folder.exists()


def test_a_demo_that_was_killed_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with subprocess.Popen([*COMMAND, "demo", tmp_path], stderr=subprocess.PIPE) as process:
        until(lambda: (tmp_path / "site.db").exists())
        process.kill()
        process.communicate(timeout=PATIENCE)
    assert names(tmp_path) > {"unfinished", "slatehouse.toml", "mine.txt"}
    # It may have come so far, or not yet.
    (tmp_path / "media").mkdir(exist_ok=True)
    (tmp_path / "media" / "left over").touch()
    with subprocess.Popen([*COMMAND, "demo", tmp_path], stderr=subprocess.PIPE) as process:
        until(lambda: not (tmp_path / "media" / "left over").exists() and (tmp_path / "site.db").exists())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)
    assert names(tmp_path) == {"mine.txt", "serve.lock"}
