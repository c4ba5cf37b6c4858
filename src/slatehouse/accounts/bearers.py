"""Recognises the callers of requests by their access tokens, at the price of a look into memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import SignInRefusal, Unauthorized
from slatehouse.accounts.recognition import Recognition
from slatehouse.accounts.sessions import Sessions
from slatehouse.accounts.tokens import Token, TokenSigner

__all__ = ["REVALIDATION", "Bearers"]

REVALIDATION = 1.0
"""Seconds for which a caller is taken for what they were, without asking the database again."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A caller by a verified token; `seen` is when the database last agreed, and `fresh_until` how long that
    is enough."""

    caller: Caller
    token: Token
    seen: datetime
    fresh_until: datetime


class Bearers:
    """Keeps the callers of verified tokens, up to `capacity` of them, until the tokens expire."""

    def __init__(
        self,
        signer: TokenSigner,
        recognition: Recognition,
        sessions: Sessions,
        clock: Callable[[], datetime],
        capacity: int = 10_000,
    ) -> None:
        self._signer = signer
        self._recognition = recognition
        self._sessions = sessions
        self._clock = clock
        self._capacity = capacity
        self._known: dict[str, _Known] = {}
        self._changing = threading.Lock()

    def caller_of(self, text: str) -> Caller:
        """Whose token it is; raises `Unauthorized` where it is not, or no longer, good."""
        known, now = self._known.get(text), self._clock()
        # A clock that was set back does not prolong anyone's stay.
        if known is not None and known.seen <= now < known.fresh_until:
            return known.caller
        return self._asked_anew(text, known, now)

    def caller_now(self, text: str) -> Caller:
        """Whose token it is at this moment, whatever was known a moment ago; raises as `caller_of`."""
        return self._asked_anew(text, self._known.get(text), self._clock())

    def _asked_anew(self, text: str, known: _Known | None, now: datetime) -> Caller:
        seconds = now.timestamp()
        try:
            token = known.token if known is not None and self._is_good(known.token, seconds) else None
            token = token or self._signer.read(text)
            self._sessions.check(token.identity.session)
            caller = self._recognition.caller(token.identity)
        except (Unauthorized, SignInRefusal) as error:
            self._forget(text)
            raise Unauthorized from error
        fresh = timedelta(seconds=min(REVALIDATION, token.expires - seconds))
        self._remember(text, _Known(caller, token, now, now + fresh))
        return caller

    def is_spent(self, text: str) -> bool:
        """Whether it is to be found out anew whose token it is: it has ended, or nobody knows of it."""
        known = self._known.get(text)
        return known is None or self._clock().timestamp() >= known.token.expires

    def _is_good(self, token: Token, now: float) -> bool:
        """Whether a token that was verified once would be again."""
        return now < token.expires and self._signer.is_read_alike(token)

    def _forget(self, text: str) -> None:
        with self._changing:
            self._known.pop(text, None)

    def _remember(self, text: str, known: _Known) -> None:
        with self._changing:
            if text not in self._known and len(self._known) >= self._capacity:
                self._make_room(known.seen.timestamp())
            self._known[text] = known

    def _make_room(self, now: float) -> None:
        """Drop what has expired, and of the rest the half that was verified first."""
        live = [(text, each) for text, each in self._known.items() if now < each.token.expires]
        self._known = dict(live[len(live) // 2 :])
