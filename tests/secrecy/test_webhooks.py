"""Webhooks of sites that differ only in what their makers may not read tell alike."""

from __future__ import annotations

import pytest
from tests.secrecy.callers import CALLERS, Visitors
from tests.secrecy.conftest import Scene

from slatehouse.accounts.errors import CannotAccess
from slatehouse.jobs.delivering.entries import Entries
from slatehouse.jobs.delivering.matching import subscription_of
from slatehouse.jobs.delivering.payloads import payload_of
from slatehouse.site.site import Site
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.webhooks import Webhook

ACTIONS: dict[str, list[str]] = {"create": [], "update": [], "delete": [], "revive": []}
HOOK = "5b8f0c52-6a0e-4d7b-9f57-1f6b0f3a2c11"


def told(site: Site, visitors: Visitors, who: str) -> list[bytes] | None:
    """All that a hook about everything would be told that somebody made; None: they may not read the log."""
    owner = site.accounts.caller_of(visitors[who].token)
    hook = Webhook(
        id=HOOK,
        url="https://hooks.example/",
        entity_types={each.name: ACTIONS for each in site.schema},
        owner_type=owner.type,
        owner_id=owner.id,
        cursor=0,
        created_at="2026-09-21T14:13:20Z",
    )
    log = EventLogRows(site.edition.tables, site.database.dialect)
    entries, found, cursor = Entries(site.session(owner), log), [], 0
    with site.database.reading() as connection:
        newest = log.newest(connection)
    try:
        while cursor < newest:
            part = entries.part(subscription_of(hook), cursor, newest)
            found += [payload_of(HOOK, each).data for each in part.entries]
            cursor = part.end
    except CannotAccess:
        return None
    return found


@pytest.mark.parametrize("who", CALLERS)
def test_what_may_not_be_read_is_not_told(scene: Scene, who: str) -> None:
    here = told(scene.site, scene.visitors, who)
    assert here == told(scene.twin_site_of(who), scene.twin_of(who), who)
    assert here is None if who == "vic" else here


def test_the_events_would_tell_it(scene: Scene) -> None:
    here = told(scene.site, scene.visitors, "boss")
    assert here != told(scene.sites["closed"], scene.copies["closed"], "boss")
