"""What was delivered of a hook, noted under the lease that a worker has of it, a group at a time.

The records of deliveries, how far the hook has come and how it does stand in one transaction. A worker that
dies before it leaves deliveries behind of which nobody knows: they are sent once more, under the same ids.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from msgspec.structs import replace

from slatehouse.jobs.delivering.policy import health_of
from slatehouse.site.webhooks.notices import status_change
from slatehouse.store.connection import Connection, Database
from slatehouse.store.deliveries import Deliveries, Delivery, Outcome
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.webhooks import Webhook, Webhooks

__all__ = ["LeaseLost", "Ledger", "Shelf"]

_MOST_UNWRITTEN = 100
_MOST_CHARACTERS_UNWRITTEN = 4 * 1024**2
_LONGEST_UNWRITTEN = 0.05
_ASKED = (
    *("url", "token", "entity_types", "event_type", "projects", "status", "owner_type", "owner_id"),
    *("validate_ssl_cert", "batch_deliveries"),
)
"""What the hook's owner says of it."""


class LeaseLost(Exception):
    """The hook is another worker's by now, or gone. What was not written is that one's to find out."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """The rows that couriers of a site work with, in one database."""

    database: Database
    hooks: Webhooks
    deliveries: Deliveries
    log: EventLogRows


class Ledger:
    """The ledger of one hook. `cursor` is the last event that was dealt with, `health` how the hook does."""

    def __init__(self, shelf: Shelf, hook: Webhook, worker: str) -> None:
        self.hook = hook
        self.cursor = hook.cursor
        self.health = health_of(hook)
        self._shelf = shelf
        self._worker = worker
        self._new: list[Delivery] = []
        self._again: list[Outcome] = []
        self._counted = self._characters = 0
        self._since = 0.0

    @property
    def is_due(self) -> bool:
        """Whether so much is unwritten, or for so long, that it is to be written now."""
        if not self._new and not self._again:
            return False
        return (
            len(self._new) >= _MOST_UNWRITTEN
            or self._characters >= _MOST_CHARACTERS_UNWRITTEN
            or time.monotonic() - self._since >= _LONGEST_UNWRITTEN
        )

    def note(self, deliveries: Sequence[Delivery], cursor: int | None = None) -> None:
        """Remember deliveries of events, up to the event `cursor`; None where they are tried again."""
        if not self._new and not self._again:
            self._since = time.monotonic()
        self._new.extend(deliveries)
        self._characters += sum(len(each.request_body) for each in deliveries)
        if cursor is not None:
            self._counted += len(deliveries)
            self.cursor = cursor

    def settle(self, outcome: Outcome) -> None:
        """Remember what came of a delivery that was waiting to be sent."""
        self._again.append(outcome)

    def waiting(self, most: int) -> list[Delivery]:
        """The deliveries that wait to be sent beside those of events, in their order."""
        with self._shelf.database.reading() as connection:
            return self._shelf.deliveries.pending(connection, self.hook.id, most)

    def write(self, now: datetime) -> bool:
        """Write what is remembered; whether the hook's owner has changed it meanwhile. Raises `LeaseLost`."""
        with self._shelf.database.writing() as connection:
            written, is_changed = self._write(connection, now)
        self._forget(written)
        return is_changed

    def release(self, now: datetime) -> None:
        """Write what is left, and let others have the hook; raises `LeaseLost`."""
        with self._shelf.database.writing() as connection:
            written, _ = self._write(connection, now)
            self._shelf.hooks.release(connection, written.id, self._worker)
        self._forget(written)

    def _write(self, connection: Connection, now: datetime) -> tuple[Webhook, bool]:
        """The hook as it is now, and whether its owner has changed it."""
        found = self._shelf.hooks.one(connection, self.hook.id, to_change=True)
        if found is None:
            raise LeaseLost
        values: dict[str, object] = {
            # Whoever lets a hook begin anew may have moved it on.
            "cursor": max(self.cursor, found.cursor),
            "num_deliveries": found.num_deliveries + self._counted,
        }
        if found.status == self.hook.status:
            # Otherwise its owner has said how it does, and knows better.
            values |= asdict(self.health)
        if not self._shelf.hooks.change_held(connection, found.id, self._worker, values):
            raise LeaseLost
        self._shelf.deliveries.put_many(connection, self._new)
        self._shelf.deliveries.settle_many(connection, self._again)
        written = replace(found, **values)
        if written.status != found.status:
            notice = status_change(found.id, found.status, written.status, "system", now)
            self._shelf.deliveries.add_many(connection, [notice])
        return written, any(getattr(found, name) != getattr(self.hook, name) for name in _ASKED)

    def _forget(self, written: Webhook) -> None:
        self.hook, self.cursor, self.health = written, written.cursor, health_of(written)
        self._new, self._again = [], []
        self._counted = self._characters = 0
