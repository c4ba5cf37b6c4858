"""Uploads in parts, in a folder: whatever way the parts come, what is kept is the original, or nothing."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media import untrusted
from tests.media.test_folder import Disconnected, broken_off, files_under, make_older, read

from slatehouse.media.blobs import BadParts, Blob, PartsOf, TooLarge, Truncated, key_of
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.isolation import Limits, Sandbox

ROOT = Path(__file__).parents[2]
SMALLEST = 4
UPLOAD = PartsOf("token", "an id")


@pytest.fixture
def store(tmp_path: Path) -> FolderBlobs:
    return FolderBlobs(tmp_path / "media", smallest_part=SMALLEST)


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def send(store: FolderBlobs, *contents: bytes, upload: PartsOf = UPLOAD) -> list[str]:
    return [
        store.receive_part(upload, number, [content[:2], content[2:]], expected=len(content))
        for number, content in enumerate(contents, start=1)
    ]


@st.composite
def sendings(draw: st.DrawFn) -> tuple[list[bytes], list[tuple[int, bytes]]]:
    """The parts of a file, and in which order they are sent: some of them often, with other bytes before."""
    *first, last = draw(st.lists(st.binary(min_size=SMALLEST, max_size=60), min_size=1, max_size=8))
    parts = [*first, last[: draw(st.integers(0, len(last)))]]
    numbers = st.integers(1, len(parts))
    early = draw(st.lists(st.tuples(numbers, st.binary(max_size=60)), max_size=10))
    again = [(number, parts[number - 1]) for number in draw(st.lists(numbers, max_size=6))]
    true = [(number, part) for number, part in enumerate(parts, start=1)]
    return parts, [*early, *draw(st.permutations([*true, *again]))]


@settings(deadline=None)
@given(sendings())
def test_any_order_and_any_repetition_give_the_original(
    sending: tuple[list[bytes], list[tuple[int, bytes]]],
) -> None:
    parts, sent = sending
    with TemporaryDirectory() as folder:
        store = FolderBlobs(Path(folder), smallest_part=SMALLEST)
        etags = {}
        for number, content in sent:
            etags[number] = store.receive_part(UPLOAD, number, [content])
        blob = store.join_parts(UPLOAD, [etags[number] for number in range(1, len(parts) + 1)])
        assert blob.sha256 == hashlib.sha256(b"".join(parts)).hexdigest()
        assert read(store, blob.sha256) == b"".join(parts)


def test_the_joint_md5_is_that_of_s3(store: FolderBlobs) -> None:
    blob = store.join_parts(UPLOAD, send(store, b"first", b"second"))
    joint = md5(bytes.fromhex(md5(b"first")) + bytes.fromhex(md5(b"second")))
    assert blob == Blob(hashlib.sha256(b"firstsecond").hexdigest(), f"{joint}-2", 11)


def test_parts_may_come_at_the_same_time(store: FolderBlobs) -> None:
    contents = [os.urandom(200_000) for _ in range(8)]

    def put(number: int) -> None:
        store.receive_part(UPLOAD, number, [contents[number - 1]])

    threads = [threading.Thread(target=put, args=(number,)) for number in (*range(1, 9), *range(1, 9))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    blob = store.join_parts(UPLOAD, [md5(content) for content in contents])
    assert read(store, blob.sha256) == b"".join(contents)


@pytest.mark.parametrize(
    "named",
    [
        pytest.param([], id="none"),
        pytest.param([md5(b"first")], id="too few"),
        pytest.param([md5(b"first"), md5(b"second"), md5(b"")], id="too many"),
        pytest.param([md5(b"second"), md5(b"first")], id="another order"),
        pytest.param([md5(b"first"), "zz"], id="no digest"),
    ],
)
def test_other_parts_than_those_named_are_not_joined(
    store: FolderBlobs, tmp_path: Path, named: list[str]
) -> None:
    etags = send(store, b"first", b"second")
    before = files_under(tmp_path)
    with pytest.raises(BadParts):
        store.join_parts(UPLOAD, named)
    assert files_under(tmp_path) == before
    assert store.join_parts(UPLOAD, etags).size == 11


def test_an_upload_has_its_own_parts(store: FolderBlobs) -> None:
    etags = send(store, b"first")
    for other in (PartsOf("token", "other"), PartsOf("other", "an id"), PartsOf("toke", "nan id")):
        with pytest.raises(BadParts):
            store.join_parts(other, etags)


def test_ids_are_not_guessed(store: FolderBlobs) -> None:
    ids = {store.open_parts("token") for _ in range(100)}
    assert len(ids) == 100 and {len(each) for each in ids} == {152}


@pytest.mark.parametrize("upload_id", ["", "../../escape", "a/b", "\ud800", "x" * 5000])
def test_any_id_is_safe(store: FolderBlobs, tmp_path: Path, upload_id: str) -> None:
    upload = PartsOf("token", upload_id)
    etags = send(store, b"first", upload=upload)
    assert len(files_under(tmp_path / "media" / "parts")) == 1
    assert store.join_parts(upload, etags).size == 5


def test_a_part_smaller_than_it_may_be_is_not_joined(store: FolderBlobs) -> None:
    with pytest.raises(BadParts):
        store.join_parts(UPLOAD, send(store, b"abc", b"last"))


@pytest.mark.parametrize(
    ("chunks", "limits", "error"),
    [
        (lambda: [b"12345"], {"expected": 6}, Truncated),
        (lambda: [b"12345"], {"expected": 4}, TooLarge),
        (lambda: [b"12345"], {"max_bytes": 9}, TooLarge),
        (lambda: broken_off(b"123"), {}, Disconnected),
    ],
)
def test_half_a_part_is_none_and_leaves_the_one_before(
    store: FolderBlobs,
    chunks: Callable[[], Iterable[bytes]],
    limits: dict[str, int],
    error: type[Exception],
) -> None:
    etags = send(store, b"first", b"second")
    with pytest.raises(error):
        store.receive_part(UPLOAD, 2, chunks(), **limits)
    assert store.join_parts(UPLOAD, etags).size == 11


def test_parts_together_are_no_larger_than_the_limit(store: FolderBlobs) -> None:
    store.receive_part(UPLOAD, 1, [b"12345"], max_bytes=9)
    with pytest.raises(TooLarge):
        store.receive_part(UPLOAD, 2, [b"12345"], max_bytes=9)
    store.receive_part(UPLOAD, 1, [b"123456789"], max_bytes=9)
    etags = [md5(b"123456789"), store.receive_part(UPLOAD, 2, [b"x"])]
    with pytest.raises(BadParts):
        store.join_parts(UPLOAD, etags, max_bytes=9)


def test_joining_again_gives_the_same_answer(store: FolderBlobs, tmp_path: Path) -> None:
    etags = send(store, b"first", b"second")
    blob = store.join_parts(UPLOAD, etags)
    assert store.join_parts(UPLOAD, etags) == blob
    store.drop_parts(UPLOAD)
    store.drop_parts(UPLOAD)
    assert files_under(tmp_path / "media") == [key_of(blob.sha256)]


def test_memory_stays_constant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with Sandbox(Limits(seconds=120)) as sandbox:
        growth = sandbox.run(untrusted.peak_growth_of_parts, str(tmp_path), 20, 12)
    assert isinstance(growth, int)
    assert growth < 24 << 20


def test_sweeping_removes_uploads_that_nothing_comes_to(store: FolderBlobs, tmp_path: Path) -> None:
    media = tmp_path / "media"
    slow, dead = PartsOf("token", "slow"), PartsOf("token", "dead")
    send(store, b"first", b"second", upload=dead)
    send(store, b"first", upload=slow)
    for path in [*media.glob("parts/*/*"), *media.glob("parts/*")]:
        make_older(path, seconds=86_500)
    store.receive_part(slow, 2, [b"last"])
    assert store.sweep() == 2
    with pytest.raises(BadParts):
        store.join_parts(dead, [md5(b"first"), md5(b"second")])
    assert len(list(media.glob("parts/*"))) == 1
    assert store.join_parts(slow, [md5(b"first"), md5(b"last")]).size == 9
    assert store.sweep() == 0
