"""Uploads in parts, in a folder: any sending gives the original, whatever ids clients make up."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.media import measured
from tests.media.shelves import files_under, read
from tests.media.test_folder import make_older

from slatehouse.media.blobs import BadParts, PartsOf
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
        assert blob.name == hashlib.sha256(b"".join(parts)).hexdigest()
        assert read(store, blob.name) == b"".join(parts)


def test_ids_are_not_guessed(store: FolderBlobs) -> None:
    ids = {store.open_parts("token") for _ in range(100)}
    assert len(ids) == 100 and {len(each) for each in ids} == {152}


@pytest.mark.parametrize("upload_id", ["", "../../escape", "a/b", "\ud800", "x" * 5000])
def test_any_id_is_safe(store: FolderBlobs, tmp_path: Path, upload_id: str) -> None:
    upload = PartsOf("token", upload_id)
    etags = send(store, b"first", upload=upload)
    assert len(files_under(tmp_path / "media" / "parts")) == 1
    assert store.join_parts(upload, etags).size == 5


def test_memory_stays_constant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(ROOT)
    with Sandbox(Limits(seconds=120)) as sandbox:
        growth = sandbox.run(measured.peak_growth_of_parts, str(tmp_path), 20, 12)
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
