"""Bounds on what can be guessed and on what is dear, for both doors (`[limits]` in the settings).

Reads and writes of rows are not counted.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.errors import (
    MissingArguments,
    SecondFactorMissing,
    SignInRefusal,
    SudoNotPermitted,
    SudoRefusal,
    Unauthorized,
    UnsupportedGrant,
)
from slatehouse.api.wire.rates import Budgets, rate_of
from slatehouse.config import LimitsSettings
from slatehouse.schema.refusals import Refusal

__all__ = ["Dear", "RateLimits", "TooManyCalls", "TooManyFailures", "account_of"]

_MOST_KNOWN = 20_000
_LONGEST_NAME = 255
_NO_GUESSES = (UnsupportedGrant, MissingArguments, SecondFactorMissing, SudoRefusal, SudoNotPermitted)

T = TypeVar("T")


def account_of(kind: str, name: str) -> str:
    """What a person's or script's failures are counted under, whether there is such an account or not."""
    return f"{kind} {name.strip().casefold()[:_LONGEST_NAME]}"


class Dear(Enum):
    """Calls that cost much more than a read, by the setting that bounds them."""

    SIGN_IN = "sign_ins"
    UPLOAD = "uploads"
    TEXT_SEARCH = "text_searches"
    SCHEMA_CHANGE = "schema_changes"
    EXPORT = "exports"
    APP_SESSION = "app_session_requests"


@dataclass(eq=False)
class TooManyFailures(Refusal):
    """Too many wrong credentials; `seconds` to wait. The right ones are not looked at either meanwhile."""

    seconds: int


@dataclass(eq=False)
class TooManyCalls(Refusal):
    """The caller did this too often; `seconds` to wait."""

    kind: Dear
    seconds: int


class RateLimits:
    """Counts in this process. Safe to share between threads; `clock` gives Unix seconds."""

    def __init__(self, settings: LimitsSettings, clock: Callable[[], float]) -> None:
        self._of_account = Budgets(rate_of(settings.failed_sign_ins_of_account), clock)
        self._from_address = Budgets(rate_of(settings.failed_sign_ins_from_address), clock)
        self._calls = {kind: Budgets(rate_of(getattr(settings, kind.value)), clock) for kind in Dear}
        self._known: dict[tuple[str, str], None] = {}
        self._knowing = threading.Lock()

    def signing_in(self, account: str | None, address: str, sign_in: Callable[[], T]) -> T:
        """What `sign_in` answers, unless too many before it failed: raises `TooManyFailures`.

        `account` names whom the credentials claim to be of; None where they are a token, which names nobody.

        An account that signed in from the address before has a budget of its own there: neither strangers who
        guess at it elsewhere, nor a neighbour with a wrong key behind the same address, can lock it out.
        """
        budgets = self._budgets(account, address)
        for budget, key in budgets:
            if wait := budget.wait(key):
                raise TooManyFailures(math.ceil(wait))
        try:
            signed_in = sign_in()
        except (SignInRefusal, Unauthorized) as refusal:
            if not isinstance(refusal, _NO_GUESSES):
                for budget, key in budgets:
                    budget.spend(key)
            raise
        if account is not None and (account, address) not in self._known:
            self._know(account, address)
        return signed_in

    def call(self, kind: Dear, caller: Caller) -> None:
        """Count a dear call; raises `TooManyCalls`."""
        _raise_if_late(kind, self._calls[kind].take(caller.account))

    def stranger(self, kind: Dear, address: str) -> None:
        """Count a call of somebody who shows no credentials; raises `TooManyCalls`."""
        _raise_if_late(kind, self._calls[kind].take(address))

    def minting(self, account: str | None, address: str, mint: Callable[[], T]) -> T:
        """Tokens for credentials, as `signing_in`; those minted count, so it raises `TooManyCalls`, too."""
        tokens, key = self._calls[Dear.SIGN_IN], account or address
        _raise_if_late(Dear.SIGN_IN, tokens.wait(key))
        minted = self.signing_in(account, address, mint)
        tokens.spend(key)
        return minted

    def _budgets(self, account: str | None, address: str) -> tuple[tuple[Budgets, Hashable], ...]:
        if account is None:
            return ((self._from_address, address),)
        if (account, address) in self._known:
            return ((self._of_account, (account, address)),)
        return (self._of_account, account), (self._from_address, address)

    def _know(self, account: str, address: str) -> None:
        with self._knowing:
            if len(self._known) >= _MOST_KNOWN:
                # Whoever is forgotten is only a stranger again.
                del self._known[next(iter(self._known))]
            self._known[account, address] = None


def _raise_if_late(kind: Dear, wait: float) -> None:
    if wait:
        raise TooManyCalls(kind, math.ceil(wait))
