"""What happens on a site is delivered to those who asked, whatever their receivers do."""

from __future__ import annotations

import hmac
import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha1, sha256

from tests.jobs.delivering.conftest import Desk, Inbox, becomes, courier_of

from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.sealed_secrets import WEBHOOK_TOKEN
from slatehouse.store.deliveries import Deliveries, Delivery
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.webhooks import Webhooks

UPDATES = {"Shot": {"update": ["description"], "delete": [], "revive": []}}


def test_events_arrive_in_order_and_are_recorded(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url())
    with courier_of(desk.site):
        shots = desk.make(250)
        arrived = inbox.events(250)
    assert [each["entity"]["id"] for each in arrived] == shots
    records = desk.deliveries(hook)
    assert [each.event_id for each in records] == [each["event_log_entry_id"] for each in arrived]
    assert [each.id for each in records] == [each["delivery_id"] for each in arrived]
    assert {(each.status, each.response_code, each.body) for each in records} == {("delivered", 200, "taken")}
    assert desk.now(hook).num_deliveries == 250


def test_a_delivery_is_what_the_guide_shows(desk: Desk, inbox: Inbox) -> None:
    sealed = desk.site.accounts.sealer.seal(b"sesame", WEBHOOK_TOKEN)
    hook = desk.hook(inbox.url(), entity_types=UPDATES, token=sealed)
    (shot,) = desk.make()
    with courier_of(desk.site):
        desk.session.update(desk.site.schema["Shot"], shot, {"description": "Fog", "code": "SH010"})
        (event,) = inbox.events(1)
        assert becomes(lambda: len(desk.deliveries(hook)) == 1)
    (request,) = inbox.requests()
    (record,) = desk.deliveries(hook)
    created_at = event.pop("created_at")
    assert time.strptime(created_at, "%Y-%m-%d %H:%M:%S.%f")
    assert event == {
        "id": f"{record.event_id}.0.0",
        "event_log_entry_id": record.event_id,
        "event_type": "Shotgun_Shot_Change",
        "operation": "update",
        "user": {"type": "HumanUser", "id": desk.owner.id},
        "entity": {"type": "Shot", "id": shot},
        "project": desk.project,
        "meta": {
            "type": "attribute_change",
            "attribute_name": "description",
            "entity_type": "Shot",
            "entity_id": shot,
            "field_data_type": "text",
            "old_value": None,
            "new_value": "Fog",
            "platform_id": None,
        },
        "attribute_name": "description",
        "session_uuid": None,
        "delivery_id": record.id,
    }
    assert time.strptime(json.loads(request.body)["timestamp"], "%Y-%m-%dT%H:%M:%SZ")
    assert json.loads(record.request_body) == json.loads(request.body)
    headers = {name.lower(): value for name, value in request.headers.items()}
    body, moment = request.body.encode(), headers["x-slatehouse-timestamp"]
    assert headers == {
        "host": inbox.url().split("/")[2],
        "accept": "application/json",
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "user-agent": "Slatehouse",
        "x-sg-webhook-id": hook,
        "x-sg-delivery-id": record.id,
        "x-sg-event-batch-id": str(record.event_id),
        "x-sg-event-batch-size": "1",
        "x-sg-event-batch-index": "0",
        "x-sg-webhook-site-url": "http://127.0.0.1:8080/",
        "x-sg-signature": f"sha1={hmac.new(b'sesame', body, sha1).hexdigest()}",
        "x-slatehouse-timestamp": moment,
        "x-slatehouse-signature": "sha256="
        + hmac.new(b"sesame", moment.encode() + b"." + body, sha256).hexdigest(),
    }
    assert abs(time.time() - int(moment)) < 60
    assert {**(record.request_headers or {}), "host": headers["host"]}.keys() <= headers.keys()
    assert (record.entity_type, record.entity_id) == ("Shot", shot)


