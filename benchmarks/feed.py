"""Five hundred who wait for changes: what they cost, what they take from others, how soon they hear.

The reference is the same server with nobody waiting, asked in turn, and the writes that are heard of.
"""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import msgspec

from benchmarks import servers
from benchmarks.figures import Figure, rates
from benchmarks.load import Request, answer, rate
from benchmarks.population import KEY, SCRIPT, make_site
from benchmarks.reads import requests

NOTES, FOLLOWERS, BUSY, PLACES = 20_000, 500, 16, 512
ROUNDS, SECONDS, WRITES = 5, 3.0, 60
_REACHED, _NEWS = b": reached", b"data: "


def measure(folder: str) -> list[Figure]:
    """The figures, all of one server."""
    place = Path(folder) / "site"
    site = make_site(place, NOTES)
    credentials = {"client_id": SCRIPT, "client_secret": KEY}
    token = site.accounts.sign_in("client_credentials", credentials, "127.0.0.1").access_token
    site.close()
    with servers.slatehouse(place) as server:
        return [
            *_beside(server, token),
            _heard(server.port, token, 1),
            _heard(server.port, token, FOLLOWERS),
            _refused(server.port, token),
        ]


def _beside(server: servers.Running, token: str) -> list[Figure]:
    """What the others do meanwhile, and the memory of those who wait."""
    read = requests(token)[0][1]
    rate(server.port, read, SECONDS, BUSY)
    alone, beside, before, cost = [], [], _megabytes(server.process), 0.0
    for _ in range(ROUNDS):
        alone.append(rate(server.port, read, SECONDS, BUSY))
        with ExitStack() as waiting:
            _follow(server.port, token, FOLLOWERS, waiting)
            cost = max(cost, _megabytes(server.process) - before)
            beside.append(rate(server.port, read, SECONDS, BUSY))
    return [
        rates(f"reads of {BUSY} clients beside {FOLLOWERS} who wait", beside, alone, "90%"),
        Figure(f"memory of {FOLLOWERS} who wait", f"{cost:.0f} MB", aim="under 100 MB"),
    ]


def _heard(port: int, token: str, followers: int) -> Figure:
    """How long it takes from a write to one of those who wait, beside the write's own answer."""
    with ExitStack() as waiting, ThreadPoolExecutor(1) as pool:
        streams = _follow(port, token, followers, waiting)
        heard, written = [], []
        for number in range(WRITES):
            write = Request(
                "PUT",
                "/api/v1.1/entity/notes/777",
                token,
                msgspec.json.encode({"content": f"{followers} {number}"}),
            )
            began = time.perf_counter()
            hearing = pool.submit(_hear, streams[number % followers])
            answer(port, write)
            written.append(time.perf_counter() - began)
            heard.append(hearing.result(30) - began)
            for each in streams:
                if each is not streams[number % followers]:
                    _hear(each)
        ratio = median(a / b for a, b in zip(heard, written, strict=True))
        what = "one who waits hears" if followers == 1 else f"one of {followers} who wait hears"
        return Figure(what, _told(median(heard)), _told(median(written)), f"{ratio:.2f}x", "3x")


def _refused(port: int, token: str) -> Figure:
    """How many are refused of those beyond the cap, and how many who do not wait."""
    more = 20
    with ExitStack() as waiting:
        _follow(port, token, PLACES, waiting)
        statuses = [_status(port, token, "?wait=1") for _ in range(more)]
        others = [_status(port, token, "") for _ in range(more)]
    refused = f"{statuses.count(503)} of {more}"
    return Figure("refused beyond the cap", refused, f"{others.count(503)} of {more} who do not wait")


def _follow(port: int, token: str, count: int, stack: ExitStack) -> list[socket.socket]:
    """That many streams, each of which has begun; those that are refused are tried again, for a while."""
    return [stack.enter_context(_stream(port, token)) for _ in range(count)]


def _stream(port: int, token: str) -> socket.socket:
    until = time.monotonic() + 30
    while True:
        connection = _asked(port, token, "", "Accept: text/event-stream\r\n")
        received = connection.recv(4096)
        # Those who left a moment ago hold their places until the next heartbeat.
        if b" 200 " in received[:20]:
            while _REACHED not in received:
                received += connection.recv(4096)
            return connection
        connection.close()
        if time.monotonic() > until:
            raise RuntimeError(received.decode(errors="replace"))
        time.sleep(0.5)


def _status(port: int, token: str, query: str) -> int:
    with _asked(port, token, query, "Connection: close\r\n") as connection:
        return int(connection.recv(4096).split(b" ", 2)[1])


def _asked(port: int, token: str, query: str, headers: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    head = f"GET /api/v1.1/changes{query} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
    connection.sendall(f"{head}{headers}\r\n".encode())
    return connection


def _hear(stream: socket.socket) -> float:
    """The moment at which the first change of a block was there; reads to the block's end."""
    received, moment = b"", 0.0
    while not moment or _REACHED not in received.rpartition(_NEWS)[2]:
        received += stream.recv(65_536)
        if not moment and _NEWS in received:
            moment = time.perf_counter()
    return moment


def _megabytes(parent: int) -> float:
    """What the server's processes hold of their own; pages of the database's file are no part of it."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    lines = (line for each in children for line in Path(f"/proc/{each}/status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon:")) / 1024


def _told(seconds: float) -> str:
    return f"{seconds * 1000:,.2f} ms"
