"""A route of the REST door: the one definition that both routes a call and describes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from slatehouse.api.rest import parameters as known
from slatehouse.api.rest.parameters import Parameters
from slatehouse.api.wire.idempotency import Keyless
from slatehouse.api.wire.rate_limits import Dear
from slatehouse.api.wire.replies import Reply
from slatehouse.api.words.verb import Verb

__all__ = ["Route"]


class Route(NamedTuple):
    """What answers a method on a path below the prefix, and the verb that its messages name.

    `run` takes a `Visit` where anyone may come and a `Call` where the caller must be known, and the names in
    the path. `parameters` are those of the query string that it reads. A `dear` call is counted, and one that
    `is_conditional` heeds a strict caller's `If-Match`. `preferences` are those that it honours (`Prefer`),
    beside strictness, which all do. `keyless` is why a write takes no `Idempotency-Key`.
    """

    method: str
    path: str
    verb: Verb
    run: Callable[..., Reply]
    parameters: Parameters = known.NONE
    dear: Dear | None = None
    preferences: tuple[str, ...] = ()
    is_conditional: bool = False
    keyless: Keyless | None = None

    @property
    def is_write(self) -> bool:
        """Whether it changes something that a client means to change."""
        return self.verb.is_write and self.method != "GET"

    @property
    def takes_keys(self) -> bool:
        return self.is_write and self.keyless is None
