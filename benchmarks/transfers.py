"""Files over HTTP: downloads beside nginx, uploads beside bytes kept by hand, and searches beside downloads.

The addresses are the signed ones that rows show. Clients throw away what they get.
"""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from benchmarks import servers
from benchmarks.downloading import download, downloading
from benchmarks.figures import Figure, rates
from benchmarks.load import Request, rate
from benchmarks.nginx import nginx
from benchmarks.population import KEY, SCRIPT, make_site
from benchmarks.reads import requests as reads
from benchmarks.reference_files import SIZE as THUMBNAIL
from benchmarks.reference_upload import keep

NOTES = 20_000
ROUNDS, SECONDS = 5, 2.0
ORIGINAL, UPLOAD = 200 * 1024**2, 1024**3
PARALLEL = 16
_BLOCK = os.urandom(1024**2)
_UNIT = " MB/s"
_NO_NGINX = "nginx is not installed"


def measure(folder: str) -> list[Figure]:
    """The figures, all of one server."""
    place = Path(folder) / "site"
    site = make_site(place, NOTES)
    credentials = {"client_id": SCRIPT, "client_secret": KEY}
    token = site.accounts.sign_in("client_credentials", credentials, "127.0.0.1").access_token
    site.close()
    files = Path(folder) / "files"
    files.mkdir()
    (files / "original").write_bytes(_BLOCK * (ORIGINAL // len(_BLOCK)))
    (files / "thumbnail").write_bytes(_BLOCK[:THUMBNAIL])
    lock = Path(folder) / "bare"
    lock.mkdir()
    with (
        servers.slatehouse(place) as ours,
        servers.reference("benchmarks.reference_files:create", lock) as bare,
        nginx(files, Path(folder) / "nginx") as other,
    ):
        uploader = _Uploader(ours.port, token)
        figures = [_uploaded(ours.port, uploader, place, files)]
        paths = [uploader.keep(files / name) for name in ("original", "thumbnail")]
        if other is None:
            return [*figures, Figure("downloads", "-", _NO_NGINX)]
        return [
            *(_downloaded(ours.port, other, paths[0], clients) for clients in (1, 4)),
            *_asked_for(ours.port, other, bare.port, paths[1]),
            *figures,
            *_searched(ours.port, other, token, paths[0]),
        ]


def _downloaded(ours: int, other: int, path: str, clients: int) -> Figure:
    mine, others = [], []
    for port, name in ((ours, path), (other, "/original")):
        download(port, name, clients)
    for _ in range(ROUNDS):
        mine.append(_megabytes(ORIGINAL * clients, download(ours, path, clients)))
        others.append(_megabytes(ORIGINAL * clients, download(other, "/original", clients)))
    each = "one client" if clients == 1 else f"{clients} clients"
    return rates(f"an original of 200 MB, {each}", mine, others, "50%", _UNIT)


def _asked_for(ours: int, other: int, bare: int, path: str) -> list[Figure]:
    mine, others, least = [], [], []
    for _ in range(ROUNDS):
        mine.append(rate(ours, Request("GET", path, ""), SECONDS))
        others.append(rate(other, Request("GET", "/thumbnail", ""), SECONDS))
        least.append(rate(bare, Request("GET", "/thumbnail", ""), SECONDS))
    return [
        rates("a thumbnail of 30 KB, eight clients", mine, others, "30%"),
        rates("the same by a bare application, from memory", least, others, "-"),
    ]


def _uploaded(port: int, uploader: _Uploader, place: Path, files: Path) -> Figure:
    mine, others = [], []
    for _ in range(ROUNDS):
        path = _path(uploader.announce()["links"]["upload"])
        mine.append(_megabytes(UPLOAD, _seconds_to_put(port, path, UPLOAD)))
        shutil.rmtree(place / "media" / "incoming")
        began = time.perf_counter()
        keep(files / "upload", _blocks(UPLOAD))
        others.append(_megabytes(UPLOAD, time.perf_counter() - began))
        (files / "upload").unlink()
    return rates("an upload of 1 GB", mine, others, "50%", _UNIT)


def _searched(ours: int, other: int, token: str, path: str) -> list[Figure]:
    """A page of notes beside downloads of ours, and beside as many of nginx; each beside nobody's."""
    search = reads(token)[1][1]
    alone, beside, reference = [], [], []
    mine, others = [], []
    for _ in range(ROUNDS):
        alone.append(rate(ours, search, SECONDS))
        with downloading(ours, path, PARALLEL) as own:
            beside.append(rate(ours, search, SECONDS))
        with downloading(other, "/original", PARALLEL) as theirs:
            reference.append(rate(ours, search, SECONDS))
        mine.append(own.rate / 1e6)
        others.append(theirs.rate / 1e6)
    return [
        rates(f"searches beside {PARALLEL} downloads", beside, alone, "50%"),
        rates(f"searches beside {PARALLEL} downloads from nginx", reference, alone, "-"),
        rates("what these downloads get meanwhile", mine, others, "-", _UNIT),
    ]


class _Uploader:
    """Uploads files to a note as a person's client does; of these no thumbnails are made."""

    def __init__(self, port: int, token: str) -> None:
        self._site = f"http://127.0.0.1:{port}"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"

    def announce(self) -> dict[str, Any]:
        """An upload: where its bytes go, and what is sent to complete it."""
        return self._asked("GET", "/api/v1.1/entity/notes/777/_upload?filename=scene.abc")

    def keep(self, file: Path) -> str:
        """Upload a file; the path of its address, as its row shows it."""
        told = self.announce()
        requests.put(told["links"]["upload"], data=file.read_bytes(), timeout=60).raise_for_status()
        body = {"upload_info": told["data"], "upload_data": {}}
        self._session.post(self._site + told["links"]["complete_upload"], json=body).raise_for_status()
        (row,) = self._asked("GET", "/api/v1.1/entity/attachments?fields=this_file&sort=-id&page[size]=1")[
            "data"
        ]
        return _path(row["attributes"]["this_file"]["url"])

    def _asked(self, method: str, path: str) -> dict[str, Any]:
        answer = self._session.request(method, self._site + path)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _seconds_to_put(port: int, path: str, size: int) -> float:
    """Until the answer to an upload of so many bytes is there."""
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(head.encode())
        for block in _blocks(size):
            connection.sendall(block)
        if b" 200 " not in (answered := connection.recv(65_536))[:20]:
            raise RuntimeError(answered.decode(errors="replace"))
    return time.perf_counter() - began


def _blocks(size: int) -> Iterator[bytes]:
    return (_BLOCK for _ in range(size // len(_BLOCK)))


def _megabytes(size: int, seconds: float) -> float:
    """A second."""
    return size / seconds / 1e6