def test_what_is_retired_and_revived_is_told_with_its_row(desk: Desk, inbox: Inbox) -> None:
    desk.hook(inbox.url(), entity_types=UPDATES)
    (shot,) = desk.make()
    session = desk.site.session(system_caller())
    with courier_of(desk.site):
        session.retire(desk.site.schema["Shot"], shot)
        inbox.events(1)
        session.revive(desk.site.schema["Shot"], shot)
        events = inbox.events(2)
        time.sleep(0.2)
    assert [(each["operation"], each["entity"]) for each in events] == [
        ("delete", {"type": "Shot", "id": shot}),
        ("revive", {"type": "Shot", "id": shot}),
    ]
    assert len(inbox.requests()) == 2, "the retirement date of the retirement is no change of its own"


def test_batches_hold_up_to_fifty_events(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url(), batch_deliveries=True)
    shots = desk.make(120)
    with courier_of(desk.site):
        events = inbox.events(120)
        assert becomes(lambda: len(desk.deliveries(hook)) == 120)
    assert [each["entity"]["id"] for each in events] == shots
    requests = inbox.requests()
    assert [len(each.events) for each in requests] == [50, 50, 20]
    assert [each.headers["x-sg-event-batch-size"] for each in requests] == ["50", "50", "20"]
    assert "x-sg-delivery-id" not in requests[0].headers
    assert json.loads(requests[0].body)["timestamp"].endswith("Z")
    records = desk.deliveries(hook)
    assert [each.id for each in records] == [each["delivery_id"] for each in events]
    assert json.loads(records[7].request_body)["data"] == events[7]


def test_a_failure_holds_back_what_follows_and_is_recorded(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url("fail-2"))
    with courier_of(desk.site):
        shots = desk.make(3)
        arrived = inbox.events(5, "fail-2")
        assert becomes(lambda: [each.status for each in desk.deliveries(hook)] == ["delivered"] * 4)
    events = [each for each in arrived if each["event_log_entry_id"]]
    assert [each["entity"]["id"] for each in events] == [*(shots[0],) * 2, *shots[1:]]
    assert len({each["delivery_id"] for each in events}) == 3
    first, notice, *_ = desk.deliveries(hook)
    assert (first.attempts, first.status, first.response_code) == (2, "delivered", 200)
    assert (notice.event_id, notice.status, notice.response_code) == (0, "delivered", 500)
    change = {"type": "webhook_status_change", "source": "system"}
    assert json.loads(notice.request_body)["data"] == {
        "id": "0",
        "event_type": "Webhook_Status_Change",
        "event_log_entry_id": 0,
        "webhook_status": "unstable",
        "previous_webhook_status": "active",
        "meta": {**change, "old_value": "active", "new_value": "unstable"},
    }
    now = desk.now(hook)
    assert (now.status, now.failures, now.num_deliveries) == ("unstable", 0, 3)
    assert now.reason == "the receiver answered 500"


def test_what_nobody_answers_is_recorded_as_failed(desk: Desk, inbox: Inbox) -> None:
    hook, moment = desk.hook(inbox.url("hang-up")), datetime.now(UTC)
    # No time passes, so that it is not tried again before anybody looks.
    with courier_of(replace(desk.site, clock=lambda: moment)):
        desk.make()
        assert becomes(lambda: desk.now(hook).failures > 0)
    record = desk.deliveries(hook)[0]
    assert (record.status, record.response_code, record.attempts, record.body) == ("failed", 0, 1, "")
    now = desk.now(hook)
    assert (now.status, now.reason) == ("unstable", "the receiver closed the connection without an answer")
    assert now.cursor < record.event_id


def test_a_slow_receiver_holds_nobody_else_up(desk: Desk, inbox: Inbox) -> None:
    slow = [desk.hook(inbox.url("held")) for _ in range(4)]
    desk.make()
    with courier_of(desk.under(timeout=0.5, threads=4)):
        assert becomes(lambda: all(desk.now(each).failures for each in slow))
    for each in slow:
        desk.put(each, url=inbox.url("held-again"), not_before=0.0)
    desk.hook(inbox.url())
    with courier_of(desk.under(timeout=600.0, threads=4)):
        try:
            assert becomes(lambda: len(inbox.requests("held-again")) == 2)
            desk.make(6)
            assert len(inbox.events(6)) == 6
            assert len(inbox.requests("held-again")) == 2, "they have half of the porters, and keep them"
        finally:
            inbox.free()


