"""The answer of a receiver, read within bounds: all of it in time, and no more than the beginning of it."""

from __future__ import annotations

import io
import socket
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any

__all__ = ["Answer", "Deadline", "NoAnswer", "read_answer"]

_MOST_BYTES = 64 * 1024
"""Of headers and of a body, each. What comes after them is not read, and nothing more is sent to it."""
_KEPT_OF_BODY = 100
_MOST_HEADERS, _LONGEST_HEADER = 50, 500


class NoAnswer(Exception):
    """Nothing came that could be taken for an answer; the message is for the hook's owner.

    `is_untouched`: the receiver closed the connection before it said anything.
    """

    def __init__(self, why: str, *, is_untouched: bool = False) -> None:
        super().__init__(why)
        self.is_untouched = is_untouched


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said: the beginning of the body, as text. `is_last`: the connection ends with it."""

    code: int
    headers: dict[str, str]
    body: str
    is_last: bool

    @property
    def is_success(self) -> bool:
        """Whether the delivery was received. A redirect is no receipt: nobody follows it."""
        return 200 <= self.code < 300


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment up to which something may take, by the clock that nobody sets."""

    at: float

    @classmethod
    def within(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left; raises `TimeoutError` where none are."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def read_answer(connection: socket.socket, deadline: Deadline) -> Answer:
    """The answer to a POST; raises `NoAnswer`, and `TimeoutError` or another `OSError`."""
    stream = _Bounded(connection, deadline)
    response = HTTPResponse(_Said(stream), method="POST")  # type: ignore[arg-type]
    try:
        response.begin()
        body = response.read(_MOST_BYTES)
    except (HTTPException, ValueError) as error:
        if stream.taken == 0:
            raise NoAnswer(
                "the receiver closed the connection without an answer", is_untouched=True
            ) from error
        raise NoAnswer("the receiver answered something that is no HTTP") from error
    # All of it was read where nothing follows; otherwise the rest would be taken for the next answer.
    is_whole = response.isclosed()
    return Answer(response.status, _kept(response), _text(body), response.will_close or not is_whole)


class _Bounded(io.RawIOBase):
    """What arrives on a connection, as long as there is time, and as much as may be read."""

    def __init__(self, connection: socket.socket, deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self.taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.left)
        room = memoryview(buffer)[: max(2 * _MOST_BYTES - self.taken, 0)]
        count = self._connection.recv_into(room) if room else 0
        self.taken += count
        return count


class _Said:
    """What the standard library takes for a socket."""

    def __init__(self, stream: _Bounded) -> None:
        self._stream = stream

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self._stream)


def _kept(response: HTTPResponse) -> dict[str, str]:
    return {
        _printable(name)[:_LONGEST_HEADER]: _printable(value)[:_LONGEST_HEADER]
        for name, value in response.getheaders()[:_MOST_HEADERS]
    }


def _text(body: bytes) -> str:
    # A sign has at most four bytes, and half a one is not to look like another.
    return (
        body[: 4 * _KEPT_OF_BODY]
        .decode(errors="replace")
        .replace("\0", "\N{REPLACEMENT CHARACTER}")[:_KEPT_OF_BODY]
    )


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
