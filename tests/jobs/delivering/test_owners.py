"""A hook tells of what its maker may read, at that moment, and of nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.fixtures.on_sqlite import database_kind, sites
from tests.jobs.delivering.conftest import Desk, Inbox, becomes, courier_of

from slatehouse.accounts.caller import system_caller
from slatehouse.schema.link import Target
from slatehouse.store.deliveries import Deliveries
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.webhooks import Subscriptions

__all__ = ["database_kind", "sites"]

EVERYTHING: Subscriptions = {"Shot": {"create": [], "update": [], "delete": [], "revive": []}}


def link(target: Target) -> dict[str, object]:
    return dict(target._asdict())


@pytest.fixture
def artist(desk: Desk) -> Iterator[Desk]:
    """The desk of somebody who is on one film of two; all events are written on the other's."""
    session = desk.site.session(system_caller())
    ours = Target("Project", session.create_many([("Project", {"name": f"Harbour {time.time()}"})])[0].id)
    about: dict[str, object] = {
        "login": f"kit{time.time()}",
        "name": "Kit",
        "sg_status_list": "act",
        "projects": [link(ours)],
    }
    with desk.site.database.reading() as connection:
        rules = desk.site.edition.rows.ids_having(connection, "PermissionRuleSet", {"code": "artist"})
    about["permission_rule_set"] = {"type": "PermissionRuleSet", "id": rules[0]}
    person = session.create_many([("HumanUser", about)])[0].id
    yield replace(desk, owner=Target("HumanUser", person), project=link(ours))


def test_what_the_owner_may_not_read_is_not_sent(artist: Desk, desk: Desk, inbox: Inbox) -> None:
    hook = artist.hook(inbox.url(), entity_types=EVERYTHING)
    with courier_of(desk.site):
        desk.make(3)
        (seen,) = artist.make()
        desk.make(2)
        (last,) = artist.make()
        events = inbox.events(2)
        assert becomes(lambda: len(artist.deliveries(hook)) == 2)
    assert [each["entity"]["id"] for each in events] == [seen, last]
    assert artist.now(hook).num_deliveries == 2


def test_rights_are_those_of_the_moment(artist: Desk, desk: Desk, inbox: Inbox) -> None:
    hook = artist.hook(inbox.url())
    people, session = desk.site.schema["HumanUser"], desk.site.session(system_caller())
    with courier_of(desk.site):
        artist.make()
        inbox.events(1)
        session.update(people, artist.owner.id, {"projects": []})
        artist.make(2)
        unseen = desk.newest_event()
        assert becomes(lambda: artist.now(hook).cursor >= unseen)
        session.update(people, artist.owner.id, {"projects": [artist.project]})
        (shot,) = artist.make()
        events = inbox.events(2)
    assert events[-1]["entity"]["id"] == shot
    assert len(inbox.requests()) == 2


def test_a_delivery_is_not_sent_again_to_who_may_not_read_it_any_more(
    artist: Desk, desk: Desk, inbox: Inbox
) -> None:
    hook = artist.hook(inbox.url())
    with courier_of(desk.site):
        artist.make()
        assert becomes(lambda: len(artist.deliveries(hook)) == 1)
        desk.site.session(system_caller()).update(
            desk.site.schema["HumanUser"], artist.owner.id, {"projects": []}
        )
        with desk.site.database.writing() as connection:
            Deliveries(desk.site.database.dialect).requeue(connection, artist.deliveries(hook)[0].id)
        assert becomes(lambda: artist.deliveries(hook)[0].status == "failed")
    assert len(inbox.requests()) == 1


def test_a_hook_waits_for_an_owner_who_was_disabled_and_catches_up(
    artist: Desk, desk: Desk, inbox: Inbox
) -> None:
    people, session = desk.site.schema["HumanUser"], desk.site.session(system_caller())
    hook = artist.hook(inbox.url())
    with courier_of(desk.site):
        session.update(people, artist.owner.id, {"sg_status_list": "dis"})
        (missed,) = artist.make()
        assert becomes(lambda: artist.now(hook).status == "failed")
        assert becomes(lambda: len(inbox.requests()) == 1), "it is told that it failed, and nothing else"
        assert becomes(lambda: artist.rests(hook))
        assert (artist.now(hook).reason or "").startswith("whoever made the webhook is gone")
        session.update(people, artist.owner.id, {"sg_status_list": "act"})
        artist.put(hook, not_before=0.0)
        assert [each["entity"]["id"] for each in inbox.events(3) if each["event_log_entry_id"]] == [missed]
        assert becomes(lambda: artist.now(hook).status == "active")
    assert artist.now(hook).reason is None


def test_a_script_whose_key_was_taken_hears_nothing(desk: Desk, inbox: Inbox) -> None:
    session = desk.site.session(system_caller())
    script = session.create_many([("ApiUser", {"firstname": f"pipeline {time.time()}"})])[0].id
    desk.site.accounts.set_script_key(script, "a key")
    hook = desk.hook(inbox.url(), owner_type="ApiUser", owner_id=script)
    with courier_of(desk.site):
        desk.site.accounts.revoke_script(script)
        desk.make()
        assert becomes(lambda: desk.now(hook).status == "failed")
    assert desk.now(hook).failures == 0


def test_what_grew_too_old_without_an_owner_is_passed_over(artist: Desk, desk: Desk, inbox: Inbox) -> None:
    people, session = desk.site.schema["HumanUser"], desk.site.session(system_caller())
    hook = artist.hook(inbox.url())
    session.update(people, artist.owner.id, {"sg_status_list": "dis"})
    artist.make()
    # The log counts whole seconds.
    time.sleep(1.1)
    with courier_of(desk.under(keep_trying_hours=0.001 / 3600)):
        assert becomes(lambda: artist.now(hook).status == "failed")
    log = EventLogRows(desk.site.edition.tables, desk.site.database.dialect)
    with desk.site.database.reading() as connection:
        assert artist.now(hook).cursor == log.newest(connection)
    assert artist.now(hook).num_deliveries == 0