def test_a_hook_that_is_changed_is_delivered_as_it_is_now(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url("slow-0.05"))
    with courier_of(desk.site):
        desk.make(10)
        inbox.events(3, "slow-0.05")
        desk.put(hook, url=inbox.url())
        desk.make(10)
        inbox.events(5)
        desk.put(hook, status="disabled")
        # Whoever takes a turn from now on finds that it is disabled.
        assert becomes(lambda: desk.rests(hook))
        before = inbox.requests()
        desk.hook(inbox.url("ok-beside"))
        desk.make(2)
        assert len(inbox.events(2, "ok-beside")) == 2
        assert inbox.requests() == before
        desk.put(hook, status="active")
        after = inbox.events(22 - len(inbox.requests("slow-0.05")))
    both = [*inbox.requests("slow-0.05"), *inbox.requests()]
    ids = [each.data["event_log_entry_id"] for each in both]
    assert ids == sorted(ids) and len(set(ids)) == 22 and len(after) > len(before)


def test_what_waits_is_sent_whatever_the_status_is(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url(), status="disabled")
    waiting = Delivery(
        id="0b0f3c0e-0000-4000-8000-000000000001",
        hook=hook,
        event_time=time.time(),
        request_body='{"data":{"event_type":"Test"},"timestamp":""}',
        created_at="2026-09-21T14:13:20Z",
    )
    with courier_of(desk.site):
        with desk.site.database.writing() as connection:
            Deliveries(desk.site.database.dialect).add_many(connection, [waiting])
        assert becomes(lambda: desk.deliveries(hook)[0].status == "delivered")
    (request,) = inbox.requests()
    assert request.body == waiting.request_body
    assert request.headers["x-sg-delivery-id"] == waiting.id
    assert desk.now(hook).status == "disabled"


def test_a_delivery_is_sent_again_under_its_id(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url())
    with courier_of(desk.site):
        desk.make(2)
        inbox.events(2)
        assert becomes(lambda: len(desk.deliveries(hook)) == 2)
        first = desk.deliveries(hook)[0]
        with desk.site.database.writing() as connection:
            Deliveries(desk.site.database.dialect).requeue(connection, first.id)
        events = inbox.events(3)
        assert becomes(lambda: desk.deliveries(hook)[0].status == "delivered")
    assert events[2] == events[0]
    assert events[2]["delivery_id"] == first.id
    assert desk.now(hook).num_deliveries == 2


def test_a_hook_that_another_worker_has_is_left_alone_until_its_lease_ends(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url())
    until = time.time() + 0.8
    with desk.site.database.writing() as connection:
        assert Webhooks(desk.site.database.dialect).lease(connection, hook, "another", 0.0, until)
    with courier_of(desk.site):
        desk.make()
        assert inbox.events(1)
        assert time.time() >= until


def test_several_couriers_keep_the_order_of_a_hook(desk: Desk, inbox: Inbox) -> None:
    hooks = [desk.hook(inbox.url(f"slow-0.00{n}")) for n in range(3)]
    with courier_of(desk.site), courier_of(desk.site), courier_of(desk.site):
        shots = [shot for _ in range(10) for shot in desk.make(4)]
        for n in range(len(hooks)):
            events = inbox.events(len(shots), f"slow-0.00{n}")
            assert [each["entity"]["id"] for each in events] == shots
        assert becomes(lambda: [desk.now(each).num_deliveries for each in hooks] == [len(shots)] * 3)


def test_a_hook_that_there_is_nothing_for_comes_up_to_the_end_of_the_log(desk: Desk, inbox: Inbox) -> None:
    hook = desk.hook(inbox.url(), projects=[987_654])
    desk.make(3)
    log = EventLogRows(desk.site.edition.tables, desk.site.database.dialect)
    with courier_of(desk.site), desk.site.database.reading() as connection:
        assert becomes(lambda: desk.now(hook).cursor == log.newest(connection))
