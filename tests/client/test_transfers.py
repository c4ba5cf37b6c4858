"""Files that are fetched and sent by both kinds of client: whole, resumed, and never half there."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from tests.client.conftest import KINDS, Asking
from tests.client.test_bad_lines import STUBBORN, UnkindLine
from tests.faults.proxy import Standing
from tests.media.pictures import encoded, quarters

from slatehouse.client import (
    Client,
    ClientError,
    Incomplete,
    InTheWay,
    Link,
    NoPicture,
    NoRoom,
    NotFound,
    Refused,
    Row,
)
from slatehouse.client import transfers as sending
from slatehouse.testing.server import StandIn

MEGABYTE = 1 << 20
BYTES = os.urandom(3 * MEGABYTE)
TAG = f'"{hashlib.sha256(BYTES).hexdigest()}"'


@pytest.fixture(scope="module")
def plate(film: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Link:
    """An Attachment of a note's, with `BYTES` in it."""
    path = tmp_path_factory.mktemp("plate") / "plate.bin"
    path.write_bytes(BYTES)
    with Client(film.url, script=film.script_name, key=film.script_key) as client:
        attachment = client.upload(Link("Note", 1), path)
    assert attachment is not None and attachment.name == "plate.bin"
    return attachment


def fetching(attachment: Link, target: Path) -> Callable[[Any], Any]:
    return lambda site: site.download(attachment, "this_file", target)


def folder_of(path: Path) -> list[str]:
    return sorted(each.name for each in path.iterdir())


def test_what_was_sent_comes_back(site: Asking, plate: Link, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    target = tmp_path / "new folder" / "plate.bin"
    received = site.do(
        lambda site: site.download(
            plate, "this_file", target, progress=lambda done, size: told.append((done, size))
        )
    )
    assert (received.path, received.size, received.alt) == (target, len(BYTES), "original")
    assert target.read_bytes() == BYTES and folder_of(target.parent) == ["plate.bin"]
    assert told[-1] == (len(BYTES), len(BYTES)) and told == sorted(told)


@pytest.mark.parametrize(
    ("part", "tag", "fetched"),
    [
        (BYTES[:MEGABYTE], TAG, 2 * MEGABYTE),
        # Of another content, of one that nobody knows, or longer than the file: begun anew.
        (b"other" * 1000, '"another tag"', 3 * MEGABYTE),
        (b"other" * 1000, None, 3 * MEGABYTE),
        (BYTES + b"more", TAG, 3 * MEGABYTE),
        (BYTES, TAG, 3 * MEGABYTE),
        (b"", TAG, 3 * MEGABYTE),
    ],
    ids=["goes on", "other content", "unknown content", "too long", "nothing left", "nothing there"],
)
def test_a_file_that_was_cut_off_goes_on(
    site: Asking, plate: Link, tmp_path: Path, part: bytes, tag: str | None, fetched: int
) -> None:
    (tmp_path / ".plate.bin.part").write_bytes(part)
    if tag:
        (tmp_path / ".plate.bin.part.json").write_bytes(msgspec.json.encode({"etag": tag}))
    told: list[int] = []
    target = tmp_path / "plate.bin"
    site.do(
        lambda site: site.download(plate, "this_file", target, progress=lambda done, size: told.append(done))
    )
    assert target.read_bytes() == BYTES and folder_of(tmp_path) == ["plate.bin"]
    assert len(BYTES) - fetched < told[0] <= len(BYTES) - fetched + MEGABYTE


def test_damage_is_noticed_and_not_kept(site: Asking, plate: Link, tmp_path: Path) -> None:
    (tmp_path / ".plate.bin.part").write_bytes(b"?" * MEGABYTE)
    (tmp_path / ".plate.bin.part.json").write_bytes(msgspec.json.encode({"etag": TAG}))
    with pytest.raises(Incomplete, match="damaged"):
        site.do(lambda site: site.download(plate, "this_file", tmp_path / "plate.bin"))
    assert folder_of(tmp_path) == []


def test_over_a_bad_line_a_file_comes_whole(film: StandIn, plate: Link, tmp_path: Path) -> None:
    port = urlsplit(film.url).port
    assert port is not None
    line = UnkindLine(Standing(port), {"good": 6, "cut_answer": 6, "lost_answer": 1}, one_dies_of=0, seed=3)
    for number, kind in enumerate(KINDS.values()):
        client = kind(
            f"http://127.0.0.1:{line.port}",
            **{"script": film.script_name, "key": film.script_key, "patience": STUBBORN},
        )
        target = tmp_path / f"{number}.bin"
        client.do(fetching(plate, target))
        assert target.read_bytes() == BYTES
        client.close()
    assert line.met["cut_answer"] > 2
    line.close()


class Stopped(BaseException):
    """As Ctrl-C is one."""


def is_to_go_on(site: Asking, plate: Link, target: Path) -> bool:
    """Whether nothing is in its place, and the next call begins where the one before was stopped."""
    assert folder_of(target.parent) == [".plate.bin.part", ".plate.bin.part.json"]
    told: list[int] = []
    site.do(
        lambda site: site.download(plate, "this_file", target, progress=lambda done, size: told.append(done))
    )
    assert target.read_bytes() == BYTES and folder_of(target.parent) == ["plate.bin"]
    return told[0] > MEGABYTE


def test_who_is_stopped_goes_on(site: Asking, plate: Link, tmp_path: Path) -> None:
    def stop(done: int, size: int | None) -> None:
        if done > MEGABYTE:
            raise Stopped

    target = tmp_path / "plate.bin"
    with pytest.raises(Stopped):
        site.do(lambda site: site.download(plate, "this_file", target, progress=stop))
    assert is_to_go_on(site, plate, target)


def test_a_task_that_is_cancelled_goes_on(film: StandIn, plate: Link, tmp_path: Path) -> None:
    target = tmp_path / "plate.bin"

    async def cancelled(site: Any) -> bool:
        loop = asyncio.get_running_loop()

        def cancel(done: int, size: int | None) -> None:
            if done > MEGABYTE:
                loop.call_soon_threadsafe(task.cancel)

        task = asyncio.create_task(site.download(plate, "this_file", target, progress=cancel))
        await asyncio.wait([task])
        return task.cancelled()

    site = KINDS["AsyncClient"](film.url, script=film.script_name, key=film.script_key)
    assert site.do(cancelled) and is_to_go_on(site, plate, target)
    site.close()


def test_what_is_in_the_way_stays(site: Asking, plate: Link, tmp_path: Path) -> None:
    target = tmp_path / "plate.bin"
    target.write_bytes(b"mine")
    for place in (target, tmp_path):
        with pytest.raises(InTheWay, match=str(place)):
            site.do(fetching(plate, place))
    assert target.read_bytes() == b"mine" and folder_of(tmp_path) == ["plate.bin"]
    site.do(lambda site: site.download(plate, "this_file", target, replace=True))
    assert target.read_bytes() == BYTES


def test_a_full_disk_is_told_in_a_line(site: Asking, plate: Link, tmp_path: Path) -> None:
    (tmp_path / ".full.bin.part").symlink_to("/dev/full")
    with pytest.raises(NoRoom, match="No space left"):
        site.do(lambda site: site.download(plate, "this_file", tmp_path / "full.bin"))
    assert not (tmp_path / "full.bin").exists()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(NoRoom, match=r"file.deeper.bin"):
        site.do(lambda site: site.download(plate, "this_file", tmp_path / "file" / "deeper.bin"))


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda site, path: site.thumbnail(Link("Note", 2), path), NoPicture),
        (lambda site, path: site.thumbnail(Link("Note", 2), path, alt="original"), NoPicture),
        (lambda site, path: site.thumbnail(Link("Note", 999_999), path), NoPicture),
        (lambda site, path: site.thumbnail(Link("Note", 2), path, alt="huge"), Refused),
        (lambda site, path: site.download(Link("Note", 2), "subject", path), Refused),
        (lambda site, path: site.download(Link("Version", 1), "sg_uploaded_movie", path), NotFound),
    ],
)
def test_where_there_is_no_file_there_is_none_on_the_disk(
    site: Asking, tmp_path: Path, ask: Any, error: type[ClientError]
) -> None:
    with pytest.raises(error):
        site.do(lambda site: ask(site, tmp_path / "picture.jpg"))
    assert folder_of(tmp_path) == []


