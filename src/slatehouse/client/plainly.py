"""Small files that come whole at the first asking, from one host: as `curl --parallel` fetches them.

One thread looks after a few connections, because threads that take turns in one Python cost more than the
files do. There are no tokens, redirects, repeats or resuming here: what does not come plainly is left to the
ways that have them.
"""

from __future__ import annotations

import re
import select
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Generic, TypeVar
from urllib.parse import SplitResult, urlsplit

from slatehouse import __version__
from slatehouse.client.certificates import Trust

__all__ = ["NotPlain", "Plainly", "Whole"]

K = TypeVar("K")
R = TypeVar("R")

_LARGEST = 4 << 20
_LONGEST_HEAD = 32 << 10
_BLOCK = 256 << 10
_LONGEST_TILL_CONNECTED = 10.0
_A_WHILE = 0.05
_WORTH_ANOTHER = 8
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": f"slatehouse/{__version__}"}
_PORTS = {"http": 80, "https": 443}
_TARGET = re.compile(r"/[!-~]*")
_HEADER = re.compile(rb"\r\n([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)")
_ENDS_HEAD = b"\r\n\r\n"
# What says that the body is another than the file, or of another length.
_NOT_PLAIN = frozenset({b"transfer-encoding", b"content-encoding", b"content-range"})


@dataclass(frozen=True, slots=True)
class Whole:
    """A file as it came."""

    body: memoryview
    content_type: str | None
    etag: str


class NotPlain(Exception):
    """What came is no whole file: it is to be fetched in another way."""


@dataclass(frozen=True, slots=True)
class _Head:
    starts_at: int
    ends_at: int
    content_type: str | None
    etag: str
    goes_on: bool


@dataclass(slots=True)
class _Asked(Generic[K]):
    """A connection on which one file is awaited until the clock shows `deadline`, and came `before`."""

    line: socket.socket
    key: K
    deadline: float
    before: int
    came: bytearray = field(default_factory=bytearray)
    head: _Head | None = None


