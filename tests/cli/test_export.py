"""`slatehouse export` as its users have it."""

from __future__ import annotations

import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as parquet
import pytest
from tests.fixtures.desk import desk_of
from tests.site.test_checking import upload

from slatehouse.cli.failures import ExitCode
from slatehouse.media.blobs import key_of
from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PLATE = b"a plate"
NAME = sha256(PLATE).hexdigest()


@pytest.fixture
def site_with_plate(site: Path) -> Path:
    with closing(open_site(site)) as tracking:
        upload(tracking, desk_of(tracking).create("Shot", code="SH010"), None, PLATE, "plate.dat")
    return site


def test_it_writes_a_site_once(run: Run, site_with_plate: Path, tmp_path: Path) -> None:
    export = ("export", tmp_path / "out", "--site", site_with_plate)
    done = run(*export)
    assert done.code == ExitCode.OK, done.err
    assert done.out.startswith("Wrote ") and f"and 1 files to {tmp_path / 'out'}, up to event " in done.out
    assert parquet.read_table(tmp_path / "out" / "rows" / "Shot.parquet").column("code").to_pylist() == [
        "SH010"
    ]
    assert (tmp_path / "out" / "files" / NAME[:2] / NAME).read_bytes() == PLATE
    again = run(*export)
    assert (again.code, again.err) == (
        ExitCode.FAILED,
        f"slatehouse: {tmp_path / 'out'} is there already; choose another folder, or move it away\n",
    )
    (entry,) = run("audit", "--kind", "export", "--json", "--site", site_with_plate).json
    assert entry["about"] == str(tmp_path / "out") and entry["who"]


def test_files_are_left_out_or_missing(run: Run, site_with_plate: Path, tmp_path: Path) -> None:
    told = run("export", tmp_path / "rows", "--no-media", "--json", "--site", site_with_plate)
    assert (told.code, told.json["files"], told.json["rows"]["Shot"]) == (0, 0, {"live": 1, "retired": 0})
    assert parquet.read_table(tmp_path / "rows" / "files.parquet").column("sha256").to_pylist() == [NAME]
    (site_with_plate / "media" / key_of(NAME)).unlink()
    lost = run("export", tmp_path / "all", "--site", site_with_plate)
    assert lost.code == ExitCode.NOT_WHOLE
    assert lost.err == f"slatehouse: the file {NAME} is missing or damaged; see: slatehouse media check\n"
    assert parquet.read_table(tmp_path / "all" / "files.parquet").column("file").to_pylist() == [None]


def test_no_site_and_no_library_are_told(
    run: Run, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("export", tmp_path / "out", "--site", tmp_path).code == ExitCode.WRONG_STATE
    for module in [
        each for each in sys.modules if each.startswith(("slatehouse.export", "slatehouse.columnar"))
    ]:
        parent, _, name = module.rpartition(".")
        if parent == "slatehouse":
            # Another module is bound there when it is imported anew.
            monkeypatch.setattr(sys.modules[parent], name, sys.modules[module], raising=False)
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    said = run("export", tmp_path / "out", "--site", site)
    assert (said.code, said.err) == (
        ExitCode.FAILED,
        "slatehouse: pyarrow is not installed here. It comes with: pip install 'slatehouse[server,arrow]'\n",
    )
    assert not (tmp_path / "out").exists()