def test_while_a_thumbnail_is_made_the_original_stands_in(site: Asking, tmp_path: Path) -> None:
    picture = tmp_path / "note.png"
    picture.write_bytes(encoded(quarters(), "PNG"))
    assert site.do(lambda site: site.upload(Link("Note", 5), picture, "image")) is None
    received = site.do(lambda site: site.thumbnail(Link("Note", 5), tmp_path / "got.png"))
    assert received.alt == "original" and received.content_type == "image/png"
    assert received.path.read_bytes() == picture.read_bytes()


def pictured(row: Row, path: Path, alt: str, site: Any) -> Any:
    return site.thumbnail(row, path, alt=alt)


def test_a_picture_is_fetched_from_where_its_row_says_while_that_is_good(
    site: Asking, plate: Link, tmp_path: Path
) -> None:
    address = site.do(lambda site: site.read("Attachment", plate.id, "this_file")).this_file.url
    note = Row("Note", 2, {"image": address})
    received = site.do(lambda site: site.thumbnail(note, tmp_path / "got.bin"))
    assert received.path.read_bytes() == BYTES
    for row, alt in (
        (Row("Note", 2, {"image": address.replace("?", "x?")}), "thumbnail"),
        (Row("Note", 2, {"image": f"{address}x"}), "thumbnail"),
        (Row("Note", 2, {"image": "file:///etc/passwd"}), "thumbnail"),
        (note, "original"),
    ):
        with pytest.raises(NoPicture):
            site.do(partial(pictured, row, tmp_path / "none.bin", alt))
    assert folder_of(tmp_path) == ["got.bin"]


def test_a_large_file_goes_in_parts(site: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As large as parts have to be, and no larger.
    monkeypatch.setattr(sending, "_FROM_PARTS", MEGABYTE)
    monkeypatch.setattr(sending, "_PART", 5 * MEGABYTE)
    path, told = tmp_path / "movie.bin", []
    path.write_bytes(os.urandom(12 * MEGABYTE))
    attachment = site.do(
        lambda site: site.upload(
            Link("Note", 7), path, name="take 1.bin", progress=lambda done, size: told.append((done, size))
        )
    )
    assert attachment.name == "take 1.bin" and told[-1] == (12 * MEGABYTE, 12 * MEGABYTE)
    site.do(lambda site: site.download(attachment, "this_file", tmp_path / "back.bin"))
    assert (tmp_path / "back.bin").read_bytes() == path.read_bytes()


def test_a_file_that_is_not_there_is_not_sent(site: Asking, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        site.do(lambda site: site.upload(Link("Note", 7), tmp_path / "nothing.png"))
