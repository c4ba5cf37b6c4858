"""What is sent to a site and what comes back, whichever way it travels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec

from slatehouse.client.errors import BrokenAnswer

__all__ = ["JSON", "Answer", "Ask", "Broken", "Sink", "question"]

JSON = "application/json"
_FILTER_LISTS = "application/vnd+shotgun.api3_array+json"
_FILTER_GROUPS = "application/vnd+shotgun.api3_hash+json"


class Sink(Protocol):
    """Where the body of an answer goes, block by block, instead of into memory."""

    def headers(self) -> Mapping[str, str]:
        """What to ask for in addition; looked at anew each time that the request is sent."""

    def begin(self, head: Answer) -> None:
        """The answer is none of an error, and its body comes now."""

    def write(self, block: bytes) -> None:
        """One block of it, as it was sent."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `path` is below the API's prefix, or a whole address, which is called without the token.

    A `body` that is no bytes gives them, from the first, each time that it is gone through. `is_safe`: it
    changes nothing, or nothing more if it is sent again, so that it may be, whatever became of it.
    """

    method: str
    path: str
    body: bytes | Iterable[bytes] | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_safe: bool = False
    sink: Sink | None = None

    @property
    def what(self) -> str:
        """How it is called in errors: never with what was sent, which may be secret."""
        return f"{self.method} {self.path.partition('?')[0]}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered; `url` is where, after all redirects. What went into a sink is not in `body`."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)
    url: str = ""

    def json(self, ask: Ask) -> Any:
        """The body as values; raises `BrokenAnswer` where it is no JSON."""
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise BrokenAnswer(ask.what, str(error)) from error


@dataclass(frozen=True, slots=True)
class Broken(Exception):
    """No answer came. `was_seen`: the site may have read the request."""

    reason: str
    was_seen: bool


def question(path: str, asked: Mapping[str, Any]) -> Ask:
    """A read that is sent as a body: filters may be a list of conditions, or a group of them."""
    is_group = isinstance(asked.get("filters"), Mapping)
    content_type = _FILTER_GROUPS if is_group else _FILTER_LISTS
    return Ask("POST", path, msgspec.json.encode(asked), {"Content-Type": content_type}, is_safe=True)