class Plainly(Generic[K, R]):
    """Fetch what is wanted, so many at once, and give each file to `land` as it comes.

    Call `come` until `is_over`; then what has not come is in `left`. `come` raises what `land` raises. A
    connection on which anything else came is not used again, so that little is asked for in vain where a site
    is tired, or where addresses have expired.
    """

    def __init__(
        self,
        wanted: Iterable[tuple[K, str]],
        land: Callable[[K, Whole], R],
        *,
        trust: Trust,
        timeout: float,
        at_once: int,
    ) -> None:
        self.left: list[K] = []
        self._land, self._trust, self._timeout, self._at_once = land, trust, timeout, at_once
        self._tls: ssl.SSLContext | None = None
        self._origin: tuple[str, str, int] | None = None
        self._waiting: deque[tuple[K, bytes]] = deque()
        self._busy: dict[int, _Asked[K]] = {}
        self._poll = select.poll()
        # Those who await let another thread do the work, and may have to stop in the middle of it.
        self._working = threading.Lock()
        for key, url in wanted:
            self._want(key, url)
        self._is_begun = False

    @property
    def is_over(self) -> bool:
        """Whether nothing comes any more."""
        return not self._waiting and not self._busy

    def come(self) -> list[R]:
        """What comes within a while."""
        landed: list[R] = []
        with self._working:
            if not self._is_begun:
                self._begin()
            until = monotonic() + _A_WHILE
            while self._busy and monotonic() < until:
                for number, _ in self._poll.poll(_A_WHILE * 1000):
                    self._hear(self._busy[number], landed)
            now = monotonic()
            for silent in [each for each in self._busy.values() if each.deadline < now]:
                self._lose(silent)
            if not self._busy:
                self._leave()
        return landed

    def close(self) -> None:
        """Let go of the connections; what has not come is left."""
        with self._working:
            self._leave()
            for each in list(self._busy.values()):
                self._lose(each)

    def _want(self, key: K, url: str) -> None:
        parts = urlsplit(url)
        origin = _origin_of(parts)
        if self._origin is None:
            self._origin = origin
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        if origin is None or origin != self._origin or not _TARGET.fullmatch(target):
            self.left.append(key)
            return
        headers = {"Host": parts.netloc, "Connection": "keep-alive", **_HEADERS}
        head = [f"GET {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        request = "\r\n".join(head) + "\r\n\r\n"
        self._waiting.append((key, request.encode()))

    def _begin(self) -> None:
        self._is_begun = True
        many = min(self._at_once, len(self._waiting))
        if self._origin is None or not many:
            return
        scheme, host, _ = self._origin
        if _is_behind_a_proxy(scheme, host):
            return
        if scheme == "https":
            self._tls = self._trust.made()
        with ThreadPoolExecutor(many) as pool:
            for line in pool.map(lambda _: self._opened(), range(many)):
                self._ask(line)

    def _opened(self) -> socket.socket | None:
        assert self._origin is not None
        line = None
        try:
            line = socket.create_connection(self._origin[1:], min(self._timeout, _LONGEST_TILL_CONNECTED))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._tls is not None:
                line = self._tls.wrap_socket(line, server_hostname=self._origin[1])
            line.setblocking(False)
        except OSError:
            # The other ways find out, and say, what is wrong.
            if line is not None:
                line.close()
            return None
        return line

    def _ask(self, line: socket.socket | None, before: int = 0) -> None:
        """Ask for the next file on a connection that is free; let it go where there is none."""
        if line is None:
            return
        if not self._waiting:
            line.close()
            return
        key, request = self._waiting.popleft()
        asked = self._busy[line.fileno()] = _Asked(line, key, monotonic() + self._timeout, before)
        self._poll.register(line, select.POLLIN)
        try:
            is_sent = line.send(request) == len(request)
        except OSError:
            is_sent = False
        if not is_sent:
            self._lose(asked)

    def _hear(self, asked: _Asked[K], landed: list[R]) -> None:
        asked.deadline = monotonic() + self._timeout
        try:
            whole = _read(asked)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except (OSError, NotPlain):
            self._lose(asked)
            return
        if whole is None:
            return
        self._free(asked)
        try:
            landed.append(self._land(asked.key, whole))
        except NotPlain:
            self.left.append(asked.key)

    def _free(self, asked: _Asked[K]) -> None:
        """Use a connection for the next file, or one in its stead."""
        self._forget(asked)
        if asked.head is not None and asked.head.goes_on:
            self._ask(asked.line, asked.before + 1)
            return
        asked.line.close()
        if self._waiting and asked.before >= _WORTH_ANOTHER:
            self._ask(self._opened())

    def _forget(self, asked: _Asked[K]) -> None:
        del self._busy[asked.line.fileno()]
        self._poll.unregister(asked.line)

    def _lose(self, asked: _Asked[K]) -> None:
        self.left.append(asked.key)
        self._forget(asked)
        asked.line.close()

    def _leave(self) -> None:
        self.left.extend(key for key, _ in self._waiting)
        self._waiting.clear()


def _read(asked: _Asked[K]) -> Whole | None:
    """The file, once all of it is there. Raises `NotPlain`, and what the connection raises."""
    came = asked.came
    while True:
        block = asked.line.recv(_BLOCK)
        if not block:
            raise NotPlain
        came += block
        head = asked.head = asked.head or _head_in(came)
        if head is not None and len(came) >= head.ends_at:
            if len(came) > head.ends_at:
                raise NotPlain
            return Whole(memoryview(came)[head.starts_at :], head.content_type, head.etag)
        # TLS may hold more than the system knows of.
        if not isinstance(asked.line, ssl.SSLSocket) or not asked.line.pending():
            return None


def _head_in(came: bytearray) -> _Head | None:
    end = came.find(_ENDS_HEAD)
    if end < 0:
        if len(came) > _LONGEST_HEAD:
            raise NotPlain
        return None
    head = bytes(came[: end + 2])
    headers: dict[bytes, bytes] = {}
    told = _HEADER.findall(head)
    if len(told) != head.count(b"\n") - 1:
        raise NotPlain
    for name, value in told:
        if headers.setdefault(name.lower(), value) != value:
            raise NotPlain
    size = headers.get(b"content-length", b"")
    is_plain = head.startswith(b"HTTP/1.1 200") and size.isdigit() and not _NOT_PLAIN & headers.keys()
    if not is_plain or int(size) > _LARGEST:
        raise NotPlain
    content_type = headers.get(b"content-type")
    return _Head(
        end + len(_ENDS_HEAD),
        end + len(_ENDS_HEAD) + int(size),
        content_type.decode("latin-1") if content_type is not None else None,
        headers.get(b"etag", b"").decode("latin-1"),
        headers.get(b"connection", b"keep-alive").lower() == b"keep-alive",
    )


def _origin_of(parts: SplitResult) -> tuple[str, str, int] | None:
    """Where an address leads, straight; None where it is another's to go there."""
    try:
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        return None
    return parts.scheme, parts.hostname, port or _PORTS[parts.scheme]


def _is_behind_a_proxy(scheme: str, host: str) -> bool:
    # Few have one, and what knows them takes its time to come.
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    return (scheme in proxies or "all" in proxies) and not proxy_bypass(host)
