"""Where a worker's requests arrive, and by how many of its threads they are taken.

Each request that comes wakes a thread that waits for requests, and each thread that is woken has to wait
for Python while others have it. That weighs on requests that are answered at once: taken by one thread they
cost half of the processor time that they cost with eight. So whoever has answered one at once stands aside
while somebody else takes requests, and is called back when that one has a request to work on.

Granian knows applications by a function that is made from them. It is replaced here, which nothing in
Granian's public interface allows for: whatever version is used has to pass the tests of this room.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Lock, get_ident
from time import monotonic, sleep
from typing import Any, Protocol

from granian.server import mp

__all__ = ["IDLE_THREAD_LIFETIME", "Answer", "Reception", "receive_here"]

IDLE_THREAD_LIFETIME = 600
"""Seconds. A thread owns connections to a database: it should not end and open new ones with every pause."""

_SURE = IDLE_THREAD_LIFETIME - 10.0
"""So long after its last request a thread still takes the next one."""

_ASIDE = 5.0
"""Seconds after which a thread that nobody calls back takes requests again."""

_TO_COME_BACK, _TO_GET_OUT = 2.0, 0.02
"""Seconds for all who stand aside to be back, and for a thread that is to be out of Python."""

Answer = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body."""


class _Exchange(Protocol):
    """One request and its answer, as Granian has it."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...

    def response_iter(self, status: int, headers: list[tuple[str, str]], body: _Pieces) -> None: ...


class Reception:
    """Takes requests for a WSGI application, in any number of threads.

    If the application has a method `at_once`, it is asked first, with what the request says and nothing of
    the server. It must not wait for anything. Where it answers None, the application itself is called.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._at_once: Callable[[dict[str, Any]], Answer | None] = getattr(application, "at_once", _never)
        self._rota = _Rota()
        self._server: dict[str, Any] = {
            **os.environ,
            "GATEWAY_INTERFACE": "CGI/1.1",
            "SCRIPT_NAME": "",
            "SERVER_SOFTWARE": "Granian",
            "wsgi.errors": sys.stderr,
            "wsgi.input_terminated": True,
            "wsgi.multiprocess": False,
            "wsgi.multithread": True,
            "wsgi.run_once": False,
            "wsgi.version": (1, 0),
        }

    def receive(self, exchange: _Exchange, asked: dict[str, Any]) -> None:
        """Answer a request. Returns when this thread is to take another one, which may be later."""
        rota = self._rota
        rota.leave()
        answer = self._at_once(asked)
        if answer is not None:
            exchange.response_bytes(*answer)
            return rota.stand_aside()
        rota.call_back()
        try:
            self._work(exchange, asked)
        finally:
            rota.come()
        return None

    def end(self) -> None:
        """Let everyone go, by the method `end` of the application, if it has one. Nobody stands aside any
        more: a thread that came back to an interpreter that is no more would break its process off."""
        self._rota.end()
        if (end := getattr(self._application, "end", None)) is not None:
            end()

    def _work(self, exchange: _Exchange, asked: dict[str, Any]) -> None:
        head = _Head()
        body = self._application(self._server | asked, head)
        if isinstance(body, list):
            exchange.response_bytes(head.status, head.headers, b"".join(body))
        else:
            exchange.response_iter(head.status, head.headers, _Pieces(body))


class _Rota:
    """Which threads take requests now, and how many stand aside."""

    def __init__(self) -> None:
        self._taking: dict[int, float] = {}
        """Since when, in that order. Whoever is new is in there after the first request."""
        self._aside = self._waiting = 0
        """Those who may be called back; and with those who have been, and are not back yet."""
        self._calls: SimpleQueue[None] = SimpleQueue()
        self._changing = Lock()
        self._is_ending = False

    def leave(self) -> None:
        """This thread has taken a request."""
        with self._changing:
            self._taking.pop(get_ident(), None)

    def come(self) -> None:
        """This thread takes requests again."""
        with self._changing:
            self._taking[get_ident()] = monotonic()

    def call_back(self) -> None:
        """Have somebody take requests, if nobody does and there is somebody."""
        with self._changing:
            if self._aside and not self._somebody_takes():
                self._call()

    def stand_aside(self) -> None:
        """Wait to be called back, unless nobody else takes requests; then take them again."""
        with self._changing:
            is_to_wait = self._somebody_takes() and not self._is_ending
            self._aside += is_to_wait
            self._waiting += is_to_wait
        if is_to_wait:
            self._wait()
        with self._changing:
            self._waiting -= is_to_wait
            self._taking[get_ident()] = monotonic()

    def end(self) -> None:
        """Call everybody back, for good, and wait until they are there."""
        with self._changing:
            self._is_ending = True
            while self._aside:
                self._call()
        until = monotonic() + _TO_COME_BACK
        while self._waiting and monotonic() < until:
            sleep(_TO_GET_OUT)
        sleep(_TO_GET_OUT)

    def _wait(self) -> None:
        try:
            self._calls.get(timeout=_ASIDE)
        except Empty:
            with self._changing:
                self._count_as_called()

    def _count_as_called(self) -> None:
        """Whoever is called is not counted any more; this thread may have been by now."""
        try:
            self._calls.get_nowait()
        except Empty:
            self._aside -= 1

    def _call(self) -> None:
        self._aside -= 1
        self._calls.put(None)

    def _somebody_takes(self) -> bool:
        newest = next(reversed(self._taking.values()), None)
        return newest is not None and monotonic() - newest < _SURE


class _Head:
    """What an application starts its answer with."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 200
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], failure: object = None) -> None:
        self.status, self.headers = int(status[:3]), headers


class _Pieces:
    """The pieces of an answer, and a `close` for those that have none."""

    __slots__ = ("_body", "_pieces")

    def __init__(self, body: Iterable[bytes]) -> None:
        self._body, self._pieces = body, iter(body)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._pieces)

    def close(self) -> None:
        """The client has all, or is gone."""
        if (close := getattr(self._body, "close", None)) is not None:
            close()


def receive_here() -> None:
    """From now on, what the server of this process is given as an application is a `Reception`."""
    mp._wsgi_call_wrap = _receive_of  # type: ignore[attr-defined,assignment]


def _receive_of(reception: Reception, *_: object) -> Callable[[_Exchange, dict[str, Any]], None]:
    return reception.receive


def _never(_: dict[str, Any]) -> None:
    return None
