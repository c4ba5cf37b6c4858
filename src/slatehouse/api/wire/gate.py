"""How many requests are worked on at once, and how many may wait beside them without holding them up.

The server has more threads than are let in here. Inside are as many as `server.threads` says: they alone work
and take connections to the database. Outside is who waits for something slow: for changes of the site, for a
body that trickles in, for a client that takes its answer slowly. Each of them costs a thread that sleeps.
Who sends a large file outside gives way to those who work.
There are as many places as `feed.followers` says, so that whoever is to work always finds a thread. No
account that waits on purpose has more of them than its share, `feed.of_one_account`.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["Answer", "Gate", "NoPlaceOfTheirs", "NoPlaceOutside", "Passage", "passage_of"]

Answer = tuple[int, list[tuple[str, str]], bytes]
"""Status, headers and body."""

_PASSAGE = "slatehouse.passage"
_INPUT = "wsgi.input"
_BLOCK = 256 * 1024
_MOST_KEPT = 256 * 1024**2
"""Bytes that are kept of large bodies while the rest of them is waited for outside."""


_GIVEN = 0.001
"""Seconds that are left to those who work before a block of a file goes out: enough for most requests."""

_TO_LEAVE, _TO_GET_OUT = 1.5, 0.05
"""Seconds for all who wait to be gone, and for a thread that has left its place to be out of Python."""


class NoPlaceOutside(Exception):
    """As many requests wait outside as there are places."""


class NoPlaceOfTheirs(Exception):
    """As many requests of an account wait outside as it has places."""


class Passage:
    """Where one request is."""

    __slots__ = ("_account", "_inside", "_is_inside", "_is_outside", "_outside", "_shares", "_turnstile")

    def __init__(
        self,
        inside: SimpleQueue[None],
        outside: SimpleQueue[None],
        shares: _Shares,
        turnstile: _Turnstile,
    ) -> None:
        self._inside, self._outside, self._shares, self._turnstile = inside, outside, shares, turnstile
        self._is_inside = self._is_outside = False
        self._account: Hashable = None

    def go_in(self) -> None:
        """Wait until there is room inside, and give up the place outside."""
        self._inside.get()
        self._is_inside = True
        self._leave_place()

    def go_out(self, account: Hashable = None) -> None:
        """Make room inside for others; raises `NoPlaceOutside`, and stays inside. An account that waits on
        purpose takes a place of its share: raises `NoPlaceOfTheirs`."""
        if self._is_outside:
            return
        self._shares.take(account)
        try:
            self._outside.get_nowait()
        except Empty:
            self._shares.give_back(account)
            raise NoPlaceOutside from None
        self._is_outside, self._is_inside, self._account = True, False, account
        self._inside.put(None)

    def give_way(self) -> None:
        """Let those who work go first, for a moment."""
        self._turnstile.go_through(1 if self._is_inside else 0)

    def end(self) -> None:
        """Make room wherever the request is."""
        if self._is_inside:
            self._is_inside = False
            self._inside.put(None)
        self._leave_place()

    def _leave_place(self) -> None:
        if self._is_outside:
            self._is_outside = False
            self._outside.put(None)
            self._shares.give_back(self._account)

    @contextmanager
    def working(self) -> Iterator[None]:
        """A request that is outside does a piece of work inside, and keeps its place."""
        self._inside.get()
        try:
            yield
        finally:
            self._inside.put(None)


class Gate:
    """WSGI middleware, the outermost: lets `inside` requests in at once, and `outside` others wait, of which
    so many as `share` may be one account's.

    `let_go` is called when the process is told to stop: who would wait for long is to be let go. The server
    asks `at_once` first, which answers what needs no place at all, and None for everything else.
    """

    def __init__(
        self,
        application: WSGIApplication,
        inside: int,
        outside: int,
        share: int,
        let_go: Callable[[], None],
        at_once: Callable[[WSGIEnvironment], Answer | None] = lambda _: None,
    ) -> None:
        self._application, self.at_once = application, at_once
        self._inside, self._outside = _filled(inside), _filled(outside)
        self._shares = _Shares(share)
        self._kept = _Kept()
        self._turnstile = _Turnstile(self._inside, inside)
        self._places, self._let_go = outside, let_go

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        passage = Passage(self._inside, self._outside, self._shares, self._turnstile)
        environ[_PASSAGE] = passage
        if environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ:
            environ[_INPUT] = _Arriving(environ[_INPUT], passage, self._kept)
        passage.go_in()
        try:
            body = self._application(environ, start_response)
        except BaseException:
            passage.end()
            raise
        if isinstance(body, list):
            passage.end()
            return body
        return _Leaving(body, passage)

    def end(self) -> None:
        """Let everyone go, and wait until they have left: a thread that comes back to an interpreter that is
        no more would break its process off."""
        self._let_go()
        until = time.monotonic() + _TO_LEAVE
        while self._outside.qsize() < self._places and time.monotonic() < until:
            time.sleep(_TO_GET_OUT)
        time.sleep(_TO_GET_OUT)


def passage_of(environ: WSGIEnvironment) -> Passage:
    """The passage of the request that came through the gate with this environment."""
    passage: Passage = environ[_PASSAGE]
    return passage


def _filled(count: int) -> SimpleQueue[None]:
    places: SimpleQueue[None] = SimpleQueue()
    for _ in range(count):
        places.put(None)
    return places


class _Shares:
    """How many of the places outside each account has. No account at all has no share to keep to."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[Hashable] = Counter()
        self._changing = threading.Lock()

    def take(self, account: Hashable) -> None:
        """One more; raises `NoPlaceOfTheirs`."""
        if account is None:
            return
        with self._changing:
            if self._taken[account] >= self._most:
                raise NoPlaceOfTheirs
            self._taken[account] += 1

    def give_back(self, account: Hashable) -> None:
        """One less; nothing is kept of an account that has none."""
        if account is None:
            return
        with self._changing:
            self._taken[account] -= 1
            if not self._taken[account]:
                del self._taken[account]


