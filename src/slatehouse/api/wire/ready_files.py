"""Small files that are asked for again by the same address, answered before anything is made of the request.

An answer is known from when it was given the usual way, and is given again to whoever asks alike: by the same
address, which is signed, at the same host. It is good for as long as all that it rests on: the
signature, the secrets that make signatures, and the content that is kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from falcon import Request, Response

from slatehouse.api.wire.gate import Answer
from slatehouse.api.wire.request_ids import REQUEST_ID, new_request_id
from slatehouse.api.wire.server_timing import UNMEASURED
from slatehouse.media.recent import RecentBlobs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

__all__ = ["OF_EACH_ANSWER", "Lifetime", "ReadyFiles"]

_PREFIX = "/storage/"
_MOST = 2_000
_OK = 200

_TELLS_APART = (
    "QUERY_STRING",
    "PATH_INFO",
    "wsgi.url_scheme",
    "HTTP_HOST",
    "REMOTE_ADDR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
)
"""What the answer to a signed address depends on. Who asks counts as a proxy may be trusted, or not."""

_ASKS_FOR_MORE = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING")
"""A part, whether anything has changed, or that a body be read."""

_Asked = tuple[str | None, ...]

OF_EACH_ANSWER = ("cache-control", REQUEST_ID)


class Lifetime(NamedTuple):
    """Until when an address is good, in Unix seconds."""

    until: float

    def cache_control(self, now: float) -> str:
        """For how long the file may be kept: no copy is to be shown when the address is good no longer."""
        return f"private, max-age={max(0, int(self.until - now) - 1)}"


class _Ready(NamedTuple):
    """An answer with what it rests on."""

    blob: str
    headers: list[tuple[str, str]]
    lifetime: Lifetime
    secrets: tuple[bytes, ...]

    def headers_at(self, now: float) -> list[tuple[str, str]]:
        of_this_one = ("cache-control", self.lifetime.cache_control(now)), (REQUEST_ID, new_request_id())
        return [*self.headers, *of_this_one]


class ReadyFiles:
    """`secrets` tells those of signatures, or None where they have to be looked up; `clock` Unix seconds."""

    def __init__(
        self,
        recent: RecentBlobs,
        secrets: Callable[[], tuple[bytes, ...] | None],
        clock: Callable[[], float],
        *,
        tells_times: bool,
    ) -> None:
        self._recent, self._secrets, self._clock = recent, secrets, clock
        self._times = [UNMEASURED] if tells_times else []
        self._ready: dict[_Asked, _Ready] = {}
        self._changing = Lock()

    def remember(self, request: Request, response: Response, blob: str, lifetime: Lifetime) -> None:
        """Note what has just been answered with a whole file, if it may be answered again as it is."""
        secrets = self._secrets()
        if (
            secrets is None
            or response.status_code != _OK
            or _asks_for_more(request.env)
            or self._recent.recall(blob) is None
        ):
            return
        headers = [each for each in response.headers.items() if each[0] not in OF_EACH_ANSWER]
        with self._changing:
            while len(self._ready) >= _MOST:
                del self._ready[next(iter(self._ready))]
            self._ready[_asked(request.env)] = _Ready(blob, headers + self._times, lifetime, secrets)

    def answer(self, environ: WSGIEnvironment) -> Answer | None:
        """What is known to be answered; waits for nothing."""
        if not environ["PATH_INFO"].startswith(_PREFIX):
            return None
        ready = self._ready.get(_asked(environ))
        if ready is None or environ["REQUEST_METHOD"] != "GET" or _asks_for_more(environ):
            return None
        now, content = self._clock(), self._recent.recall(ready.blob)
        if content is None or now >= ready.lifetime.until or self._secrets() != ready.secrets:
            return None
        return _OK, ready.headers_at(now), content


def _asked(environ: WSGIEnvironment) -> _Asked:
    return tuple(map(environ.get, _TELLS_APART))


def _asks_for_more(environ: WSGIEnvironment) -> bool:
    return not environ.keys().isdisjoint(_ASKS_FOR_MORE)
