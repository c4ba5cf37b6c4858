"""A folder of blobs is looked through, and what is damaged there goes aside."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from slatehouse.media.blobs import NoSuchBlob, key_of
from slatehouse.media.folder import FolderBlobs

OTHER = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path)


def damage(folder: Path, name: str) -> None:
    (folder / key_of(name)).write_bytes(b"worms")


def aside(folder: Path) -> list[bytes]:
    return [each.read_bytes() for each in folder.glob("damaged/*")]


def test_all_that_is_kept_is_listed_and_nothing_else(store: FolderBlobs, tmp_path: Path) -> None:
    before = time.time() - 5
    blobs = {store.write([bytes([number])]) for number in range(30)}
    store.receive("token", [b"not claimed yet"])
    (tmp_path / "ab").mkdir(exist_ok=True)
    (tmp_path / "ab" / "README").write_text("left by somebody")
    kept = list(store.kept())
    assert {(each.name, each.size) for each in kept} == {(each.name, each.size) for each in blobs}
    assert len(kept) == 30 and all(before < each.since < time.time() + 5 for each in kept)


def test_bytes_that_are_others_than_those_kept_are_noticed(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.write([b"a frame"])
    assert store.is_intact(blob.name)
    damage(tmp_path, blob.name)
    assert not store.is_intact(blob.name)
    with pytest.raises(NoSuchBlob):
        store.is_intact(OTHER)


def test_what_is_damaged_goes_aside_and_stays_there(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.write([b"a frame"])
    damage(tmp_path, blob.name)
    assert store.set_aside(blob.name)
    assert not store.exists(blob.name)
    store.write([b"a frame"])
    damage(tmp_path, blob.name)
    assert store.set_aside(blob.name)
    store.sweep(older_than=-60)
    assert aside(tmp_path) == [b"worms", b"worms"]
    assert list(store.kept()) == []


def test_what_is_intact_by_now_stays(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.write([b"a frame"])
    assert not store.set_aside(blob.name)
    assert store.is_intact(blob.name) and aside(tmp_path) == []
    assert not store.set_aside(OTHER)


def test_bytes_can_come_under_a_name_that_they_have_elsewhere(store: FolderBlobs) -> None:
    blob = store.adopt(OTHER, [b"a ", b"frame"])
    assert b"".join(store.open(OTHER)) == b"".join(store.open(blob.name)) == b"a frame"
    assert store.adopt(OTHER, [b"a frame"]) == store.adopt(blob.name, [b"a frame"]) == blob
    assert store.is_intact(OTHER) and store.is_intact(blob.name)
    assert {each.name for each in store.kept()} == {OTHER, blob.name}
