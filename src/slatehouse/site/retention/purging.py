"""All that has been kept long enough, counted or removed (`[retention]` in the settings)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller
from slatehouse.schema.data_types.date_time import moment_text
from slatehouse.site.retention.events import count_old_events, oldest_event, remove_old_events
from slatehouse.site.retention.rows import count_old_rows, erase_old_rows
from slatehouse.store.deliveries import Deliveries

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["Purged", "due", "purge"]

_AT_ONCE = 500


@dataclass(frozen=True)
class Purged:
    """How much there is, or was, to remove; rows by their type."""

    events: int = 0
    deliveries: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)


def due(site: Site) -> Purged:
    """What would be removed now."""
    kept = site.config.settings.retention
    deliveries, before = Deliveries(site.database.dialect), _before(site, kept.deliveries_days)
    with site.database.reading() as connection:
        settled = deliveries.count_settled(connection, before) if before else 0
    events, rows = _before(site, kept.events_days), _before(site, kept.retired_days)
    return Purged(
        count_old_events(site, events) if events else 0,
        settled,
        count_old_rows(site, rows) if rows else {},
    )


def purge(site: Site, by: Caller | None = None) -> Purged:
    """Remove it, in small transactions between which others write; cut off, the next run goes on.

    `by` is who wants it, None for the daily sweep. The audit trail tells of it.
    """
    kept = site.config.settings.retention
    deliveries, events = _before(site, kept.deliveries_days), _before(site, kept.events_days)
    rows = _before(site, kept.retired_days)
    return Purged(
        deliveries=_forget_deliveries(site, deliveries) if deliveries else 0,
        rows=erase_old_rows(site, rows, by) if rows else {},
        events=_remove_events(site, events, by) if events else 0,
    )


def _before(site: Site, days: int) -> str | None:
    """The moment before which it has been kept long enough; None where it is kept for ever."""
    return moment_text(site.clock() - timedelta(days=days)) if days else None


def _forget_deliveries(site: Site, before: str) -> int:
    deliveries, forgotten, some = Deliveries(site.database.dialect), 0, _AT_ONCE
    while some == _AT_ONCE:
        with site.database.writing() as connection:
            some = deliveries.forget(connection, before, _AT_ONCE)
        forgotten += some
    return forgotten


def _remove_events(site: Site, before: str, by: Caller | None) -> int:
    removed = remove_old_events(site, before)
    if removed:
        with site.database.writing() as connection:
            audit, oldest = site.accounts.audit, oldest_event(site, connection)
            audit.record(connection, Deed.EVENTS_REMOVED, by, events=removed, oldest_kept=oldest)
    return removed
