"""Digests of files on a site, by both kinds of client: told by the site where it does, else found out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from tests.client.conftest import QUICK, Asking

from slatehouse.client import Client, Digest, Link, NotFound

LARGE, SMALL = b"a movie " * 50_000, b"a plate"


@pytest.fixture(scope="module")
def versions(film: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[bytes, Link]:
    """Two versions with files, by what is in these."""
    place = tmp_path_factory.mktemp("files") / "take.dat"
    with Client(film.url, script=film.script_name, key=film.script_key, patience=QUICK) as site:
        rows = site.rows("Version").limit(2).all()
        for row, content in zip(rows, (LARGE, SMALL), strict=True):
            place.write_bytes(content)
            site.upload(row, place, "sg_uploaded_movie")
        return dict(zip((LARGE, SMALL), (row.link for row in rows), strict=True))


@pytest.mark.parametrize(
    ("content", "reads_all", "is_told"),
    [(LARGE, False, True), (LARGE, True, False), (SMALL, False, False), (SMALL, True, False)],
)
def test_it_is_that_of_the_bytes(
    site: Asking, versions: dict[bytes, Link], content: bytes, reads_all: bool, is_told: bool
) -> None:
    found = site.do(lambda site: site.digest(versions[content], "sg_uploaded_movie", reads_all=reads_all))
    assert found == Digest("sha256", hashlib.sha256(content).hexdigest(), is_told)


def test_what_holds_nothing_has_none(site: Asking, versions: dict[bytes, Link]) -> None:
    with pytest.raises(NotFound):
        site.do(lambda site: site.digest(versions[SMALL], "sg_uploaded_movie_webm"))


class Service(BaseHTTPRequestHandler):
    """Gives everybody a token, and a file with the tag that the test wants."""

    tag = ""

    def do_POST(self) -> None:
        self._send(b'{"access_token": "t", "expires_in": 600}', "")

    def do_GET(self) -> None:
        self._send(LARGE, self.tag)

    def _send(self, body: bytes, tag: str) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        if tag:
            self.send_header("etag", tag)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            # Who was told all does not listen to the rest.
            self.close_connection = True

    def log_message(self, format: str, *arguments: object) -> None:
        """Nobody reads it."""


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


MD5 = hashlib.md5(LARGE, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        (f'"{MD5}"', Digest("md5", MD5, True)),
        *(
            (tag, Digest("sha256", hashlib.sha256(LARGE).hexdigest(), False))
            for tag in ("", f'"{MD5}-3"', f'W/"{MD5}"', '"of another kind"')
        ),
    ],
)
def test_a_tag_that_is_no_digest_is_not_taken_for_one(
    service: str, monkeypatch: pytest.MonkeyPatch, tag: str, found: Digest
) -> None:
    monkeypatch.setattr(Service, "tag", tag)
    with Client(service, script="a", key="b", patience=QUICK) as site:
        assert site.digest(Link("Version", 1), "sg_uploaded_movie") == found
