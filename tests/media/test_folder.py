"""Blobs in a folder: where they lie, what a full disk and a kill leave, in constant memory."""

import os
from pathlib import Path

import pytest
from tests.media import measured
from tests.media.shelves import files_under, read

from slatehouse.media.blobs import key_of
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.isolation import Limits, Sandbox

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "media")


def make_older(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def test_a_blob_lies_where_its_name_says(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.write([b"a frame"])
    assert files_under(tmp_path / "media") == [key_of(blob.name)]
    store.receive("token", [b"a plate"])
    claimed = store.claim("token")
    assert claimed and files_under(tmp_path / "media") == sorted(
        [key_of(blob.name), key_of(claimed.name), "incoming/token/receipt"]
    )


def test_a_receipt_of_an_older_version_is_read(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.receive("token", [b"a plate"])
    receipt = tmp_path / "media" / "incoming" / "token" / "receipt"
    receipt.write_text(f'{{"sha256":"{blob.name}","md5":"{blob.md5}","size":{blob.size}}}')
    assert store.claim("token") == blob


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with Sandbox() as sandbox:
        assert sandbox.run(measured.write_beyond_file_size, str(tmp_path), 3 << 20) == "StoreFull"
    assert files_under(tmp_path) == []


def test_memory_stays_constant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with Sandbox(Limits(seconds=120)) as sandbox:
        growth = sandbox.run(measured.peak_growth, str(tmp_path), 300)
    assert isinstance(growth, int)
    assert growth < 24 << 20


def test_a_reader_goes_on_when_the_blob_is_deleted(store: FolderBlobs) -> None:
    name = store.write([b"a frame"]).name
    blocks = store.open(name)
    store.delete(name)
    assert b"".join(blocks) == b"a frame"
    assert not store.exists(name)


def test_sweeping_removes_what_was_left_over_and_nothing_else(store: FolderBlobs, tmp_path: Path) -> None:
    media = tmp_path / "media"
    kept = store.write([b"kept"])
    store.receive("old", [b"never claimed"])
    fresh = store.receive("fresh", [b"to be claimed"])
    (media / "partial").mkdir(exist_ok=True)
    (media / "partial" / "killed#1").write_bytes(b"half of a pl")
    for path in [media / key_of(kept.name), *media.glob("incoming/old/*"), *media.glob("partial/*")]:
        make_older(path, seconds=86_500)
    assert store.sweep() == 3
    assert store.claim("old") is None
    assert not (media / "incoming" / "old").exists()
    assert read(store, kept.name) == b"kept"
    assert store.claim("fresh") == fresh
    assert store.sweep() == 0
