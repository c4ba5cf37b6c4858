"""Workers are killed at any moment, and receivers do what they like: nothing is lost, and order is kept.

A few seconds long, on SQLite. `SLATEHOUSE_DELIVERING_SECONDS=600` goes on for that long, on each database,
and kills a server with all of its processes, too, while rows are made through it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.fixtures import worker_program
from tests.jobs.delivering.conftest import Desk, Inbox, becomes

from slatehouse.accounts.caller import system_caller
from slatehouse.store.event_log import EventLogRows
from slatehouse.testing.rest import Rest

PROGRAM = Path(worker_program.__file__)
SECONDS = float(os.environ.get("SLATEHOUSE_DELIVERING_SECONDS", "1.5"))
IS_LONG = SECONDS >= 60
if not IS_LONG:
    from tests.fixtures.on_sqlite import database_kind, sites

    __all__ = ["database_kind", "sites"]

BETWEEN_KILLS = (0.5, 2.0)
LEASE, TIMEOUT = 1.0, 1.0
MEGABYTE = 1024 * 1024
MOST_MEMORY = 250 * MEGABYTE
GOOD = ("ok", "fail-2", "slow-0.005", "huge")
BAD = ("drip", "redirect-x", "garbage", "hang-up", "status-500")


def environment() -> dict[str, str]:
    return {
        **os.environ,
        "SLATEHOUSE_WEBHOOKS_ALLOW": "127.0.0.1/32",
        "SLATEHOUSE_WEBHOOKS_LEASE": str(LEASE),
        "SLATEHOUSE_WEBHOOKS_TIMEOUT": str(TIMEOUT),
    }


@dataclass
class Crew:
    """Workers of a site, of which any may be killed."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kills: int = 0

    def start(self) -> None:
        command = [sys.executable, str(PROGRAM), str(self.folder)]
        self.processes.append(subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL))

    def kill_one(self, chance: random.Random) -> None:
        victim = self.processes.pop(chance.randrange(len(self.processes)))
        victim.send_signal(signal.SIGKILL)
        victim.wait(120)
        self.kills += 1

    def memory(self) -> int:
        """Of the worker that holds most."""
        found = [Path(f"/proc/{each.pid}/status").read_text() for each in self.processes]
        lines = [line for text in found for line in text.splitlines() if line.startswith("VmHWM")]
        return max(int(line.split()[1]) for line in lines) * 1024


@pytest.fixture
def crew(desk: Desk) -> Iterator[Crew]:
    crew = Crew(desk.site.directory)
    yield crew
    for process in crew.processes:
        process.terminate()
    for process in crew.processes:
        process.wait(120)


def write_through_servers(desk: Desk, stop: threading.Event, crew: Crew) -> None:
    """Make shots through one server after the other, each of which is killed with its workers."""
    name = f"pipeline {time.time()}"
    script = desk.site.session(system_caller()).create_many([("ApiUser", {"firstname": name})])[0].id
    desk.site.accounts.set_script_key(script, "sesame")
    command = [sys.executable, "-m", "slatehouse", "serve", "--site", str(desk.site.directory)]
    while not stop.is_set():
        server = subprocess.Popen(
            [*command, "--port", "0", "--json"],
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert server.stdout
        try:
            rest = Rest(json.loads(server.stdout.readline())["url"], name, "sesame")
            killer = threading.Timer(random.uniform(2, 10), os.killpg, (server.pid, signal.SIGKILL))
            killer.start()
            with suppress(requests.RequestException):
                while not stop.is_set():
                    shot: Any = {"code": "SH", "project": desk.project}
                    rest.post("/entity/shots", json=shot, timeout=20)
            killer.join()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
            server.communicate()
            crew.kills += 1


def made_since(desk: Desk, event: int) -> list[int]:
    """The shots that were made after an event, as the log has them."""
    log = EventLogRows(desk.site.edition.tables, desk.site.database.dialect)
    with desk.site.database.reading() as connection:
        found = log.glimpse(connection, event, 10_000_000)
    return [row_id for _, event_type, *_, row_id in found if event_type == "Shotgun_Shot_New"]


def test_nothing_is_lost_and_order_is_kept(desk: Desk, inbox: Inbox, crew: Crew) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance, stop = random.Random(seed), threading.Event()
    hooks = {way: desk.hook(inbox.url(way)) for way in (*GOOD, *BAD)}
    hooks["ok-batch"] = desk.hook(inbox.url("ok-batch"), batch_deliveries=True)
    began = desk.now(hooks["ok"]).cursor

    def write() -> None:
        while not stop.wait(random.uniform(0, 0.05)):
            desk.make(random.randint(1, 5))

    writers = [threading.Thread(target=write)]
    if IS_LONG:
        writers.append(threading.Thread(target=write_through_servers, args=(desk, stop, crew)))
    for _ in range(2):
        crew.start()
    for writer in writers:
        writer.start()
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        time.sleep(chance.uniform(*BETWEEN_KILLS))
        crew.start()
        crew.kill_one(chance)
    stop.set()
    for writer in writers:
        writer.join()
    shots, good = made_since(desk, began), (*GOOD, "ok-batch")
    assert shots
    assert becomes(
        lambda: {desk.now(hooks[way]).num_deliveries for way in good} == {len(shots)}, 300 + SECONDS
    )
    for way in good:
        events = [each for each in inbox.events(0, way) if each["event_log_entry_id"]]
        ids = [each["delivery_id"] for each in events]
        first_of = dict(zip(reversed(ids), reversed(events), strict=True))
        arrived = [first_of[each] for each in dict.fromkeys(ids)]
        assert [each["entity"]["id"] for each in arrived] == shots, "all of them, in their order, first"
        assert len({each["event_log_entry_id"] for each in events}) == len(first_of), "under one id each"
        assert len(ids) - len(first_of) <= (crew.kills + 3) * 100, "no more is repeated than was not written"
        records = [each for each in desk.deliveries(hooks[way]) if each.event_id]
        assert [each.id for each in records] == [each["delivery_id"] for each in arrived]
        assert {each.status for each in records} == {"delivered"}
    for way in BAD:
        assert desk.now(hooks[way]).num_deliveries == 0, way
    # One that answers drop by drop has failed once its time is up, and the good ones may be done before.
    assert becomes(lambda: {desk.now(hooks[way]).status for way in BAD} == {"unstable"}, 300)
    assert crew.memory() < MOST_MEMORY
    print(f"{len(shots)} events for each of {len(good)} hooks, {crew.kills} kills, {crew.memory():,} bytes")
