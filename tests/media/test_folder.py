"""Blobs in a folder: whole or not at all, kept once, in constant memory."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.media import untrusted

from slatehouse.media.blobs import BLOCK_SIZE, Blob, BlobStore, NoSuchBlob, TooLarge, Truncated, key_of
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.isolation import Limits, Sandbox

ROOT = Path(__file__).parents[2]
MISSING = "0" * 64


@pytest.fixture
def store(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "media")


def files_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def digest(content: bytes) -> Blob:
    return Blob(hashlib.sha256(content).hexdigest(), hashlib.md5(content).hexdigest(), len(content))


def read(store: BlobStore, sha256: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join(store.open(sha256, start, end))


def make_older(path: Path, seconds: float) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


class Disconnected(Exception):
    """The client went away."""


def broken_off(content: bytes) -> Iterator[bytes]:
    yield content
    raise Disconnected


@pytest.mark.parametrize(
    "chunks",
    [
        pytest.param([], id="nothing"),
        pytest.param([b""], id="an empty chunk"),
        pytest.param([b"a frame"], id="one chunk"),
        pytest.param([b"a ", b"", b"frame", b" of film"], id="several chunks"),
        pytest.param([b"x" * 3_000_000, b"y"], id="larger than a part of a write"),
    ],
)
def test_what_is_written_is_read_back(store: FolderBlobs, tmp_path: Path, chunks: list[bytes]) -> None:
    content = b"".join(chunks)
    blob = store.write(chunks)
    assert blob == digest(content)
    assert read(store, blob.sha256) == content
    assert store.exists(blob.sha256)
    assert store.size(blob.sha256) == len(content)
    with store.as_file(blob.sha256) as path:
        assert path.read_bytes() == content
    assert files_under(tmp_path / "media") == [key_of(blob.sha256)]


def test_identical_content_is_kept_once(store: FolderBlobs, tmp_path: Path) -> None:
    first = store.write([b"the same ", b"frame"])
    reader = store.open(first.sha256)
    assert store.write([b"the same frame"]) == first
    assert len(files_under(tmp_path)) == 1
    assert b"".join(reader) == b"the same frame"


def test_writers_of_the_same_content_do_not_disturb_each_other(store: FolderBlobs, tmp_path: Path) -> None:
    content = os.urandom(200_000)
    threads = [threading.Thread(target=store.write, args=([content],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files_under(tmp_path / "media") == [key_of(digest(content).sha256)]
    assert read(store, digest(content).sha256) == content


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
        (lambda: broken_off(bytes(3_000_000)), {}, Disconnected, {}),
    ],
)
@pytest.mark.parametrize("verb", ["write", "receive"])
def test_a_failed_write_leaves_nothing(
    store: FolderBlobs,
    tmp_path: Path,
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
    assert files_under(tmp_path) == []
    assert store.claim("token") is None


def test_exactly_the_limit_is_allowed(store: FolderBlobs) -> None:
    assert store.write([b"12345"], max_bytes=5, expected=5).size == 5


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with Sandbox() as sandbox:
        assert sandbox.run(untrusted.write_beyond_file_size, str(tmp_path), 3 << 20) == "StoreFull"
    assert files_under(tmp_path) == []


def test_memory_stays_constant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with Sandbox(Limits(seconds=120)) as sandbox:
        growth = sandbox.run(untrusted.peak_growth, str(tmp_path), 300)
    assert isinstance(growth, int)
    assert growth < 24 << 20


@pytest.fixture(scope="module")
def ranges(tmp_path_factory: pytest.TempPathFactory) -> tuple[FolderBlobs, bytes, str]:
    store = FolderBlobs(tmp_path_factory.mktemp("ranges"))
    content = os.urandom(2 * BLOCK_SIZE + 12_345)
    return store, content, store.write([content]).sha256


@given(data=st.data())
def test_any_range_is_a_slice(ranges: tuple[FolderBlobs, bytes, str], data: st.DataObject) -> None:
    store, content, sha256 = ranges
    start = data.draw(st.integers(0, len(content) + 10))
    end = data.draw(st.none() | st.integers(start, len(content) + 10))
    blocks = list(store.open(sha256, start, end))
    assert b"".join(blocks) == content[start:end]
    assert all(0 < len(block) <= BLOCK_SIZE for block in blocks)


@pytest.mark.parametrize("start, end", [(-1, None), (5, 4)])
def test_a_range_that_is_none_is_refused(store: FolderBlobs, start: int, end: int | None) -> None:
    blob = store.write([b"a frame"])
    with pytest.raises(ValueError, match="no range"):
        store.open(blob.sha256, start, end)


def test_a_reader_may_stop_early(store: FolderBlobs) -> None:
    blocks = store.open(store.write([bytes(3 * BLOCK_SIZE)]).sha256)
    next(blocks)
    blocks.close()
    assert list(blocks) == []
    blocks.close()


def test_a_reader_goes_on_when_the_blob_is_deleted(store: FolderBlobs) -> None:
    sha256 = store.write([b"a frame"]).sha256
    blocks = store.open(sha256)
    store.delete(sha256)
    assert b"".join(blocks) == b"a frame"
    assert not store.exists(sha256)


def test_what_is_not_there_is_named(store: FolderBlobs) -> None:
    store.delete(MISSING)
    assert not store.exists(MISSING)
    with pytest.raises(NoSuchBlob):
        store.open(MISSING)
    with pytest.raises(NoSuchBlob):
        store.size(MISSING)
    with pytest.raises(NoSuchBlob), store.as_file(MISSING):
        pytest.fail("there is no such file")


@pytest.mark.parametrize("name", ["", "0" * 63, "0" * 63 + "G", "../" + "0" * 61, "A" * 64, "0" * 64 + "\n"])
def test_a_name_that_is_no_digest_is_refused(store: FolderBlobs, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.open(name)


def test_an_upload_is_set_aside_until_claimed(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.receive("token", [b"a ", b"plate"])
    assert blob == digest(b"a plate")
    assert not store.exists(blob.sha256)
    assert store.claim("token") == blob
    assert read(store, blob.sha256) == b"a plate"
    assert [path for path in files_under(tmp_path) if path.endswith(blob.sha256)] == [
        f"media/{key_of(blob.sha256)}"
    ]


def test_another_process_may_claim(store: FolderBlobs, tmp_path: Path) -> None:
    blob = store.receive("token", [b"a plate"])
    assert FolderBlobs(tmp_path / "media").claim("token") == blob


def test_nothing_came_nothing_to_claim(store: FolderBlobs) -> None:
    assert store.claim("token") is None


def test_claiming_again_gives_the_same_answer(store: FolderBlobs) -> None:
    blob = store.receive("token", [b"a plate"])
    assert store.claim("token") == store.claim("token") == blob


def test_the_last_upload_under_a_token_counts(store: FolderBlobs) -> None:
    store.receive("token", [b"first"])
    second = store.receive("token", [b"second"])
    assert store.claim("token") == second
    assert not store.exists(digest(b"first").sha256)


def test_an_interrupted_repetition_leaves_the_first_upload(store: FolderBlobs) -> None:
    first = store.receive("token", [b"first"])
    with pytest.raises(Disconnected):
        store.receive("token", broken_off(b"seco"))
    assert store.claim("token") == first


@pytest.mark.parametrize("token", ["", "../escape", "a/b", "a" * 201, "ünicode", "new\nline"])
def test_a_token_that_could_lead_elsewhere_is_refused(store: FolderBlobs, token: str) -> None:
    with pytest.raises(ValueError, match="not an upload token"):
        store.receive(token, [b"x"])


def test_sweeping_removes_what_was_left_over_and_nothing_else(store: FolderBlobs, tmp_path: Path) -> None:
    media = tmp_path / "media"
    kept = store.write([b"kept"])
    store.receive("old", [b"never claimed"])
    fresh = store.receive("fresh", [b"to be claimed"])
    (media / "partial").mkdir(exist_ok=True)
    (media / "partial" / "killed#1").write_bytes(b"half of a pl")
    for path in [media / key_of(kept.sha256), *media.glob("incoming/old/*"), *media.glob("partial/*")]:
        make_older(path, seconds=86_500)
    assert store.sweep() == 3
    assert store.claim("old") is None
    assert not (media / "incoming" / "old").exists()
    assert read(store, kept.sha256) == b"kept"
    assert store.claim("fresh") == fresh
    assert store.sweep() == 0
