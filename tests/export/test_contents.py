"""What is in an export, and what is not; on SQLite, as nothing of it is the database's."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
import pyarrow.parquet as parquet
import pytest
from tests.export.test_exporting import PLATE, exported, rows_of
from tests.fixtures.desk import Desk
from tests.fixtures.on_sqlite import database_kind, sites
from tests.site.test_checking import upload

from slatehouse.export.fields import SECRETS
from slatehouse.media.blobs import key_of
from slatehouse.schema.link import Target

__all__ = ["database_kind", "sites"]

SECRET = "a secret that opens a door"


@pytest.fixture
def shot(desk: Desk) -> Target:
    shot = desk.create("Shot", code="SH010")
    upload(desk.site, shot, None, PLATE, "plate.dat")
    return shot


def test_every_row_of_a_type_of_many_pages_is_there_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("slatehouse.export.rows._AT_ONCE", 3)
    shots = [desk.create("Shot", code=f"SH{number}").id for number in range(7)]
    for each in shots[1:5]:
        desk.retire(Target("Shot", each))
    exported(desk.site, tmp_path / "out")
    assert [each["id"] for each in rows_of(tmp_path / "out")] == [shots[0], *shots[5:], *shots[1:5]]


def test_files_are_there_once_by_their_content(desk: Desk, shot: Target, tmp_path: Path) -> None:
    upload(desk.site, shot, None, PLATE, "again.dat")
    out = tmp_path / "out"
    assert exported(desk.site, out).media.files == 1
    table = parquet.read_table(out / "files.parquet").to_pylist()
    assert {(each["name"], each["field"], each["sha256"]) for each in table} == {
        ("plate.dat", "this_file", sha256(PLATE).hexdigest()),
        ("again.dat", "this_file", sha256(PLATE).hexdigest()),
    }
    assert {(out / each["file"]).read_bytes() for each in table} == {PLATE}
    attachment = rows_of(out, "Attachment")[0]
    assert msgspec.json.decode(attachment["this_file"])["file"] == table[0]["file"]


def test_a_file_that_is_missing_or_damaged_is_told(desk: Desk, shot: Target, tmp_path: Path) -> None:
    place = desk.site.directory / "media" / key_of(sha256(PLATE).hexdigest())
    for name, spoil in (("damaged", lambda: place.write_bytes(b"!")), ("missing", place.unlink)):
        place.chmod(0o600)
        spoil()
        assert exported(desk.site, tmp_path / name).media.lost == [sha256(PLATE).hexdigest()]
        (told,) = parquet.read_table(tmp_path / name / "files.parquet").to_pylist()
        assert (told["file"], told["name"]) == (None, "plate.dat")
        assert not [each for each in (tmp_path / name / "files").rglob("*") if each.is_file()]


def test_secrets_are_in_none_of_it(desk: Desk, tmp_path: Path) -> None:
    ada = desk.hire("ada")
    item = ada.create("ActionMenuItem", title="Render", url="https://farm.example", secret_token="first")
    ada.update(item, secret_token=SECRET)
    out = tmp_path / "out"
    exported(desk.site, out)
    for table in out.rglob("*.parquet"):
        assert SECRET not in str(parquet.read_table(table).to_pylist()), table
    for text in out.glob("*.json"):
        assert SECRET not in text.read_text()
    assert (
        len([each for each in rows_of(out, "EventLogEntry") if each["attribute_name"] == "secret_token"]) > 0
    )
    for entity_type, field in SECRETS:
        assert field in desk.site.schema[entity_type].fields
        assert field not in parquet.read_schema(out / "rows" / f"{entity_type}.parquet").names
