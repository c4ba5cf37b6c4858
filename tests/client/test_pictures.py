"""The pictures of many rows, which come plainly where they can, and in every other way where they cannot."""

from __future__ import annotations

import asyncio
import hashlib
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import aclosing, closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.client.conftest import KINDS, QUICK, Asking
from tests.client.test_bad_lines import STUBBORN, UnkindLine
from tests.faults.proxy import Standing
from tests.media.pictures import encoded, quarters

from slatehouse.client import AsyncClient, Client, Link, NoRoom, Row, Unreachable
from slatehouse.client.certificates import trusted
from slatehouse.client.plainly import Plainly, Whole
from slatehouse.testing.server import StandIn

NOTES = range(1, 13)
FILES = {note: os.urandom(40_000 + note) for note in NOTES}
UNREADABLE = encoded(quarters(), "PNG")[:40] + b"nothing more of it"


@pytest.fixture(scope="module")
def noted(film: StandIn, tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """Notes that say where their pictures are; 20 has none, and of 30's none can be made."""
    folder = tmp_path_factory.mktemp("noted")
    rows = []
    with Client(film.url, script=film.script_name, key=film.script_key) as client:
        for note, body in FILES.items():
            (path := folder / f"{note}_t.jpg").write_bytes(body)
            attachment = client.upload(Link("Note", note), path)
            assert attachment is not None
            file = client.read("Attachment", attachment.id, "this_file").this_file
            rows.append(Row("Note", note, {"image": file.url}))
        (path := folder / "unreadable.png").write_bytes(UNREADABLE)
        client.upload(Link("Note", 30), path, "image")
        rows += client.rows("Note").where(id=[20, 30]).fields("image").all()
    return rows


def pictured(client: Asking, rows: Any, folder: Path, **options: Any) -> dict[int, Any]:
    """What came for each row, by one kind of client."""

    def ask(site: Any) -> Any:
        coming = site.thumbnails(rows, folder, **options)
        return {row.id: got for row, got in coming} if isinstance(site, Client) else _awaited(coming)

    found: dict[int, Any] = client.do(ask)
    return found


async def _awaited(coming: Any) -> dict[int, Any]:
    return {row.id: got async for row, got in coming}


def test_every_row_has_its_own_and_none_is_fetched_twice(
    site: Asking, noted: list[Row], tmp_path: Path
) -> None:
    came = pictured(site, [*noted, Link("Note", 999_999)], tmp_path)
    assert [came[20], came[999_999]] == [None, None]
    assert (came[30].alt, came[30].path.name) == ("original", "note_30.png")
    for note, body in FILES.items():
        assert came[note].path == tmp_path / f"note_{note}.jpg" and came[note].alt == "thumbnail"
        assert came[note].path.read_bytes() == body and came[note].size == len(body)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(["note_30.png", *(f"note_{note}.jpg" for note in NOTES)])
    came[3].path.unlink()
    came[4].path.write_bytes(b"mine")
    again = pictured(site, noted, tmp_path)
    assert again[4].size == 4 and again[4].alt is None and again[3].alt == "thumbnail"
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_addresses_that_are_no_good_any_more_are_asked_for_anew(
    site: Asking, noted: list[Row], tmp_path: Path
) -> None:
    def ask(site: Any) -> Any:
        return site.rows("Note").where(id=30).fields("image")

    (row,) = site.do(ask)
    expired = Row("Note", 30, {"image": "/x?".join(str(row.image).rsplit("?", 1))})
    elsewhere = Row("Note", 31, {"image": "http://127.0.0.1:1/x_t.jpg"})
    came = pictured(site, [expired], tmp_path)
    assert came[30].alt == "original" and came[30].path.read_bytes() == UNREADABLE
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:1 cannot be reached"):
        pictured(site, [elsewhere], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["note_30.png"]


def test_a_type_that_a_site_makes_up_names_no_other_folder(
    site: Asking, noted: list[Row], tmp_path: Path
) -> None:
    made_up = Row("../../Note", 1, {"image": noted[0]["image"]})
    assert pictured(site, [made_up], tmp_path / "pictures")[1].path.name == "______note_1.jpg"


@pytest.mark.parametrize("kind", KINDS)
def test_over_a_bad_line_all_come_whole(kind: str, film: StandIn, noted: list[Row], tmp_path: Path) -> None:
    port = urlsplit(film.url).port
    assert port is not None
    fates = {"good": 8, "cut_answer": 6, "lost_answer": 2, "lost_request": 2, "too_many": 2}
    line = UnkindLine(Standing(port), fates, one_dies_of=0, seed=5)
    client = KINDS[kind](
        f"http://127.0.0.1:{line.port}",
        **{"script": film.script_name, "key": film.script_key, "patience": STUBBORN},
    )
    moved = [
        Row("Note", row.id, {"image": str(row["image"]).replace(f":{port}/", f":{line.port}/")})
        for row in noted[: len(NOTES)]
    ]
    came = pictured(client, moved, tmp_path)
    client.close()
    line.close()
    assert {note: got.path.read_bytes() for note, got in came.items()} == FILES
    assert len(list(tmp_path.iterdir())) == len(FILES) and line.met["cut_answer"] >= fates["cut_answer"]


def test_whoever_stops_in_the_middle_goes_on_from_there(
    film: StandIn, noted: list[Row], tmp_path: Path
) -> None:
    credentials: dict[str, Any] = {"script": film.script_name, "key": film.script_key, "patience": QUICK}

    async def stopped(folder: Path) -> None:
        async with (
            AsyncClient(film.url, **credentials) as client,
            aclosing(client.thumbnails(noted, folder)) as coming,
        ):
            await anext(aiter(coming))
            await anext(aiter(coming))

    with Client(film.url, **credentials) as client:
        with closing(client.thumbnails(noted, tmp_path / "Client", at_once=2)) as coming:
            next(coming)
            next(coming)
        asyncio.run(stopped(tmp_path / "AsyncClient"))
        for folder in tmp_path.iterdir():
            assert all(path.read_bytes() == FILES[int(path.stem[5:])] for path in folder.glob("note_?.jpg"))
            assert dict(client.thumbnails(noted, folder)).keys() == set(noted)
            assert len(list(folder.iterdir())) == len(FILES) + 1


def test_a_full_disk_ends_it(site: Asking, noted: list[Row], tmp_path: Path) -> None:
    (tmp_path / ".note_5.coming").symlink_to("/dev/full")
    with pytest.raises(NoRoom, match=r"note_5.jpg cannot be written: No space left"):
        pictured(site, noted, tmp_path)
    assert not (tmp_path / "note_5.jpg").exists()
    assert all(path.read_bytes() == FILES[int(path.stem[5:])] for path in tmp_path.glob("*.jpg"))
    assert len(pictured(site, noted, tmp_path)) == len(noted)


BODY = b"a picture"
TAG = hashlib.sha256(BODY).hexdigest()
OK = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 9\r\n"


class Saying:
    """A server that says the same to every request, and counts them."""

    def __init__(self, answer: bytes) -> None:
        self._answer, self.asked = answer, 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/p_t.jpg?a=1"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listening.accept()
                threading.Thread(target=self._answer_all, args=(line,), daemon=True).start()

    def _answer_all(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            while line.recv(65_536):
                self.asked += 1
                line.sendall(self._answer)
                if b"close" in self._answer or BODY not in self._answer:
                    return

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


@pytest.fixture
def saying(request: pytest.FixtureRequest) -> Iterator[Saying]:
    server = Saying(request.param)
    yield server
    server.close()


def plainly(urls: list[str], timeout: float = 120.0) -> tuple[dict[int, Whole], list[int]]:
    """What came plainly of the addresses, by two connections, and which of them are left."""
    came: dict[int, Whole] = {}
    work = Plainly(enumerate(urls), came.__setitem__, trust=trusted("", None, {}), timeout=timeout, at_once=2)
    with closing(work):
        while not work.is_over:
            work.come()
    return came, sorted(work.left)


@pytest.mark.parametrize(
    ("saying", "etag"),
    [
        (OK + LENGTH + b'ETag: "' + TAG.encode() + b'"\r\n\r\n' + BODY, f'"{TAG}"'),
        (b"HTTP/1.1 200\r\ncontent-length:9 \r\n\r\n" + BODY, ""),
        (OK + LENGTH + b"Connection: Keep-Alive\r\nContent-Length: 9\r\n\r\n" + BODY, ""),
    ],
    indirect=["saying"],
)
def test_what_is_plain_comes_plainly(saying: Saying, etag: str) -> None:
    came, left = plainly([saying.url] * 7)
    assert (len(came), left, saying.asked) == (7, [], 7)
    assert {(bytes(whole.body), whole.etag) for whole in came.values()} == {(BODY, etag)}


@pytest.mark.parametrize(
    "saying",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        OK + LENGTH + b"\r\na pic",
        OK + LENGTH + b"\r\n" + BODY + b"and more",
        OK + b"\r\n" + BODY,
        OK + b"Content-Length: -9\r\n\r\n" + BODY,
        OK + b"Content-Length: 9\r\nContent-Length: 8\r\n\r\n" + BODY,
        OK + b"Content-Length: 99999999999\r\n\r\n" + BODY,
        OK + LENGTH + b"Content-Encoding: gzip\r\n\r\n" + BODY,
        OK + LENGTH + b"Transfer-Encoding: chunked\r\n\r\n" + BODY,
        OK + LENGTH + b" folded: header\r\n\r\n" + BODY,
        b"HTTP/1.0 200 OK\r\n" + LENGTH + b"\r\n" + BODY,
        b"HTTP/1.1 206 Partial Content\r\n" + LENGTH + b"\r\n" + BODY,
        b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\n" + LENGTH + b"\r\n" + BODY,
        b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 9\r\n" + LENGTH + b"\r\n" + BODY,
        b"x" * 40_000,
    ],
    indirect=True,
)
def test_what_is_not_plain_is_left_and_hardly_asked_for(saying: Saying) -> None:
    came, left = plainly([saying.url] * 20)
    assert (came, left) == ({}, list(range(20))) and saying.asked <= 2


@pytest.mark.parametrize("saying", [OK + LENGTH + b"Connection: close\r\n\r\n" + BODY], indirect=True)
def test_where_each_costs_a_connection_it_is_left(saying: Saying) -> None:
    came, left = plainly([saying.url] * 20)
    assert len(came) == 2 and len(left) == 18


def test_a_site_that_is_silent_is_left_after_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        assert plainly([url] * 3, timeout=0.2) == ({}, [0, 1, 2])


@pytest.mark.parametrize(
    "url",
    [
        "http://u:p@127.0.0.1:1/",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:x/",
        "http://127.0.0.1:1/a b",
        "http://127.0.0.1:1/a\r\nX: y",
        "http://127.0.0.1:1/",
        "http:///x",
        "x",
    ],
)
def test_an_address_that_is_not_plain_is_left(url: str) -> None:
    assert plainly([url]) == ({}, [0])


@pytest.mark.parametrize("saying", [OK + LENGTH + b"\r\n" + BODY], indirect=True)
def test_where_a_proxy_stands_it_is_not_gone_around(saying: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert plainly([saying.url]) == ({}, [0]) and saying.asked == 0
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert len(plainly([saying.url])[0]) == 1
