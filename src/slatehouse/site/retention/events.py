"""Old events of the log, and what activity streams hold of them."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from slatehouse.schema.link import Target
from slatehouse.site.lookup import by_type
from slatehouse.store.connection import Connection
from slatehouse.store.facts import read_fact, record_fact
from slatehouse.store.old_events import LOG, NO_ENTRY, Entry, OldEvent, OldEvents

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["count_old_events", "oldest_event", "remove_old_events"]

_AT_ONCE = 500
_TRIMMED_TO = "streams_trimmed_to"


def oldest_event(site: Site, connection: Connection) -> int:
    """The id of the oldest event that is kept; a cursor below the id before it has missed what is gone."""
    first, _ = site.editions.current().rows.first_and_last_id(connection, LOG)
    return first or 1


def count_old_events(site: Site, before: str) -> int:
    """How many events are from before a moment, and may go."""
    old, count, after = site.editions.current().old_events, 0, 0
    with site.database.reading() as connection:
        while gone := _removable(old, connection, before, after):
            count, after = count + len(gone), gone[-1].id
    return count


def remove_old_events(site: Site, before: str) -> int:
    """Remove them, a few hundred in each transaction; how many there were.

    At every moment what is there of the log and of the streams is whole: cut off, the next run goes on.
    """
    removed = 0
    while some := _remove_some(site, before):
        removed += some
    _trim_streams(site)
    return removed


def _removable(old: OldEvents, connection: Connection, before: str, after: int = 0) -> list[OldEvent]:
    last = old.last_removable(connection)
    events = old.first(connection, _AT_ONCE, after)
    return list(takewhile(lambda event: event.created_at < before and event.id <= last, events))


def _remove_some(site: Site, before: str) -> int:
    old = site.editions.current().old_events
    with site.database.writing() as connection:
        gone = _removable(old, connection, before)
        if gone:
            old.remove(connection, gone[-1].id)
            _forget_names(site, connection, gone)
    return len(gone)


def _forget_names(site: Site, connection: Connection, gone: list[OldEvent]) -> None:
    """Of rows that were erased the log has kept the names, as long as it told of them."""
    named = {Target(*row) for event in gone for row in event.linked}
    rows = site.editions.current().old_rows
    for type_, ids in by_type(named).items():
        rows.forget_names(connection, type_, ids)


def _trim_streams(site: Site) -> None:
    """Take the entries out of the streams whose events are gone. Nobody sees them: they are read with their
    events."""
    database, old = site.database, site.editions.current().old_events
    with database.reading() as connection:
        oldest = oldest_event(site, connection)
        if read_fact(database, connection, _TRIMMED_TO) == str(oldest) or oldest == 1:
            return
    place: Entry | None = NO_ENTRY
    while place is not None:
        with database.reading() as connection:
            entries, place = old.entries_without_event(connection, place, oldest, _AT_ONCE)
        if entries:
            with database.writing() as connection:
                old.remove_entries(connection, entries)
    with database.writing() as connection:
        record_fact(database, connection, _TRIMMED_TO, str(oldest))
