"""A bad line: it loses requests and answers, cuts them, sends them twice, and kills the server behind it."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random

from tests.fixtures.ports import kept_port

from slatehouse.serving.lock import LOCK_NAME
from slatehouse.testing.nursing import Nursery

PATIENCE = 120.0
_BLOCK = 65_536
_LONGEST_TILL_DEATH = 0.02


class Mortal:
    """A server of the site in a folder that can be killed at any moment, and is there again soon."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self._nursery, self._folder = nursery, folder
        self._changing = threading.Lock()
        self._port = self._born()

    @property
    def port(self) -> int:
        """Where it answers; whoever asks while it is dead waits."""
        with self._changing:
            return self._port

    def _born(self) -> int:
        url = self._nursery.serve(self._folder, self._folder / "said")
        assert url, (self._folder / "said").read_text()
        return int(url.rpartition(":")[2])

    def kill(self) -> None:
        """End it without a warning, in the middle of whatever it does, and start another."""
        with self._changing, (self._folder / LOCK_NAME).open() as lock:
            os.kill(int(lock.read()), signal.SIGKILL)
            fcntl.flock(lock, fcntl.LOCK_EX)
            fcntl.flock(lock, fcntl.LOCK_UN)
            self._port = self._born()

    def end(self) -> None:
        self._nursery.end(self._folder)


class Standing:
    """A server that stands, whatever happens on the way to it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def kill(self) -> None:
        raise AssertionError("nobody kills this one")


class BadLine:
    """A TCP proxy that takes one request for each connection.

    `fates` are names of methods, each with how often it comes: they are dealt like a
    pack of cards, so that each has come as often as it is to before any comes more
    often, whoever asks first. One request of `one_dies_of` kills the server, none
    where that is 0.
    """

    def __init__(self, server: Mortal | Standing, fates: dict[str, int], one_dies_of: int, seed: int) -> None:
        self._server, self._one_dies_of = server, one_dies_of
        self._fates, self._random = _dealt(fates, Random(seed)), Random(seed)
        self._choosing = threading.Lock()
        self._keeping = ExitStack()
        self.port = self._keeping.enter_context(kept_port())
        self.met: Counter[str] = Counter()
        self.come_back()

    def close(self) -> None:
        """Hang up for good."""
        self.go_away()
        self._keeping.close()

    def go_away(self) -> None:
        """Refuse connections until `come_back`."""
        # A thread that waits for a connection is not woken by the closing of its socket.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def come_back(self) -> None:
        """Answer again after `go_away`, at the same port, as a server does that was restarted."""
        self._listening = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._meet, args=(client,), daemon=True).start()

    def _meet(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            client.settimeout(PATIENCE)
            request = _message(client)
            with self._choosing:
                dies = self._one_dies_of and self.met.total() % self._one_dies_of == self._one_dies_of - 1
                fate = "death" if dies else next(self._fates)
                share = self._random.random()
                self.met[fate] += 1
            answer: Callable[[bytes, float], bytes] = getattr(self, fate)
            client.sendall(answer(request, share))

    def _forward(self, request: bytes) -> bytes:
        with suppress(OSError), self._sent(request) as server:
            return _all(server)
        return b""

    def _sent(self, request: bytes) -> socket.socket:
        server = socket.create_connection(("127.0.0.1", self._server.port), timeout=PATIENCE)
        server.sendall(request)
        return server

    # What may become of a request, and how much of what was sent comes through.

    def good(self, request: bytes, share: float) -> bytes:
        return self._forward(request)

    def lost_request(self, request: bytes, share: float) -> bytes:
        return b""

    def cut_request(self, request: bytes, share: float) -> bytes:
        self._sent(request[: int(len(request) * share)]).close()
        return b""

    def lost_answer(self, request: bytes, share: float) -> bytes:
        self._forward(request)
        return b""

    def unheard(self, request: bytes, share: float) -> bytes:
        """The connection ends while the server works."""
        self._sent(request).close()
        return b""

    def cut_answer(self, request: bytes, share: float) -> bytes:
        answer = self._forward(request)
        cut = answer[: int(len(answer) * share)]
        # Half a head is a whole one to Python's client.
        return cut if b"\r\n\r\n" in cut else b""

    def sent_twice(self, request: bytes, share: float) -> bytes:
        first = self._forward(request)
        return self._forward(request) if share < 0.5 else first

    def sent_twice_at_once(self, request: bytes, share: float) -> bytes:
        other = threading.Thread(target=self._forward, args=(request,))
        other.start()
        answer = self._forward(request)
        other.join()
        return answer

    def death(self, request: bytes, share: float) -> bytes:
        """The server is killed while it works at the request, or just before or after."""
        worked_at = threading.Thread(target=self._forward, args=(request,))
        worked_at.start()
        time.sleep(share * _LONGEST_TILL_DEATH)
        self._server.kill()
        worked_at.join()
        return b""


def _dealt(fates: dict[str, int], random: Random) -> Iterator[str]:
    pack = [fate for fate, often in fates.items() for _ in range(often)]
    while True:
        random.shuffle(pack)
        yield from pack


def _message(connection: socket.socket) -> bytes:
    """One HTTP message with a length."""
    message = b""
    while b"\r\n\r\n" not in message:
        block = connection.recv(_BLOCK)
        if not block:
            raise ConnectionError("the client went away")
        message += block
    head, _, body = message.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        block = connection.recv(_BLOCK)
        if not block:
            raise ConnectionError("the client went away")
        body += block
    return head + b"\r\n\r\n" + body


def _all(connection: socket.socket) -> bytes:
    blocks = []
    while block := connection.recv(_BLOCK):
        blocks.append(block)
    return b"".join(blocks)
