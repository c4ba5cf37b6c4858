"""Conversations with a site, written once for clients that block and clients that await.

A conversation is a generator. It yields what is to be done next, is sent what came of it, and returns its
result; whoever leads it does the waiting, in their own way. So there is one telling of tokens, repeats and
paging, in `speaking.py` and `walks.py`.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from slatehouse.client.asks import JSON, Answer, Ask

__all__ = ["Alone", "Pause", "Send", "Step", "Talk", "Token", "sent"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Token:
    """What a site gave for credentials, to be renewed once the clock of the line shows `renew_at`.

    Neither of its secrets is in a text that is made of it.
    """

    value: str = field(default="", repr=False)
    refresh: str | None = field(default=None, repr=False)
    renew_at: float = float("-inf")

    @property
    def grant(self) -> dict[str, str]:
        """The form that asks for another token (contract rest/10)."""
        return {"grant_type": "refresh_token", "refresh_token": self.refresh or ""}


@dataclass(frozen=True, slots=True)
class Send:
    """Send the request to this address, with the token, if any; an `Answer` comes of it, or `Broken` is
    raised."""

    ask: Ask
    url: str
    token: Token | None = None

    @property
    def headers(self) -> dict[str, str]:
        """All of them."""
        signed = {"Authorization": f"Bearer {self.token.value}"} if self.token else {}
        wanted = self.ask.sink.headers() if self.ask.sink else {"Accept": JSON}
        return {**wanted, **self.ask.headers, **signed}


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait for that many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Alone:
    """Hold this conversation while no other of the client is held so."""

    talk: Talk[Any]


Step: TypeAlias = Send | Pause | Alone
Talk: TypeAlias = Generator[Step, Any, T]
"""A conversation that ends in a `T`."""


def sent(ask: Ask, url: str, token: Token | None) -> Talk[Answer]:
    """Send one request, once."""
    answer: Answer = yield Send(ask, url, token)
    return answer
