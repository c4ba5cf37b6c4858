"""Whose hooks are whose, what their status means, and what the audit trail and the database hold of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import msgspec
import pytest
from tests.fixtures.desk import Desk

from slatehouse.accounts.audit import Deed
from slatehouse.accounts.caller import Caller, system_caller
from slatehouse.accounts.errors import CannotAccess
from slatehouse.accounts.rule_sets import RuleSet, TypeRules
from slatehouse.accounts.sealed_secrets import WEBHOOK_TOKEN
from slatehouse.config.settings import ServerSettings, WebhooksSettings
from slatehouse.query.question import Page
from slatehouse.query.visibility import Every
from slatehouse.schema.link import Link
from slatehouse.site.session import Session
from slatehouse.site.webhooks import deliveries, hooks
from slatehouse.site.webhooks.refusals import (
    Fault,
    InvalidWebhook,
    NoSuchDelivery,
    NoSuchWebhook,
    What,
)
from slatehouse.store.audit import Sought as SoughtEntries
from slatehouse.store.deliveries import Delivery, Sought
from slatehouse.store.webhooks import DISABLED, FAILED, UNSTABLE, Webhook

PAGE = Page(100)
NOWHERE = "http://site.invalid"
SHOTS = {"url": "https://93.184.216.34/secret-path", "entity_types": {"Shot": {"create": []}}}
SEES_ALL_ROWS = RuleSet(
    "lead", "Lead", "HumanUser", manages_webhooks=True, others=TypeRules(read=Every(), create=True)
)


def session(desk: Desk, caller: Caller) -> Session:
    return desk.site.session(caller)


def person(row_id: int, rule_set: str, **more: Any) -> Caller:
    return Caller("HumanUser", row_id, "She", "she", rule_set, rule_set.title(), "test", **more)


def script(row_id: int, *projects: int) -> Caller:
    return Caller(
        *("ApiUser", row_id, "robot 1.0", "robot", "api_admin", "API Admin", "test"),
        script_id=row_id,
        projects=projects,
        is_narrowed=bool(projects),
    )


def made(desk: Desk, caller: Caller, **values: object) -> Webhook:
    return hooks.create_webhook(session(desk, caller), {**SHOTS, **values}, NOWHERE)


def changed(desk: Desk, caller: Caller, hook: Webhook, **values: object) -> Webhook:
    return hooks.change_webhook(session(desk, caller), hook.id, values, NOWHERE)


def kept(desk: Desk, hook: Webhook, **values: object) -> None:
    """What the courier wrote of the hook."""
    with desk.site.database.writing() as connection:
        desk.site.webhooks.change(connection, hook.id, values)


def told(desk: Desk, hook: Webhook) -> list[dict[str, Any]]:
    """What waits to be delivered to a hook."""
    with desk.site.database.reading() as connection:
        waiting = desk.site.deliveries.pending(connection, hook.id, 100)
    return [msgspec.json.decode(each.request_body)["data"] for each in waiting]


BOSS = person(1, "admin")


# Whose they are

MAY = {
    "admin": (person(11, "admin"), True),
    "script": (script(12), True),
    "narrowed script": (script(13, 7), True),
    "own set": (person(14, "lead", own_rules=SEES_ALL_ROWS), True),
    "manager": (person(15, "manager"), False),
    "artist": (person(16, "artist"), False),
    "vendor": (person(17, "vendor"), False),
    "client": (Caller("HumanUser", 18, "x", "x", "client_user", "Client User", "test"), False),
    "without a set": (person(19, ""), False),
}
SEES_ALL = ("admin", "script")


@pytest.mark.parametrize("who", MAY)
def test_hooks_are_for_those_whose_set_says_so(desk_of_module: Desk, who: str) -> None:
    caller, may = MAY[who]
    if may:
        assert made(desk_of_module, caller).owner_id == caller.id
        return
    with pytest.raises(CannotAccess) as refusal:
        made(desk_of_module, caller)
    assert (refusal.value.entity_type, refusal.value.rule) == ("Webhook", caller.rule_set_name or None)


@pytest.mark.parametrize("who", [name for name, (_, may) in MAY.items() if may])
def test_who_does_not_see_everything_sees_only_their_own(desk_of_module: Desk, who: str) -> None:
    desk, caller = desk_of_module, MAY[who][0]
    theirs, own = made(desk, BOSS), made(desk, caller)
    changed(desk, BOSS, theirs, status=DISABLED)
    verbs = session(desk, caller)
    listed = {each.id for each in hooks.webhooks(verbs, PAGE)}
    assert own.id in listed
    assert (theirs.id in listed) is (who in SEES_ALL)
    (delivery,), _ = deliveries.deliveries(session(desk, BOSS), theirs.id, Sought(), PAGE)
    for verb, refusal in verbs_about(verbs, theirs, delivery):
        if who in SEES_ALL:
            verb()
        else:
            with pytest.raises(refusal):
                verb()
    if who not in SEES_ALL:
        hooks.try_connection(verbs, theirs.id)
        assert len(told(desk, theirs)) == 1
        assert hooks.read_webhook(session(desk, BOSS), theirs.id).name == ""


def verbs_about(
    verbs: Session, hook: Webhook, delivery: Delivery
) -> list[tuple[Callable[[], object], type[Exception]]]:
    return [
        (lambda: hooks.read_webhook(verbs, hook.id), NoSuchWebhook),
        (lambda: hooks.change_webhook(verbs, hook.id, {"name": "x"}, NOWHERE), NoSuchWebhook),
        (lambda: deliveries.deliveries(verbs, hook.id, Sought(), PAGE), NoSuchWebhook),
        (lambda: deliveries.read_delivery(verbs, delivery.id), NoSuchDelivery),
        (lambda: deliveries.acknowledge(verbs, delivery.id, {}), NoSuchDelivery),
        (lambda: deliveries.redeliver(verbs, delivery.id), NoSuchDelivery),
        (lambda: hooks.delete_webhook(verbs, hook.id), NoSuchWebhook),
    ]


def test_a_script_that_acts_as_a_person_makes_the_persons_hook(desk: Desk) -> None:
    hook = made(desk, person(21, "admin", script_id=3))
    assert (hook.owner_type, hook.owner_id) == ("HumanUser", 21)


def test_a_person_and_a_script_of_one_id_are_two(desk: Desk) -> None:
    hook = made(desk, script(5, 7))
    lead = person(5, "lead", own_rules=SEES_ALL_ROWS)
    assert hooks.webhooks(session(desk, lead), PAGE) == []
    with pytest.raises(NoSuchWebhook):
        hooks.read_webhook(session(desk, lead), hook.id)


# Where they begin, and begin again


def happen(desk: Desk) -> None:
    """Something that the log tells of."""
    Desk(desk.site, system_caller(), desk.project).create("Shot", code="SH010")


def newest(desk: Desk) -> int:
    with desk.site.database.reading() as connection:
        return desk.site.edition.rows.last_event_id(connection)


def test_a_hook_begins_with_what_happens_next(desk: Desk) -> None:
    happen(desk)
    assert newest(desk) > 0
    assert made(desk, BOSS).cursor == newest(desk)


@pytest.mark.parametrize("status", [UNSTABLE, FAILED])
def test_a_failed_hook_that_is_switched_on_catches_up(desk: Desk, status: str) -> None:
    hook = made(desk, BOSS)
    kept(desk, hook, status=status, reason="404", failures=7, failure_times=[1.0, 2.0], not_before=9e9)
    happen(desk)
    after = changed(desk, BOSS, hook, status="active")
    assert (after.status, after.reason, after.failures) == ("active", None, 0)
    assert (after.failure_times, after.not_before, after.cursor) == ([], 0.0, hook.cursor)
    (notice,) = told(desk, hook)
    assert (notice["previous_webhook_status"], notice["webhook_status"]) == (status, "active")


def test_a_hook_is_not_told_of_what_happened_while_it_was_switched_off(desk: Desk) -> None:
    hook = made(desk, BOSS)
    assert changed(desk, BOSS, hook, status=DISABLED).cursor == hook.cursor
    happen(desk)
    assert changed(desk, BOSS, hook, status="active", name="x").cursor == newest(desk) > hook.cursor
    assert [each["webhook_status"] for each in told(desk, hook)] == [DISABLED, "active"]


def test_what_else_is_changed_leaves_the_courier_where_it_is(desk: Desk) -> None:
    hook = made(desk, BOSS)
    kept(desk, hook, status=UNSTABLE, reason="500", failures=3, not_before=5.0, cursor=2)
    after = changed(desk, BOSS, hook, name="x", url="https://93.184.216.34/other")
    assert (after.status, after.reason, after.failures) == (UNSTABLE, "500", 3)
    assert (after.not_before, after.cursor) == (5.0, 2)
    assert told(desk, hook) == []


# Where they lead


def with_settings(desk: Desk, allow: str, public_url: str) -> Desk:
    settings = msgspec.structs.replace(
        desk.site.config.settings,
        webhooks=WebhooksSettings(allow=(ip_network(allow),)),
        server=ServerSettings(public_url=public_url),
    )
    return replace(desk, site=replace(desk.site, config=replace(desk.site.config, settings=settings)))


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("http://127.0.0.1:8123/hook", True),
        ("http://localhost:8123/hook", True),
        ("http://127.0.0.1:8080/hook", False),
        ("https://127.0.0.1:8443/hook", False),
        ("http://127.0.0.2:8123/hook", False),
        ("http://10.0.0.1/hook", False),
    ],
)
def test_a_hook_leads_to_networks_of_the_settings_and_never_to_the_site(
    desk_of_module: Desk, url: str, is_taken: bool
) -> None:
    desk = with_settings(desk_of_module, "127.0.0.1/32", "https://127.0.0.1:8443/")
    verbs = session(desk, BOSS)
    sent = {**SHOTS, "url": url}
    if is_taken:
        assert hooks.create_webhook(verbs, sent, "http://127.0.0.1:8080").url == url
        return
    with pytest.raises(InvalidWebhook) as refusal:
        hooks.create_webhook(verbs, sent, "http://127.0.0.1:8080")
    assert refusal.value.faults == {"url": Fault(What.UNREACHABLE)}


# What is kept


def test_a_token_is_kept_sealed_and_opens_for_the_courier(desk: Desk) -> None:
    secret, sealer = "between the two of us", desk.site.accounts.sealer
    hook = made(desk, BOSS, token=secret)
    assert hook.token is not None and secret not in hook.token and secret.encode().hex() not in hook.token
    assert sealer.open(hook.token, WEBHOOK_TOKEN) == secret.encode()
    with desk.site.database.writing() as connection:
        desk.site.accounts.sealed_secrets.seal_anew(connection)
    again = hooks.read_webhook(session(desk, BOSS), hook.id)
    assert again.token is not None and again.token != hook.token
    assert sealer.open(again.token, WEBHOOK_TOKEN) == secret.encode()
    assert changed(desk, BOSS, hook, token=None).token is None


def test_the_audit_trail_tells_of_hooks_and_of_no_secret(desk: Desk) -> None:
    hook = made(desk, BOSS, token="hush", name="watcher")
    changed(desk, BOSS, hook, token="hush hush", status=DISABLED)
    hooks.delete_webhook(session(desk, BOSS), hook.id)
    audit = desk.site.accounts.audit
    entries = {
        deed: audit.newest(SoughtEntries(deed=deed.value))
        for deed in (Deed.WEBHOOK_ADDED, Deed.WEBHOOK_CHANGED, Deed.WEBHOOK_REMOVED)
    }
    details = {deed: [(each.about, each.details) for each in found] for deed, found in entries.items()}
    assert details == {
        Deed.WEBHOOK_ADDED: [(hook.id, {"host": "93.184.216.34"})],
        Deed.WEBHOOK_CHANGED: [
            (hook.id, {"fields": "status,token", "host": "93.184.216.34", "status": DISABLED})
        ],
        Deed.WEBHOOK_REMOVED: [(hook.id, {"host": "93.184.216.34"})],
    }
    (added,) = entries[Deed.WEBHOOK_ADDED]
    assert added.who == Link(1, "she", "HumanUser")
    assert not any(word in repr(entries) for word in ("hush", "secret-path"))
