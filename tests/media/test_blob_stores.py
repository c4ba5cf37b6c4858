"""What every store of blobs does, in a folder or a bucket: whole or not at all, and the same bytes once."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media.shelves import (
    Disconnected,
    Folder,
    InBucket,
    Shelf,
    broken_off,
    digest,
    keys_database,
    read,
)

from slatehouse.media.blobs import BLOCK_SIZE, BlobStore, NoSuchBlob, TooLarge, Truncated

MISSING = "0" * 64


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param([], id="nothing"),
        pytest.param([b""], id="an empty chunk"),
        pytest.param([b"a frame"], id="one chunk"),
        pytest.param([b"a ", b"", b"frame", b" of film"], id="several chunks"),
        pytest.param([b"x" * 9_000_000, b"y", b"z" * 9_000_000], id="larger than a part of a write"),
    ],
)
def test_what_is_written_is_read_back(store: BlobStore, shelf: Shelf, chunks: list[bytes]) -> None:
    content = b"".join(chunks)
    blob = store.write(chunks)
    assert blob == digest(content)
    assert read(store, blob.name) == content
    assert store.exists(blob.name)
    assert store.size(blob.name) == len(content)
    with store.as_file(blob.name) as path:
        assert path.read_bytes() == content
    assert len(shelf.contents()) == 1


def test_identical_content_is_kept_once(store: BlobStore, shelf: Shelf) -> None:
    first = store.write([b"the same ", b"frame"])
    reader = store.open(first.name)
    assert store.write([b"the same frame"]) == first
    assert len(shelf.contents()) == 1
    assert b"".join(reader) == b"the same frame"


def test_writers_of_the_same_content_do_not_disturb_each_other(store: BlobStore, shelf: Shelf) -> None:
    content = os.urandom(200_000)
    threads = [threading.Thread(target=store.write, args=([content],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shelf.contents()) == 1
    assert read(store, digest(content).name) == content


@pytest.mark.parametrize(
    "source, limits, error, facts",
    [
        (lambda: [b"12345", b"6"], {"max_bytes": 5}, TooLarge, {"limit": 5}),
        (lambda: [b"123456"], {"max_bytes": 5}, TooLarge, {"limit": 5}),
        (lambda: [b"1"], {"max_bytes": 5, "expected": 6}, TooLarge, {"limit": 5}),
        (lambda: [b"123"], {"expected": 2}, TooLarge, {"limit": 2}),
        (lambda: [b"123"], {"expected": 4}, Truncated, {"expected": 4, "received": 3}),
        (lambda: [], {"expected": 1}, Truncated, {"expected": 1, "received": 0}),
        (lambda: broken_off(b"123"), {}, Disconnected, {}),
        (lambda: broken_off(bytes(9_000_000)), {}, Disconnected, {}),
    ],
)
@pytest.mark.parametrize("verb", ["write", "receive"])
def test_a_failed_write_leaves_nothing(
    store: BlobStore,
    shelf: Shelf,
    verb: str,
    source: Callable[[], Iterable[bytes]],
    limits: dict[str, int],
    error: type[Exception],
    facts: dict[str, int],
) -> None:
    write = store.write if verb == "write" else partial(store.receive, "token")
    with pytest.raises(error) as failure:
        write(source(), **limits)
    assert {name: getattr(failure.value, name) for name in facts} == facts
    assert shelf.contents() == []
    assert store.claim("token") is None


def test_exactly_the_limit_is_allowed(store: BlobStore) -> None:
    assert store.write([b"12345"], max_bytes=5, expected=5).size == 5


@pytest.fixture(scope="module", params=["folder", "bucket"])
def ranges(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[BlobStore, bytes, str]]:
    content, folder = os.urandom(2 * BLOCK_SIZE + 12_345), tmp_path_factory.mktemp("ranges")
    with keys_database(folder) as database:
        shelf: Shelf = Folder(folder)
        if request.param == "bucket":
            shelf = InBucket(request.getfixturevalue("buckets"), database)
        store = shelf.opened()
        yield store, content, store.write([content]).name


@settings(deadline=None)
@given(data=st.data())
def test_any_range_is_a_slice(ranges: tuple[BlobStore, bytes, str], data: st.DataObject) -> None:
    store, content, name = ranges
    start = data.draw(st.integers(0, len(content) + 10))
    end = data.draw(st.none() | st.integers(start, len(content) + 10))
    blocks = list(store.open(name, start, end))
    assert b"".join(blocks) == content[start:end]
    assert all(0 < len(block) <= BLOCK_SIZE for block in blocks)


@pytest.mark.parametrize("start, end", [(-1, None), (5, 4)])
def test_a_range_that_is_none_is_refused(store: BlobStore, start: int, end: int | None) -> None:
    blob = store.write([b"a frame"])
    with pytest.raises(ValueError, match="no range"):
        store.open(blob.name, start, end)


def test_a_reader_may_stop_early(store: BlobStore) -> None:
    blocks = store.open(store.write([bytes(3 * BLOCK_SIZE)]).name)
    next(blocks)
    blocks.close()
    assert list(blocks) == []
    blocks.close()


def test_what_is_not_there_is_named(store: BlobStore) -> None:
    store.delete(MISSING)
    assert not store.exists(MISSING)
    with pytest.raises(NoSuchBlob):
        store.open(MISSING)
    with pytest.raises(NoSuchBlob):
        store.size(MISSING)
    with pytest.raises(NoSuchBlob), store.as_file(MISSING):
        pytest.fail("there is no such file")


@pytest.mark.parametrize("name", ["", "0" * 63, "0" * 63 + "G", "../" + "0" * 61, "A" * 64, "0" * 64 + "\n"])
def test_a_name_that_is_no_digest_is_refused(store: BlobStore, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.open(name)


def test_what_is_deleted_is_gone(store: BlobStore, shelf: Shelf) -> None:
    name = store.write([b"a frame"]).name
    store.delete(name)
    assert not store.exists(name)
    assert shelf.contents() == []


def test_what_is_forgotten_is_gone_unless_it_came_anew(store: BlobStore, shelf: Shelf) -> None:
    name = store.write([b"a frame"]).name
    assert not store.forget(name, untouched_for=60)
    assert read(store, name) == b"a frame"
    assert store.forget(name, untouched_for=-60)
    assert not store.forget(name, untouched_for=-60)
    assert shelf.contents() == []


def test_an_upload_is_set_aside_until_claimed(store: BlobStore) -> None:
    blob = store.receive("token", [b"a ", b"plate"])
    assert blob == digest(b"a plate")
    assert not store.exists(blob.name)
    assert store.claim("token") == blob
    assert read(store, blob.name) == b"a plate"


def test_what_is_claimed_and_there_already_is_kept_once(store: BlobStore, shelf: Shelf) -> None:
    blob = store.write([b"a plate"])
    store.receive("token", [b"a plate"])
    assert store.claim("token") == blob
    assert len([each for each in shelf.contents() if not each.endswith("receipt")]) == 1


def test_another_process_may_claim(store: BlobStore, shelf: Shelf) -> None:
    blob = store.receive("token", [b"a plate"])
    assert shelf.opened().claim("token") == blob


def test_nothing_came_nothing_to_claim(store: BlobStore) -> None:
    assert store.claim("token") is None


def test_claiming_again_gives_the_same_answer(store: BlobStore) -> None:
    blob = store.receive("token", [b"a plate"])
    assert store.claim("token") == store.claim("token") == blob


def test_what_is_kept_can_be_held_for_a_token(store: BlobStore) -> None:
    blob = store.write([b"a plate"])
    store.hold("token", blob)
    assert store.claim("token") == store.claim("token") == blob


def test_the_last_upload_under_a_token_counts(store: BlobStore) -> None:
    store.receive("token", [b"first"])
    second = store.receive("token", [b"second"])
    assert store.claim("token") == second
    assert not store.exists(digest(b"first").name)


def test_an_interrupted_repetition_leaves_the_first_upload(store: BlobStore) -> None:
    first = store.receive("token", [b"first"])
    with pytest.raises(Disconnected):
        store.receive("token", broken_off(b"seco"))
    assert store.claim("token") == first


@pytest.mark.parametrize("token", ["", "../escape", "a/b", "a" * 201, "ünicode", "new\nline"])
def test_a_token_that_could_lead_elsewhere_is_refused(store: BlobStore, token: str) -> None:
    with pytest.raises(ValueError, match="not an upload token"):
        store.receive(token, [b"x"])


def test_sweeping_leaves_what_is_kept(store: BlobStore, shelf: Shelf) -> None:
    kept = store.write([b"kept"])
    claimed = store.receive("claimed", [b"claimed"])
    assert store.claim("claimed") == claimed
    store.receive("never", [b"never claimed"])
    assert store.sweep() == 0
    assert store.sweep(older_than=-60) > 0
    assert store.claim("never") is None
    assert read(store, kept.name) == b"kept"
    assert read(store, claimed.name) == b"claimed"
    assert len(shelf.contents()) == 2
    assert store.sweep(older_than=-60) == 0
