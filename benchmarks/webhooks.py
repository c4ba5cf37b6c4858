"""Deliveries of webhooks to a receiver on this machine, beside a bare loop: it reads the same entries, posts
the same JSON with `http.client` over one connection, signed, and inserts the same records, a hundred at once.
"""

from __future__ import annotations

import gc
import hmac
import http.client
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha1
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from benchmarks import reference_receiver
from benchmarks.figures import Figure, rates
from benchmarks.hand import Driver, driver_of
from benchmarks.timing import ROUNDS, postgresql
from slatehouse.accounts.caller import system_caller
from slatehouse.accounts.sealed_secrets import WEBHOOK_TOKEN
from slatehouse.config import WebhooksSettings
from slatehouse.jobs.delivering.courier import Courier
from slatehouse.schema.link import Target
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site
from slatehouse.site.writing import writing
from slatehouse.store.webhooks import Webhook, Webhooks

EVENTS = 2_000
_AT_ONCE = 100
_TOKEN = b"sesame"
_SETTINGS = WebhooksSettings(allow=(ip_network("127.0.0.1/32"),))


def measure(folder: str) -> list[Figure]:
    """Deliveries a second on SQLite, then on PostgreSQL where it is installed."""
    with _receiver() as port:
        figures = _figures("SQLite", create_site(Path(folder) / "sqlite"), port)
        with postgresql(Path(folder)) as url:
            if url is not None:
                figures += _figures("PostgreSQL", create_site(Path(folder) / "postgresql", url), port)
    return figures


def _figures(database: str, site: Site, port: int) -> list[Figure]:
    settings = msgspec.structs.replace(site.config.settings, webhooks=_SETTINGS)
    site = replace(site, config=replace(site.config, settings=settings))
    owner = _make_events(site)
    gc.freeze()
    try:
        with driver_of(site) as driver:
            return [
                _figure(f"{database}: one hook", site, driver, port, owner, 1, is_batch=False),
                _figure(f"{database}: four hooks together", site, driver, port, owner, 4, is_batch=False),
                _figure(f"{database}: one hook, in batches", site, driver, port, owner, 1, is_batch=True),
            ]
    finally:
        site.close()


def _figure(
    what: str, site: Site, driver: Driver, port: int, owner: Target, hooks: int, *, is_batch: bool
) -> Figure:
    ours, reference = [], []
    for _ in range(ROUNDS):
        ours.append(hooks * EVENTS / _delivered(site, port, owner, hooks, is_batch=is_batch))
        reference.append(EVENTS / _by_hand(driver, port))
    return rates(what, ours, reference, "500/s")


def _make_events(site: Site) -> Target:
    """Changes of shots, and the person who hears of them; in transactions as requests have them."""
    with writing(site, system_caller(logs_events=False)) as writes:
        project = {"type": "Project", "id": writes.make("Project", {"name": "Bench"})}
        rules = writes.rows.ids_having(writes.connection, "PermissionRuleSet", {"code": "admin"})
        about = {
            "login": "bench",
            "name": "Bench",
            "sg_status_list": "act",
            "permission_rule_set": {"type": "PermissionRuleSet", "id": rules[0]},
        }
        owner = Target("HumanUser", writes.make("HumanUser", about))
        shot = writes.make("Shot", {"code": "SH010", "project": project})
    for start in range(0, EVENTS, _AT_ONCE):
        with writing(site, system_caller()) as writes:
            for number in range(start, start + _AT_ONCE):
                writes.update(site.schema["Shot"], shot, {"description": f"Fog {number}"})
    return owner


def _delivered(site: Site, port: int, owner: Target, count: int, *, is_batch: bool) -> float:
    """Seconds in which the hooks are told of all events by a courier."""
    rows = Webhooks(site.database.dialect)
    token = site.accounts.sealer.seal(_TOKEN, WEBHOOK_TOKEN)
    hooks = [
        Webhook(
            id=str(uuid4()),
            url=f"http://127.0.0.1:{port}/",
            token=token,
            entity_types={"Shot": {"update": ["description"]}},
            batch_deliveries=is_batch,
            owner_type=owner.type,
            owner_id=owner.id,
            cursor=0,
            created_at="2026-09-21T14:13:20Z",
        )
        for _ in range(count)
    ]
    with site.database.writing() as connection:
        for each in rows.page(connection, 100, 0):
            rows.remove(connection, each.id)
        for hook in hooks:
            rows.add(connection, hook)
    stop = threading.Event()
    courier = threading.Thread(target=Courier(site).work, args=(stop,))
    started = time.perf_counter()
    courier.start()
    while not all(_count(site, rows, hook.id) == EVENTS for hook in hooks):
        time.sleep(0.02)
    taken = time.perf_counter() - started
    stop.set()
    courier.join()
    return taken


def _count(site: Site, rows: Webhooks, hook: str) -> int:
    with site.database.reading() as connection:
        found = rows.one(connection, hook)
    return found.num_deliveries if found else 0


_ENTRIES = """
SELECT id, created_at, event_type, attribute_name, meta, "entity$type", "entity$id", "project$type",
"project$id", "user$type", "user$id" FROM event_log_entries
WHERE id > ? AND event_type = 'Shotgun_Shot_Change' AND attribute_name = 'description' ORDER BY id LIMIT 100
"""
_RECORD = """
INSERT INTO slatehouse_deliveries (id, hook, event_id, entity_type, entity_id, event_time, status,
process_time, response_code, body, request_headers, response_headers, request_body, attempts, created_at)
VALUES (?, 'by hand', ?, ?, ?, 0, 'delivered', 0, ?, ?, ?, ?, ?, 1, '')
"""
_FORGET = "DELETE FROM slatehouse_deliveries WHERE hook = 'by hand' RETURNING id"


def _by_hand(driver: Driver, port: int) -> float:
    """Seconds of the bare loop."""
    driver.rows(_FORGET)
    started = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    cursor = sent = 0
    while found := driver.rows(_ENTRIES, [cursor]):
        records = [_posted(connection, row) for row in found]
        cursor = found[-1][0]
        sent += len(found)
        with _transaction(driver):
            driver.many(_RECORD, records)
    connection.close()
    assert sent == EVENTS
    return time.perf_counter() - started


def _posted(connection: http.client.HTTPConnection, row: tuple[Any, ...]) -> tuple[object, ...]:
    entry, created_at, event_type, attribute, meta, *ends = row
    entity, project, user = ({"type": ends[n], "id": ends[n + 1]} for n in (0, 2, 4))
    delivery = str(uuid4())
    data = {
        "id": entry,
        "event_log_entry_id": entry,
        "event_type": event_type,
        "operation": "update",
        "user": user,
        "entity": entity,
        "project": project,
        "meta": json.loads(meta),
        "created_at": created_at,
        "attribute_name": attribute,
        "session_uuid": None,
        "delivery_id": delivery,
    }
    body = json.dumps({"data": data, "timestamp": created_at}).encode()
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-sg-delivery-id": delivery,
        "x-sg-signature": f"sha1={hmac.new(_TOKEN, body, sha1).hexdigest()}",
    }
    connection.request("POST", "/", body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    said = json.dumps(headers), json.dumps(dict(answer.getheaders()))
    return delivery, entry, entity["type"], entity["id"], answer.status, text, *said, body.decode()


@contextmanager
def _transaction(driver: Driver) -> Iterator[None]:
    driver.rows("BEGIN")
    yield
    driver.rows("COMMIT")


@contextmanager
def _receiver() -> Iterator[int]:
    command = [sys.executable, str(reference_receiver.__file__)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()
