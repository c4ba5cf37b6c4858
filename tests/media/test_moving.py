"""All blobs go from one store to another, each verified there, and what is cut off goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fixtures.bucket import Buckets
from tests.media.shelves import Folder, InBucket, Shelf, digest, keys_database, read

from slatehouse.media.blobs import BadParts, NoSuchBlob, PartsOf, key_of
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.moved import MovedBlobs
from slatehouse.media.moving import Copied, MoveLog, copy_all, forget_copied

TOKEN = "ab" * 32
FRAMES = [f"frame {number}".encode() for number in range(12)]


@pytest.fixture(params=["folder to bucket", "bucket to folder"])
def shelves(
    request: pytest.FixtureRequest, tmp_path: Path, buckets: Buckets
) -> Iterator[tuple[Shelf, Shelf]]:
    """From where to where."""
    with keys_database(tmp_path) as database:
        places: list[Shelf] = [Folder(tmp_path / "media", 4), InBucket(buckets, database, 4)]
        yield (places[0], places[1]) if request.param == "folder to bucket" else (places[1], places[0])


@pytest.fixture
def log(tmp_path: Path) -> MoveLog:
    return MoveLog(tmp_path / "log", "there")


class CutOff(Exception):
    """As if somebody had ended the copy."""


def cut_off_after(count: int) -> object:
    def tell(copied: Copied) -> None:
        if copied.blobs == count:
            raise CutOff

    return tell


def test_everything_arrives_under_its_names_and_then_leaves(
    shelves: tuple[Shelf, Shelf], log: MoveLog
) -> None:
    source, target = (shelf.opened() for shelf in shelves)
    for frame in FRAMES:
        source.write([frame])
    source.adopt(TOKEN, [FRAMES[0]])
    copied = copy_all(source, target, log)
    assert (copied.blobs, copied.damaged) == (len(FRAMES) + 1, [])
    assert {read(target, digest(frame).name) for frame in FRAMES} == set(FRAMES)
    assert read(target, TOKEN) == FRAMES[0]
    assert {each.name for each in target.kept()} == {each.name for each in source.kept()}
    assert copy_all(source, target, log).blobs == 0
    late = source.write([b"came late"])
    assert forget_copied(source, target, log) == len(FRAMES) + 1
    assert [each.name for each in source.kept()] == [late.name]


def test_a_copy_that_was_cut_off_goes_on_where_it_was(shelves: tuple[Shelf, Shelf], tmp_path: Path) -> None:
    source, target = (shelf.opened() for shelf in shelves)
    for frame in FRAMES:
        source.write([frame])
    log = MoveLog(tmp_path / "log", "there")
    with pytest.raises(CutOff):
        copy_all(source, target, log, cut_off_after(5))  # type: ignore[arg-type]
    # The line that was just being written when it was cut off.
    with (tmp_path / "log").open("a") as file:
        file.write(digest(FRAMES[0]).name[:20])
    again = MoveLog(tmp_path / "log", "there")
    assert copy_all(source, target, again).blobs == len(FRAMES) - 5
    assert all(digest(frame).name in MoveLog(tmp_path / "log", "there") for frame in FRAMES)
    assert digest(FRAMES[0]).name not in MoveLog(tmp_path / "log", "elsewhere")


def test_what_the_target_lost_again_is_copied_again(shelves: tuple[Shelf, Shelf], log: MoveLog) -> None:
    source, target = (shelf.opened() for shelf in shelves)
    blob = source.write([FRAMES[0]])
    copy_all(source, target, log)
    target.delete(blob.name)
    assert forget_copied(source, target, log) == 0
    assert copy_all(source, target, log).blobs == 1
    assert forget_copied(source, target, log) == 1


def test_what_is_damaged_is_told_and_stays(tmp_path: Path, log: MoveLog) -> None:
    source, target = FolderBlobs(tmp_path / "from"), FolderBlobs(tmp_path / "to")
    good, bad = source.write([FRAMES[0]]), source.write([FRAMES[1]])
    (tmp_path / "from" / key_of(bad.name)).write_bytes(b"worms")
    copied = copy_all(source, target, log)
    assert (copied.blobs, copied.damaged) == (1, [bad.name])
    assert [each.name for each in target.kept()] == [good.name]
    assert forget_copied(source, target, log) == 1
    assert source.exists(bad.name)


class TestMovedBlobs:
    """While a move goes on."""

    @pytest.fixture
    def old(self, tmp_path: Path) -> FolderBlobs:
        return FolderBlobs(tmp_path / "old", smallest_part=4)

    @pytest.fixture
    def new(self, tmp_path: Path) -> FolderBlobs:
        return FolderBlobs(tmp_path / "new", smallest_part=4)

    @pytest.fixture
    def both(self, new: FolderBlobs, old: FolderBlobs) -> MovedBlobs:
        return MovedBlobs(new, old)

    def test_it_is_read_wherever_it_is(self, both: MovedBlobs, old: FolderBlobs, new: FolderBlobs) -> None:
        here, there = new.write([b"here"]), old.write([b"there"])
        assert read(both, here.name) == b"here" and read(both, there.name, 1, 3) == b"he"
        assert both.exists(here.name) and both.exists(there.name) and not both.exists(TOKEN)
        assert both.size(there.name) == 5 and both.is_intact(there.name)
        with both.as_file(there.name) as path:
            assert path.read_bytes() == b"there"
        with pytest.raises(NoSuchBlob):
            both.open(TOKEN)
        new.write([b"there"])
        assert sorted(each.name for each in both.kept()) == sorted((here.name, there.name))

    def test_it_is_written_here_and_forgotten_everywhere(
        self, both: MovedBlobs, old: FolderBlobs, new: FolderBlobs
    ) -> None:
        old.write([b"there"])
        blob = both.write([b"there"])
        assert new.exists(blob.name)
        assert both.forget(blob.name, untouched_for=-60)
        assert not new.exists(blob.name) and not old.exists(blob.name)
        both.adopt(TOKEN, [b"there"])
        both.delete(TOKEN)
        assert not both.exists(TOKEN) and old.sweep() == 0

    def test_an_upload_from_before_is_claimed(
        self, both: MovedBlobs, old: FolderBlobs, new: FolderBlobs
    ) -> None:
        old.receive("token", [b"there"])
        claimed = both.claim("token")
        assert claimed is not None and claimed == both.claim("token")
        assert read(new, claimed.name) == b"there"
        assert both.claim("nothing") is None
        both.receive("other", [b"here"])
        assert both.claim("other") == digest(b"here")
        assert not old.exists(digest(b"here").name)

    def test_parts_from_before_are_joined(self, both: MovedBlobs, old: FolderBlobs, new: FolderBlobs) -> None:
        upload = PartsOf("token", old.open_parts("token"))
        md5s = [old.receive_part(upload, 1, [b"part"]), old.receive_part(upload, 2, [b"ing"])]
        joined = both.join_parts(upload, md5s)
        assert read(new, joined.name) == b"parting"
        both.drop_parts(upload)
        with pytest.raises(BadParts):
            both.join_parts(upload, md5s)
        further = PartsOf("token", both.open_parts("token"))
        md5s = [both.receive_part(further, 1, [b"part"])]
        assert read(new, both.join_parts(further, md5s).name) == b"part"

    def test_what_is_damaged_is_set_aside_where_it_is(
        self, both: MovedBlobs, old: FolderBlobs, tmp_path: Path
    ) -> None:
        blob = old.write([b"there"])
        (tmp_path / "old" / key_of(blob.name)).write_bytes(b"worms")
        assert both.set_aside(blob.name) and not both.exists(blob.name)
        both.receive("token", [b"never claimed"])
        assert both.sweep(older_than=-60) == 2
