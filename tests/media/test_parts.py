"""Uploads in parts, in a folder and in a bucket: whatever way they come, what is kept is the original."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterable

import pytest
from tests.media.shelves import Disconnected, Shelf, broken_off, read

from slatehouse.media.blobs import BadParts, BlobStore, PartsOf, TooLarge, Truncated


@pytest.fixture
def upload(store: BlobStore) -> PartsOf:
    return PartsOf("token", store.open_parts("token"))


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def send(store: BlobStore, upload: PartsOf, *contents: bytes) -> list[str]:
    return [
        store.receive_part(upload, number, [content[:2], content[2:]], expected=len(content))
        for number, content in enumerate(contents, start=1)
    ]


def test_any_order_and_any_repetition_give_the_original(store: BlobStore, upload: PartsOf) -> None:
    contents = [b"first", b"second", b"3"]
    for number, content in [(3, b"other"), (2, b"second"), (1, b"wrong"), (3, b"3"), (1, b"first")]:
        store.receive_part(upload, number, [content])
    blob = store.join_parts(upload, [md5(content) for content in contents])
    assert read(store, blob.name) == b"firstsecond3"


def test_the_joint_md5_is_that_of_s3(store: BlobStore, upload: PartsOf) -> None:
    blob = store.join_parts(upload, send(store, upload, b"first", b"second"))
    joint = md5(bytes.fromhex(md5(b"first")) + bytes.fromhex(md5(b"second")))
    assert (blob.md5, blob.size) == (f"{joint}-2", 11)


def test_parts_may_come_at_the_same_time(store: BlobStore, upload: PartsOf) -> None:
    contents = [os.urandom(200_000) for _ in range(6)]

    def put(number: int) -> None:
        store.receive_part(upload, number, [contents[number - 1]])

    threads = [threading.Thread(target=put, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    blob = store.join_parts(upload, [md5(content) for content in contents])
    assert read(store, blob.name) == b"".join(contents)


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
    store: BlobStore, shelf: Shelf, upload: PartsOf, named: list[str]
) -> None:
    etags = send(store, upload, b"first", b"second")
    before = shelf.contents()
    with pytest.raises(BadParts):
        store.join_parts(upload, named)
    assert shelf.contents() == before
    assert store.join_parts(upload, etags).size == 11


def test_an_upload_has_its_own_parts(store: BlobStore, upload: PartsOf) -> None:
    etags = send(store, upload, b"first")
    again = PartsOf("token", store.open_parts("token"))
    for other in (again, PartsOf("token", "other"), PartsOf("other", upload.upload_id)):
        with pytest.raises(BadParts):
            store.join_parts(other, etags)


def test_two_uploads_of_one_token_are_two_files(store: BlobStore, upload: PartsOf) -> None:
    again = PartsOf("token", store.open_parts("token"))
    first = store.join_parts(upload, send(store, upload, b"first"))
    second = store.join_parts(again, send(store, again, b"second"))
    assert (read(store, first.name), read(store, second.name)) == (b"first", b"second")


@pytest.mark.parametrize("upload_id", ["", "../../escape", "a/b", "\ud800", "x" * 5000])
def test_no_id_leads_elsewhere(store: BlobStore, upload_id: str) -> None:
    with pytest.raises(BadParts):
        store.join_parts(PartsOf("token", upload_id), [md5(b"first")])
    store.drop_parts(PartsOf("token", upload_id))


def test_a_part_smaller_than_it_may_be_is_not_joined(store: BlobStore, upload: PartsOf) -> None:
    etags = send(store, upload, b"abc", b"last")
    with pytest.raises(BadParts):
        store.join_parts(upload, etags)


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
    store: BlobStore,
    upload: PartsOf,
    chunks: Callable[[], Iterable[bytes]],
    limits: dict[str, int],
    error: type[Exception],
) -> None:
    etags = send(store, upload, b"first", b"second")
    with pytest.raises(error):
        store.receive_part(upload, 2, chunks(), **limits)
    assert store.join_parts(upload, etags).size == 11


def test_parts_together_are_no_larger_than_the_limit(store: BlobStore, upload: PartsOf) -> None:
    store.receive_part(upload, 1, [b"12345"], max_bytes=9)
    with pytest.raises(TooLarge):
        store.receive_part(upload, 2, [b"12345"], max_bytes=9)
    store.receive_part(upload, 1, [b"123456789"], max_bytes=9)
    etags = [md5(b"123456789"), store.receive_part(upload, 2, [b"x"])]
    with pytest.raises(BadParts):
        store.join_parts(upload, etags, max_bytes=9)


def test_joining_again_gives_the_same_answer(store: BlobStore, shelf: Shelf, upload: PartsOf) -> None:
    etags = send(store, upload, b"first", b"second")
    blob = store.join_parts(upload, etags)
    assert shelf.opened().join_parts(upload, etags) == blob
    store.drop_parts(upload)
    store.drop_parts(upload)
    assert len(shelf.contents()) == 1
    assert read(store, blob.name) == b"firstsecond"


def test_what_was_joined_can_be_claimed(store: BlobStore, upload: PartsOf) -> None:
    blob = store.join_parts(upload, send(store, upload, b"first", b"second"))
    store.hold("token", blob)
    store.drop_parts(upload)
    claimed = store.claim("token")
    assert claimed and claimed.name == blob.name
    assert read(store, claimed.name) == b"firstsecond"


def test_what_was_given_up_is_gone(store: BlobStore, shelf: Shelf, upload: PartsOf) -> None:
    etags = send(store, upload, b"first")
    store.drop_parts(upload)
    with pytest.raises(BadParts):
        store.join_parts(upload, etags)
    assert shelf.contents() == []


def test_sweeping_removes_uploads_that_nothing_comes_to(store: BlobStore, upload: PartsOf) -> None:
    etags = send(store, upload, b"first", b"second")
    assert store.sweep() == 0
    assert store.sweep(older_than=-60) == 2
    with pytest.raises(BadParts):
        store.join_parts(upload, etags)
