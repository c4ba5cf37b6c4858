"""The folder of an export is there whole, or not at all."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from slatehouse.export.place import CannotExport, made


def test_it_has_its_name_once_all_is_in_it(tmp_path: Path) -> None:
    with made(tmp_path / "out") as folder:
        (folder / "rows").mkdir()
        assert not (tmp_path / "out").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["out"]
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["rows"]


@pytest.mark.parametrize("kind", ["folder", "file", "dangling link"])
def test_what_is_in_the_way_stays(kind: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    match kind:
        case "folder":
            out.mkdir()
        case "file":
            out.touch()
        case _:
            out.symlink_to("nowhere")
    with pytest.raises(CannotExport, match="is there already"), made(out):
        pass
    assert list(tmp_path.iterdir()) == [out]


def test_one_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), made(tmp_path / "out") as folder:
        (folder / "rows").mkdir()
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_one_left_is_begun_anew_and_one_that_writes_is_not_disturbed(tmp_path: Path) -> None:
    partial = tmp_path / ".out.part"
    (partial / "rows").mkdir(parents=True)
    (partial / "left").touch()
    holding = os.open(partial, os.O_RDONLY)
    fcntl.flock(holding, fcntl.LOCK_EX)
    with pytest.raises(CannotExport, match="another export"), made(tmp_path / "out"):
        pass
    assert (partial / "left").exists()
    os.close(holding)
    with made(tmp_path / "out"):
        pass
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), made(tmp_path / "nowhere" / "out"):
        pass
