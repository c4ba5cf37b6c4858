"""Recognises callers who show their credentials with every call, at the price of a look into memory."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from slatehouse.accounts.admission import Admission, Shown
from slatehouse.accounts.audit import AuditTrail
from slatehouse.accounts.bearers import REVALIDATION
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.fingerprints import Fingerprints

__all__ = ["Keyholders"]

_FRESH = timedelta(seconds=REVALIDATION)


@dataclass(frozen=True, slots=True)
class _Known:
    caller: Caller
    seen: datetime


class Keyholders:
    """Keeps up to `capacity` callers for as long as a bearer is taken for what it was (`REVALIDATION`)."""

    def __init__(
        self,
        admission: Admission,
        audit: AuditTrail,
        clock: Callable[[], datetime],
        capacity: int = 10_000,
    ) -> None:
        self._admission = admission
        self._audit = audit
        self._clock = clock
        self._capacity = capacity
        self._fingerprints = Fingerprints()
        self._known: dict[bytes, _Known] = {}
        self._changing = threading.Lock()

    def caller_with(self, shown: Shown, address: str) -> Caller:
        """Whose credentials they are; raises `SignInRefusal`, or `Unauthorized` for someone gone.

        Each address is known for itself: the audit trail tells where credentials are used. Who shows a code
        of a second factor is not remembered, for the code is good once.
        """
        key = self._fingerprints.of(
            shown.kind, shown.name, shown.secret, shown.sudo_as_login, shown.code, address
        )
        known, now = self._known.get(key), self._clock()
        if known is not None and known.seen <= now < known.seen + _FRESH:
            return known.caller
        admitted = self._admission(shown, address)
        caller = admitted.caller.at(address)
        self._audit.count_once(
            admitted.deed, admitted.by, admitted.acts_as, address=address, how=admitted.how
        )
        if shown.code:
            return caller
        with self._changing:
            while len(self._known) >= self._capacity:
                del self._known[next(iter(self._known))]
            self._known[key] = _Known(caller, now)
        return caller
