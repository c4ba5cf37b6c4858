"""`slatehouse media` as its users have it."""

from __future__ import annotations

import os
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.fixtures.desk import desk_of
from tests.site.test_checking import upload

from slatehouse.cli.failures import ExitCode
from slatehouse.media.blobs import key_of
from slatehouse.media.folder import FolderBlobs
from slatehouse.serving.lock import LOCK_NAME, locked
from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PLATE = b"a plate"
NAME = sha256(PLATE).hexdigest()


@pytest.fixture
def shot(site: Path) -> int:
    """The id of a shot with a plate."""
    with closing(open_site(site)) as tracking:
        shot = desk_of(tracking).create("Shot", code="SH010")
        upload(tracking, shot, None, PLATE, "plate.dat")
    return shot.id


def test_it_tells_of_what_is_lost_and_takes_it_from_a_second_folder(
    run: Run, site: Path, shot: int, tmp_path: Path
) -> None:
    check = ("media", "check", "--site", site)
    whole = run(*check, "--hashes")
    assert (whole.code, whole.out) == (ExitCode.OK, "1 files are named by rows, 0 of them are not whole.\n")
    (site / "media" / key_of(NAME)).unlink()
    lost = run(*check)
    assert lost.code == ExitCode.NOT_WHOLE
    assert NAME in lost.out and "this_file (plate.dat)" in lost.out
    told = run(*check, "--repair", "--json")
    assert told.code == ExitCode.NOT_WHOLE
    (found,) = told.json["lost"]
    assert (found["content"], found["is"], found["outcome"]) == (NAME, "missing", "left")
    (row,) = found["rows"]
    assert (row["type"], row["field"], row["retired"]) == ("Attachment", "this_file", False)
    FolderBlobs(tmp_path / "backup").write([PLATE])
    assert run(*check, "--repair", "--from", tmp_path / "backup").code == ExitCode.OK
    assert run(*check, "--hashes", "--json").json["lost"] == []


def test_it_removes_what_is_nobodys_when_it_is_old_enough(run: Run, site: Path) -> None:
    with closing(open_site(site)) as tracking:
        tracking.blobs.write([b"nobody's"])
    check = ("media", "check", "--site", site)
    assert run(*check, "--json").json["orphans"] == []
    told = run(*check, "--grace", "0")
    assert told.code == ExitCode.OK
    assert "1 files are named by no row, 8 bytes; --repair removes them." in told.out
    assert run(*check, "--grace", "0", "--repair", "--json").json["forgotten"] == 1
    assert run(*check, "--grace", "0", "--json").json["orphans"] == []


def test_it_moves_files_and_leaves_the_old_place(run: Run, site: Path, shot: int, tmp_path: Path) -> None:
    move = ("media", "move", tmp_path / "elsewhere", "--site", site)
    first = run(*move)
    assert first.code == ExitCode.OK
    assert first.out.startswith(f"1 files were copied to {tmp_path / 'elsewhere'}, 7 bytes.")
    with locked(site):
        os.utime(site / LOCK_NAME, (0, 0))
        refused = run(*move, "--forget-source")
        assert (refused.code, "restart it" in refused.err) == (ExitCode.FAILED, True)
    told = {"from": str(site / "media"), "to": str(tmp_path / "elsewhere"), "copied": 0, "bytes": 0}
    done = {**told, "damaged": [], "switched": True, "forgotten": 1}
    assert run(*move, "--forget-source", "--json").json == done
    assert run("media", "check", "--hashes", "--site", site).code == ExitCode.OK
    assert run(*move).code == ExitCode.WRONG_STATE


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--from", "backup"), ExitCode.MISUSED),
        (("--grace", "soon"), ExitCode.MISUSED),
        (("--repair", "--from", "nowhere"), ExitCode.FAILED),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, site: Path, arguments: tuple[str, ...], code: ExitCode
) -> None:
    ended = run("media", "check", "--site", site, *arguments)
    assert ended.code == code and ended.err
    assert not Path("nowhere").exists()
