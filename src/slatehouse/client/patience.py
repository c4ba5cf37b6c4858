"""When a request is sent again, and after how long."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from slatehouse.client.asks import Answer, Ask, Broken

__all__ = ["Patience"]

_TOO_MANY, _UNAVAILABLE = 429, 503
_GATEWAY_TROUBLE = frozenset({500, 502, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a client tries, and how long it waits in between: a second, two, four, up to `longest`.

    A site that says how long to wait is obeyed, unless that is longer than `longest`: then the refusal is
    handed on. What changes something is sent again only where the site cannot have done it.

    `hear` is told before each wait why it is, and for how many seconds; and None once there is an answer
    again.
    """

    attempts: int = 5
    first_wait: float = 0.5
    longest: float = 60.0
    spread: Callable[[], float] = random.random
    hear: Callable[[str | None, float], None] = lambda why, seconds: None

    def wait_after(self, ask: Ask, outcome: Answer | Broken, attempt: int) -> float | None:
        """Seconds to wait before the request is sent again; None where it is not. Attempts count from 1."""
        if attempt >= self.attempts or not _may_repeat(ask, outcome):
            return None
        asked_for = retry_after(outcome) if isinstance(outcome, Answer) else None
        if asked_for is not None:
            return asked_for if asked_for <= self.longest else None
        # Clients that were cut off together do not come back together.
        wait: float = min(self.longest, self.first_wait * 2 ** (attempt - 1))
        return wait * (0.5 + self.spread() / 2)


def retry_after(answer: Answer) -> float | None:
    """The seconds that a site asks to wait. One that names a time instead of seconds is not obeyed."""
    told = answer.headers.get("retry-after", "").strip()
    return float(told) if told.isascii() and told.isdigit() else None


def _may_repeat(ask: Ask, outcome: Answer | Broken) -> bool:
    if isinstance(outcome, Broken):
        return ask.is_safe or not outcome.was_seen
    if outcome.status == _TOO_MANY:
        return True
    if outcome.status == _UNAVAILABLE:
        # A site that says when to come back has refused; of a gateway's bare 503 nobody knows.
        return ask.is_safe or retry_after(outcome) is not None
    return ask.is_safe and outcome.status in _GATEWAY_TROUBLE
