"""What is sent to a site and what comes back, whichever way it travels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from slatehouse.client.errors import BrokenAnswer

__all__ = ["JSON", "Answer", "Ask", "Broken", "question"]

JSON = "application/json"
_FILTER_LISTS = "application/vnd+shotgun.api3_array+json"
_FILTER_GROUPS = "application/vnd+shotgun.api3_hash+json"


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `path` is below the API's prefix, or a whole address.

    `is_safe`: it changes nothing, so that it may be sent again whatever became of it.
    """

    method: str
    path: str
    body: bytes | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    is_safe: bool = False

    @property
    def what(self) -> str:
        """How it is called in errors: never with what was sent, which may be secret."""
        return f"{self.method} {self.path.partition('?')[0]}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)

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
