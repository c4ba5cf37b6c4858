"""Hooks that fail, are given up on, and resume by themselves."""

from __future__ import annotations

import json
import time

import pytest
from tests.fixtures.on_sqlite import database_kind, sites
from tests.jobs.delivering.conftest import Desk, Inbox, becomes, courier_of

from slatehouse.accounts.sealed_secrets import WEBHOOK_TOKEN
from slatehouse.accounts.sealing import Sealer
from slatehouse.jobs.delivering.scouting import Scout
from slatehouse.store.event_log import EventLogRows

__all__ = ["database_kind", "sites"]


def statuses(desk: Desk, hook: str) -> list[str]:
    """Those that the hook was told of, in their order."""
    told = [json.loads(each.request_body)["data"] for each in desk.deliveries(hook) if not each.event_id]
    return [each["webhook_status"] for each in told]


def test_a_hook_that_failed_resumes_by_itself_and_misses_nothing(desk: Desk, inbox: Inbox) -> None:
    # Two attempts, and the notices that it is unstable and has failed.
    hook = desk.hook(inbox.url("fail-4"))
    with courier_of(desk.under(failures_before_failed=2, failed_wait=0.5)):
        shots = desk.make(2)
        assert becomes(lambda: "failed" in statuses(desk, hook))
        shots += desk.make(2)
        assert becomes(lambda: desk.now(hook).num_deliveries == 4)
        assert becomes(lambda: len(statuses(desk, hook)) == 3)
    events = [each for each in inbox.events(0, "fail-4") if each["event_log_entry_id"]]
    assert [each["entity"]["id"] for each in events] == [shots[0], shots[0], *shots]
    assert statuses(desk, hook) == ["unstable", "failed", "unstable"]
    assert desk.now(hook).failures == 0


def test_what_is_too_old_is_given_up_and_kept_to_be_sent_by_hand(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url("status-500"))
    desk.make(120)
    time.sleep(1.1)
    with courier_of(desk.under(keep_trying_hours=0.5 / 3600)):
        assert becomes(lambda: desk.now(hook).num_deliveries == 120)
    records = [each for each in desk.deliveries(hook) if each.event_id]
    assert {each.status for each in records} == {"failed"}
    assert [each.attempts for each in records] == [1, *(0,) * 119]
    assert [each.response_code for each in records] == [500, *(0,) * 119]
    assert len(inbox.requests("status-500")) <= 2, "one of them, and that the hook is unstable"
    assert json.loads(records[7].request_body)["data"]["delivery_id"] == records[7].id


def test_a_day_without_failures_makes_a_hook_stable_though_nothing_happens(desk: Desk, inbox: Inbox) -> None:
    yesterday = time.time() - 90_000
    hook = desk.hook(inbox.url(), status="unstable", reason="of old", failure_times=[yesterday])
    with courier_of(desk.site):
        assert becomes(lambda: desk.now(hook).status == "active")
        assert becomes(lambda: statuses(desk, hook) == ["active"])
    assert desk.now(hook).reason is None


def test_a_scout_knows_for_whom_something_may_be(desk: Desk, inbox: Inbox) -> None:
    log = EventLogRows(desk.site.edition.tables, desk.site.database.dialect)
    new = desk.now(desk.hook(inbox.url()))
    changes = desk.now(desk.hook(inbox.url(), entity_types={"Shot": {"update": ["description"]}}))
    elsewhere = desk.now(desk.hook(inbox.url(), projects=[987_654]))
    hooks = [new, changes, elsewhere]
    with desk.site.database.reading() as connection:
        scout = Scout(log, connection)
        scout.look(connection, hooks)
        assert not any(map(scout.may_have, hooks))
        (shot,) = desk.make()
        scout.look(connection, hooks)
        assert [scout.may_have(each) for each in hooks] == [True, False, False]
        desk.change(shot, description="Fog")
        scout.look(connection, hooks)
        assert [scout.may_have(each) for each in hooks] == [True, True, False]
        latecomer = desk.now(desk.hook(inbox.url(), cursor=new.cursor))
        scout.look(connection, [*hooks, latecomer])
        assert scout.may_have(latecomer), "nobody has looked for it"


def test_a_hook_whose_token_cannot_be_read_waits_until_it_can(desk: Desk, inbox: Inbox) -> None:
    sealed = Sealer("a key that this site has never had").seal(b"sesame", WEBHOOK_TOKEN)
    hook = desk.hook(inbox.url(), token=sealed)
    with courier_of(desk.site):
        desk.make()
        assert becomes(lambda: desk.now(hook).status == "failed")
        assert becomes(lambda: desk.rests(hook))
        assert (desk.now(hook).reason or "").startswith("the webhook's token cannot be read")
        desk.put(hook, token=None, not_before=0.0)
        assert becomes(lambda: desk.now(hook).num_deliveries == 1)


def test_a_courier_that_meets_an_error_of_ours_tells_of_it_and_goes_on(
    desk: Desk, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    broken = desk.hook(inbox.url("fail-0"), token="sealed:AAAA")
    whole = desk.hook(inbox.url())
    with courier_of(desk.site):
        desk.make()
        assert becomes(lambda: desk.now(whole).num_deliveries == 1)
        assert becomes(lambda: f"courier in trouble with webhook {broken}" in caplog.text)
    assert "sealed:AAAA" not in caplog.text


def test_events_that_are_too_large_for_memory_and_for_a_delivery_are_told_one_by_one(
    desk: Desk, inbox: Inbox
) -> None:
    hook = desk.hook(inbox.url(), entity_types={"Shot": {"update": ["description"]}})
    (shot,) = desk.make()
    for sign in "abc":
        desk.change(shot, description=sign * 1_500_000)
    desk.change(shot, description="short")
    with courier_of(desk.site):
        events = inbox.events(4)
        assert becomes(lambda: desk.now(hook).num_deliveries == 4)
    assert ["warning" in each for each in events] == [True] * 4, "the last tells of a large value that it had"
    assert all("new_value" not in each["meta"] for each in events)
    assert max(len(each.body) for each in inbox.requests()) < 2_000