class _Turnstile:
    """While anybody works inside, lets those who give way go on one after the other, a moment apart.

    Else each block of each large file would compete with every request for the interpreter: sixteen who
    download as fast as they can would leave a search a seventeenth of it. Nobody waits where nobody works.
    """

    __slots__ = ("_inside", "_places", "_turn")

    def __init__(self, inside: SimpleQueue[None], places: int) -> None:
        self._inside, self._places = inside, places
        self._turn = threading.Lock()

    def go_through(self, own: int) -> None:
        """Return when it is the caller's turn, who takes `own` of the places inside."""
        with self._turn:
            if self._places - self._inside.qsize() > own:
                time.sleep(_GIVEN)


class _Kept:
    """How many bytes are kept of bodies that have not come whole."""

    __slots__ = ("_changing", "bytes")

    def __init__(self) -> None:
        self.bytes = 0
        self._changing = threading.Lock()

    def add(self, count: int) -> None:
        """Count bytes, or no longer."""
        with self._changing:
            self.bytes += count


class _Arriving:
    """The body of a request, whose bytes are waited for outside.

    Of bodies that are larger than a block so much is kept meanwhile as memory allows; beyond that, they are
    waited for inside, by as many requests as there is room for.
    """

    __slots__ = ("_input", "_kept", "_passage")

    def __init__(self, input_: Any, passage: Passage, kept: _Kept) -> None:
        self._input, self._passage, self._kept = input_, passage, kept

    def read(self, size: int | None = None) -> bytes:
        """That many bytes, or all that come; fewer at the end."""
        if size is not None and 0 <= size <= _BLOCK:
            return self._block(size)
        return self._blocks(None if size is None or size < 0 else size)

    def _blocks(self, size: int | None) -> bytes:
        blocks: list[bytes] = []
        count = 0
        try:
            while block := self._block(_BLOCK if size is None else min(_BLOCK, size - count)):
                blocks.append(block)
                count += len(block)
                self._kept.add(len(block))
            return b"".join(blocks)
        finally:
            self._kept.add(-count)

    def _block(self, size: int) -> bytes:
        if not size:
            return b""
        if self._kept.bytes > _MOST_KEPT:
            return self._read(size)
        try:
            self._passage.go_out()
        except NoPlaceOutside:
            return self._read(size)
        try:
            return self._read(size)
        finally:
            self._passage.go_in()

    def _read(self, size: int) -> bytes:
        found: bytes = self._input.read(size)
        return found


class _Leaving:
    """An answer in pieces, which the client takes while the request is outside, if there is a place."""

    __slots__ = ("_body", "_passage")

    def __init__(self, body: Iterable[bytes], passage: Passage) -> None:
        self._body, self._passage = body, passage
        with suppress(NoPlaceOutside):
            passage.go_out()

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._body)

    def close(self) -> None:
        """The client has all, or is gone."""
        try:
            if (close := getattr(self._body, "close", None)) is not None:
                close()
        finally:
            self._passage.end()
