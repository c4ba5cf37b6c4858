"""A site whose clock goes, a receiver beside it, hooks on it, and a courier that delivers them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import msgspec
import pytest
import requests
from tests.fixtures.receiver import Received, Receiver, receiver

from slatehouse.accounts.caller import system_caller
from slatehouse.config import WebhooksSettings
from slatehouse.jobs.delivering.courier import Courier
from slatehouse.schema.link import Target
from slatehouse.site.session import Session
from slatehouse.site.site import Site
from slatehouse.store.deliveries import Deliveries, Delivery, Sought
from slatehouse.store.event_log import EventLogRows
from slatehouse.store.webhooks import Webhook, Webhooks

SETTINGS = WebhooksSettings(allow=(ip_network("127.0.0.1/32"),), lease=60.0)


@dataclass
class Desk:
    """Does on a site what its people do: makes rows, and hooks that tell of them."""

    site: Site
    owner: Target
    project: dict[str, object]

    @property
    def session(self) -> Session:
        return self.site.session(self.site.accounts.caller_by_id("HumanUser", self.owner.id))

    def under(self, **settings: Any) -> Site:
        """The site with other settings of its webhooks."""
        webhooks = msgspec.structs.replace(SETTINGS, **settings)
        changed = msgspec.structs.replace(self.site.config.settings, webhooks=webhooks)
        return replace(self.site, config=replace(self.site.config, settings=changed))

    def make(self, count: int = 1, **values: object) -> list[int]:
        """Shots; each with an event of its making."""
        rows = [("Shot", {"code": f"SH{n}", "project": self.project, **values}) for n in range(count)]
        return [row.id for row in self.site.session(system_caller()).create_many(rows)]

    def change(self, shot: int, **values: object) -> None:
        self.site.session(system_caller()).update(self.site.schema["Shot"], shot, values)

    def hook(self, url: str, **values: Any) -> str:
        """A hook that hears of new shots from now on."""
        database = self.site.database
        with database.writing() as connection:
            log = EventLogRows(self.site.edition.tables, database.dialect)
            asked: dict[str, Any] = (
                {} if "event_type" in values else {"entity_types": {"Shot": {"create": []}}}
            )
            made = Webhook(
                **{
                    "id": str(uuid4()),
                    "url": url,
                    "owner_type": self.owner.type,
                    "owner_id": self.owner.id,
                    "cursor": log.newest(connection),
                    "created_at": "2026-09-21T14:13:20Z",
                    **asked,
                    **values,
                }
            )
            Webhooks(database.dialect).add(connection, made)
        return made.id

    def put(self, hook: str, **values: object) -> None:
        """Change a hook as its owner would."""
        with self.site.database.writing() as connection:
            Webhooks(self.site.database.dialect).change(connection, hook, values)

    def now(self, hook: str) -> Webhook:
        with self.site.database.reading() as connection:
            found = Webhooks(self.site.database.dialect).one(connection, hook)
        assert found is not None
        return found

    def rests(self, hook: str) -> bool:
        """Whether nobody is at work for a hook, and nothing waits to be sent beside the events."""
        with self.site.database.reading() as connection:
            standing = Webhooks(self.site.database.dialect).standing(connection)
        (found,) = (each for each in standing if each.hook.id == hook)
        return not found.has_waiting and found.leased_until <= time.time()

    def newest_event(self) -> int:
        """The last entry of the log."""
        log = EventLogRows(self.site.edition.tables, self.site.database.dialect)
        with self.site.database.reading() as connection:
            return log.newest(connection)

    def deliveries(self, hook: str) -> list[Delivery]:
        """The records of a hook's deliveries, the oldest first."""
        with self.site.database.reading() as connection:
            rows = Deliveries(self.site.database.dialect)
            return rows.page(connection, hook, Sought(), 100_000, 0)[::-1]

    def forget_hooks(self) -> None:
        with self.site.database.writing() as connection:
            hooks = Webhooks(self.site.database.dialect)
            for each in hooks.page(connection, 1000, 0):
                hooks.remove(connection, each.id)


@pytest.fixture(scope="module")
def desk_of_module(site_of_module: Site) -> Desk:
    site = replace(site_of_module, clock=lambda: datetime.now(UTC))
    session = site.session(system_caller())
    project = Target("Project", session.create_many([("Project", {"name": "Lighthouse"})])[0].id)
    owner = {"login": "ada", "name": "Ada", "sg_status_list": "act", "permission_rule_set": _admin(site)}
    person = session.create_many([("HumanUser", owner)])[0].id
    desk = Desk(site, Target("HumanUser", person), project._asdict())
    return replace(desk, site=desk.under())


def _admin(site: Site) -> dict[str, object]:
    rule_sets = site.edition.rows
    with site.database.reading() as connection:
        found = rule_sets.ids_having(connection, "PermissionRuleSet", {"code": "admin"})
    return {"type": "PermissionRuleSet", "id": found[0]}


@pytest.fixture
def desk(desk_of_module: Desk) -> Desk:
    """The module's desk, without a hook."""
    desk_of_module.forget_hooks()
    return desk_of_module


@pytest.fixture(scope="module")
def receiver_of_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Receiver]:
    with receiver(tmp_path_factory.mktemp("receiver")) as started:
        yield started


@dataclass(frozen=True)
class Inbox:
    """What one test receives, on paths of its own."""

    receiver: Receiver
    name: str

    def url(self, way: str = "ok") -> str:
        """Where what is sent is answered in a way (see the receiver's program)."""
        return self.receiver.url(f"{way}/{self.name}")

    def requests(self, way: str = "ok") -> list[Received]:
        return self.receiver.received(f"{way}/{self.name}")

    def events(self, count: int, way: str = "ok", seconds: float = 300.0) -> list[Any]:
        """The events, once there are that many; fewer where they do not come in time."""
        return self.receiver.waited_for(count, f"{way}/{self.name}", seconds)

    def free(self) -> None:
        """Let what is held be answered."""
        requests.post(self.url("free"), data=b"{}", timeout=60)


@pytest.fixture
def inbox(receiver_of_module: Receiver) -> Inbox:
    return Inbox(receiver_of_module, secrets.token_hex(4))


@contextmanager
def courier_of(site: Site, **options: Any) -> Iterator[Courier]:
    """A courier that works until the end of the block."""
    stop, courier = threading.Event(), Courier(site, **options)
    thread = threading.Thread(target=courier.work, args=(stop,))
    thread.start()
    try:
        yield courier
    finally:
        stop.set()
        courier.wake()
        thread.join()


def becomes(claim: Callable[[], bool], seconds: float = 300.0) -> bool:
    """Whether the claim becomes true in time."""
    until = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
