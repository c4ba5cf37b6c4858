"""Small blobs in memory: read once a minute, and never more of them than there is room for."""

from pathlib import Path

import pytest

from slatehouse.media.blobs import BLOCK_SIZE, NoSuchBlob
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.recent import RecentBlobs


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path)


def is_kept(store: FolderBlobs, recent: RecentBlobs, sha256: str) -> bool:
    """Whether it is read from memory: its file is taken away, and put back."""
    size = store.size(sha256)
    content = b"".join(store.open(sha256))
    store.delete(sha256)
    try:
        return (recent.size(sha256), recent.read(sha256, size)) == (size, content)
    except NoSuchBlob:
        return False
    finally:
        store.write([content])


def test_what_was_read_is_kept_for_a_minute(store: FolderBlobs) -> None:
    clock = Clock()
    recent = RecentBlobs(store, clock=clock)
    name = store.write([b"a slate"]).name
    assert recent.size(name) == 7
    assert not is_kept(store, recent, name)
    assert recent.read(name, 7) == b"a slate"
    clock.now += 60
    assert is_kept(store, recent, name)
    clock.now += 1
    assert not is_kept(store, recent, name)


def test_the_first_go_when_there_is_no_more_room(store: FolderBlobs) -> None:
    recent = RecentBlobs(store, room=250, clock=Clock())
    names = [store.write([bytes([number]) * 100]).name for number in range(4)]
    for name in names:
        recent.read(name, 100)
    assert [is_kept(store, recent, name) for name in names] == [False, False, True, True]


def test_those_that_are_too_old_go_when_another_comes(store: FolderBlobs) -> None:
    clock = Clock()
    recent = RecentBlobs(store, room=250, clock=clock)
    old, young, other = (store.write([bytes([number]) * 100]).name for number in range(3))
    recent.read(old, 100)
    clock.now += 61
    for name in (young, other):
        recent.read(name, 100)
    assert [is_kept(store, recent, name) for name in (old, young, other)] == [False, True, True]


@pytest.mark.parametrize(("size", "room"), [(BLOCK_SIZE + 1, BLOCK_SIZE * 8), (101, 100)])
def test_what_is_too_large_is_read_and_not_kept(store: FolderBlobs, size: int, room: int) -> None:
    recent = RecentBlobs(store, room=room, clock=Clock())
    name = store.write([b"x" * size]).name
    assert recent.read(name, size) == b"x" * size
    assert not is_kept(store, recent, name)


def test_what_is_not_there_is_not_found(store: FolderBlobs) -> None:
    with pytest.raises(NoSuchBlob):
        RecentBlobs(store).size("0" * 64)
