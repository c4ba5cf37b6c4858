"""Recognises callers who show their credentials with every call, at the price of a look into memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from slatehouse.accounts.authentication import Authentication
from slatehouse.accounts.bearers import REVALIDATION
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.fingerprints import Fingerprints
from slatehouse.accounts.identity import Identity
from slatehouse.accounts.impersonation import acting_as
from slatehouse.accounts.recognition import Recognition

__all__ = ["Keyholders", "Shown"]

_FRESH = timedelta(seconds=REVALIDATION)


class Shown(msgspec.Struct, frozen=True):
    """The credentials of one call: a script's name and key, a person's login and password, or a session token
    (as `secret`); and as whom the caller wants to act."""

    kind: Literal["script", "person", "session"]
    name: str
    secret: str
    sudo_as_login: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    seen: datetime


class Keyholders:
    """Keeps up to `capacity` callers for as long as a bearer is taken for what it was (`REVALIDATION`)."""

    def __init__(
        self,
        authentication: Authentication,
        recognition: Recognition,
        clock: Callable[[], datetime],
        capacity: int = 10_000,
    ) -> None:
        self._authentication = authentication
        self._recognition = recognition
        self._clock = clock
        self._capacity = capacity
        self._fingerprints = Fingerprints()
        self._known: dict[bytes, _Known] = {}
        self._changing = threading.Lock()

    def caller_with(self, shown: Shown) -> Caller:
        """Whose credentials they are; raises `SignInRefusal`, or `Unauthorized` for someone gone."""
        key = self._fingerprints.of(shown.kind, shown.name, shown.secret, shown.sudo_as_login)
        known, now = self._known.get(key), self._clock()
        if known is not None and known.seen <= now < known.seen + _FRESH:
            return known.caller
        caller = self._recognition.caller(self._identity(shown))
        with self._changing:
            while len(self._known) >= self._capacity:
                del self._known[next(iter(self._known))]
            self._known[key] = _Known(caller, now)
        return caller

    def _identity(self, shown: Shown) -> Identity:
        identity = self._authenticated(shown)
        login = shown.sudo_as_login
        if login is None or login == identity.sudo_as_login:
            return identity
        return acting_as(self._recognition, identity, login, has_key=shown.kind == "script")

    def _authenticated(self, shown: Shown) -> Identity:
        match shown.kind:
            case "script":
                return self._authentication.script(shown.name, shown.secret)
            case "person":
                return self._authentication.person(shown.name, shown.secret)
            case "session":
                return self._authentication.session(shown.secret)
