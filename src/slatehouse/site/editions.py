"""Which edition of its schema a site is at: known without asking, and never older than a caller can know.

A process takes the edition that it read for the newest one for the length of a lease. Whoever changes the
schema answers only when every lease is over that could have begun before the change was committed, so that a
request that is sent after the answer meets the change in every process, on any machine, whatever their clocks
say. A process that dies, or never learns of a change, holds nobody up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

from slatehouse.site.edition import Edition, edition_of, next_edition
from slatehouse.store.connection import Connection, Database
from slatehouse.store.customization import Customizations

__all__ = ["Editions", "opened_editions"]


class Editions:
    """The editions of one site, in one process. Safe to share between threads.

    `lease` is in seconds; with 0 every caller asks, and no change waits.
    """

    def __init__(
        self,
        database: Database,
        first: Edition,
        lease: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.records = Customizations(database.dialect)
        self._database = database
        self._lease = lease
        self._clock = clock
        self._sleep = sleep
        self._known = first
        self._good_until = 0.0
        self._renewing = threading.Lock()

    @property
    def known(self) -> Edition:
        """The newest edition that this process has seen."""
        return self._known

    def current(self) -> Edition:
        """The edition in force now."""
        if self._clock() >= self._good_until:
            self._renew()
        return self._known

    def seen_by(self, connection: Connection) -> Edition:
        """The edition that was in force when what the connection reads was so."""
        if self.records.version(connection) == self._known.custom.version:
            return self._known
        return next_edition(self._known, self.records.recorded(connection))

    def count(self, connection: Connection) -> Edition:
        """Count what the transaction has changed of the rows that the schema is made of; the edition that is
        in force when it is committed, and to be published then. Waits for other changes of the schema."""
        custom = self.records.begin(connection)
        counted = msgspec.structs.replace(custom, version=custom.version + 1)
        self.records.count(connection, counted.version)
        return next_edition(self._known, counted)

    def publish(self, changed: Edition) -> Edition:
        """A change was committed: returns the edition in force, once no process works with an older one."""
        committed = self._clock()
        with self._renewing:
            if changed.custom.version > self._known.custom.version:
                self._known = changed
        waited = self._clock() - committed
        if waited < self._lease:
            self._sleep(self._lease - waited)
        return changed

    def _renew(self) -> None:
        # The lease begins before the question: what is answered may be out of date when it arrives.
        asked = self._clock()
        with self._database.reading() as connection:
            version = self.records.version(connection)
            if version != self._known.custom.version:
                self._learn(connection)
        self._good_until = asked + self._lease

    def _learn(self, connection: Connection) -> None:
        with self._renewing:
            custom = self.records.read(connection)
            if custom.version != self._known.custom.version:
                self._known = next_edition(self._known, custom)


def opened_editions(database: Database, lease: float | None = None) -> Editions:
    """The editions of the site in a database; of one that is no site, or an older one, what there is."""
    with database.reading() as connection:
        first = edition_of(Customizations(database.dialect).read(connection), database.dialect)
    return Editions(database, first, database.schema_lease if lease is None else lease)
