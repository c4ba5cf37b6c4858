"""Looking at what is new in the log: which hooks may have something to hear, before anybody takes them up.

Every entry is looked at once, for all hooks together, however many there are. What it tells them is read by
their owners' rights later; here nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable

from slatehouse.jobs.delivering.matching import Happened, Subscription, subscription_of
from slatehouse.store.connection import Connection
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.webhooks import Webhook

__all__ = ["Scout"]

_AT_ONCE = 2_000


class Scout:
    """What one courier knows of the log. `seen` is the last entry that it looked at."""

    def __init__(self, log: EventLogRows, connection: Connection) -> None:
        self.seen = log.newest(connection)
        self._log = log
        self._asked: dict[str, Subscription] = {}
        self._latest: dict[str, int] = {}

    def look(self, connection: Connection, hooks: Iterable[Webhook]) -> bool:
        """Look at what is new, as far as one look goes; whether there is more. `hooks` are all there are."""
        self._learn({hook.id: subscription_of(hook) for hook in hooks})
        found = self._log.glimpse(connection, self.seen, _AT_ONCE)
        by_type: dict[str, list[str]] = {}
        for hook, asked in self._asked.items() if found else ():
            for event_type in asked.event_types:
                by_type.setdefault(event_type, []).append(hook)
        for entry, event_type, attribute, project, type_, row_id in found:
            happened = Happened(event_type, attribute, project, type_, row_id, is_creation=None)
            for hook in by_type.get(event_type, ()):
                if self._asked[hook].wants(happened):
                    self._latest[hook] = entry
        if found:
            self.seen = found[-1][0]
        return len(found) == _AT_ONCE

    def may_have(self, hook: Webhook) -> bool:
        """Whether something that the hook has not dealt with may be for it."""
        return hook.cursor < self._latest.get(hook.id, 0)

    def _learn(self, asked: dict[str, Subscription]) -> None:
        # Of what was there before a hook was met, or asked for this, nobody knows what is for it.
        new = {hook: self.seen for hook, each in asked.items() if self._asked.get(hook) != each}
        self._latest = {hook: at for hook, at in self._latest.items() if hook in asked} | new
        self._asked = asked
