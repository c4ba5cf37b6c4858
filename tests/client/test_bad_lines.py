"""Over a line that cuts, stalls, refuses and forgets who signed in: no row is missed, no write repeated."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest
from tests.client.conftest import KINDS, Asking
from tests.faults.proxy import BadLine, Standing

from slatehouse.client import Client, ClientError, MaybeDone, Patience, SiteFailed, TooBusy
from slatehouse.testing.server import StandIn

WRITES = int(os.environ.get("TESTS_OF_SLATEHOUSE_CLIENT", "40"))
STUBBORN = Patience(attempts=60, first_wait=0.001, longest=0.01)
SILENCE = 2.0
RESETS = 0.04
FATES = {
    **{"good": 60, "lost_request": 4, "cut_request": 4, "lost_answer": 6, "unheard": 4, "cut_answer": 6},
    **{"too_many": 4, "asks_to_wait": 4, "gateway_is_down": 4, "gateway_timed_out": 4, "forgot": 4},
    **{"stalled": 1},
}


class UnkindLine(BadLine):
    """It answers by itself, too, as gateways and tired sites do."""

    known: ClassVar[set[bytes]] = set()

    def _sent(self, request: bytes) -> socket.socket:
        return super()._sent(request.replace(b"Connection: keep-alive", b"Connection: close", 1))

    def _meet(self, client: socket.socket) -> None:
        with self._choosing:
            is_reset = self._random.random() < RESETS
            self.met["reset"] += is_reset
        if is_reset:
            # What was not read is thrown away, and whoever sent it is told so.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()
        else:
            super()._meet(client)

    def too_many(self, request: bytes, share: float) -> bytes:
        return _refusal("429 Too Many Requests", "Retry-After: 0")

    def asks_to_wait(self, request: bytes, share: float) -> bytes:
        return _refusal("503 Service Unavailable", "Retry-After: 0")

    def gateway_is_down(self, request: bytes, share: float) -> bytes:
        return _refusal("502 Bad Gateway")

    def gateway_timed_out(self, request: bytes, share: float) -> bytes:
        self._forward(request)
        return _refusal("504 Gateway Timeout")

    def forgot(self, request: bytes, share: float) -> bytes:
        """Nobody knows the token any more, unless it was just given."""
        token = request.lower().partition(b"authorization: bearer ")[2].partition(b"\r\n")[0]
        if not token or token not in self.known:
            self.known.add(token)
            return self._forward(request)
        self.known.clear()
        return _refusal("401 Unauthorized")

    def stalled(self, request: bytes, share: float) -> bytes:
        time.sleep(SILENCE * 1.5)
        return b""


def _refusal(status: str, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", *headers, "Content-Length: 2", "Connection: close"]
    return "\r\n".join(head).encode() + b"\r\n\r\n{}"


@pytest.fixture
def line(film: StandIn) -> Iterator[UnkindLine]:
    port = urlsplit(film.url).port
    assert port is not None
    line = UnkindLine(Standing(port), FATES, one_dies_of=0, seed=9)
    yield line
    line.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_comes_once(kind: str, film: StandIn, line: UnkindLine) -> None:
    with Client(film.url, script=film.script_name, key=film.script_key) as straight:
        versions = straight.rows("Version").fields("code", "entity").all()
    client: Asking = KINDS[kind](
        f"http://127.0.0.1:{line.port}",
        **{"script": film.script_name, "key": film.script_key, "patience": STUBBORN, "timeout": SILENCE},
    )
    asked = ("code", "entity")
    assert client.do(lambda site: site.rows("Version").fields(*asked).pages_of(4)) == versions
    assert client.do(lambda site: site.rows("Version").count()) == len(versions)
    client.close()
    assert len(line.met) > 6


async def _side_by_side(site: Any, make: Callable[[Any, int], Any]) -> list[str]:
    async def made(number: int) -> str:
        try:
            return str((await make(site, number)).code)
        except ClientError as error:
            return type(error).__name__

    return list(await asyncio.gather(*map(made, range(WRITES))))


def _in_threads(site: Client, make: Callable[[Any, int], Any]) -> list[str]:
    def made(number: int) -> str:
        try:
            return str(make(site, number).code)
        except ClientError as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(made, range(WRITES)))


@pytest.mark.parametrize("kind", KINDS)
def test_no_write_is_done_twice_and_none_is_said_to_be_done_that_was_not(
    kind: str, film: StandIn, line: UnkindLine
) -> None:
    credentials: dict[str, Any] = {"script": film.script_name, "key": film.script_key}
    bad = KINDS[kind](f"http://127.0.0.1:{line.port}", **credentials, patience=STUBBORN, timeout=SILENCE)
    with Client(film.url, **credentials) as straight:
        project = straight.rows("Project").limit(1).all()[0]

        def make(site: Any, number: int) -> Any:
            return site.create("Shot", project=project, code=f"{kind}{number:04}")

        side_by_side = _in_threads if kind == "Client" else _side_by_side
        told = bad.do(lambda site: side_by_side(site, make))
        bad.close()
        there = Counter(
            shot.code for shot in straight.rows("Shot").filter("code", "starts_with", kind).fields("code")
        )
    may_be_there = {MaybeDone.__name__, SiteFailed.__name__}
    for number, outcome in enumerate(told):
        code = f"{kind}{number:04}"
        assert there[code] <= 1
        assert (there[code] == 1) if outcome == code else outcome in may_be_there, (code, outcome)
    assert told.count(MaybeDone.__name__) and TooBusy.__name__ not in told
    assert sum(outcome.startswith(kind) for outcome in told) > WRITES / 3
