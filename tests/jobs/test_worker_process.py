"""Workers as processes of their own: they share the work, and what a killed one held is done by the next."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.jobs.asking import ask, ask_all, jobs_left
from tests.store.sql import read

from slatehouse.store.connection import Database

if TYPE_CHECKING:
    from tests.jobs.conftest import WaitFor

PROGRAM = Path(__file__).with_name("journal_worker.py")
SHORT, MIDDLING, LONG = 1.5, 5.0, 600.0
"""Leases: one that soon ends with its worker; one that is outlived, and prolonged even by a busy machine; and
one that ends in no test."""


@dataclass(frozen=True)
class Line:
    """What a worker wrote down."""

    pid: int
    what: str
    payload: str


@dataclass
class Crew:
    """The workers of a site, and the journal that they write."""

    start: Callable[[float], subprocess.Popen[bytes]]
    path: Path

    def lines(self, what: str) -> list[Line]:
        text = self.path.read_text() if self.path.exists() else ""
        split = [line.partition(" ")[::2] for line in text.splitlines()]
        found = [Line(int(pid), *rest.partition(" ")[::2]) for pid, rest in split]
        return [line for line in found if line.what == what]

    def let_go(self) -> None:
        self.path.with_suffix(".go").touch()


@pytest.fixture
def crew(site_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    running: list[subprocess.Popen[bytes]] = []

    def start(lease: float) -> subprocess.Popen[bytes]:
        monkeypatch.setenv("SLATEHOUSE_JOBS_LEASE", str(lease))
        running.append(subprocess.Popen([sys.executable, PROGRAM, site_folder, tmp_path / "journal"]))
        return running[-1]

    yield Crew(start, tmp_path / "journal")
    for process in running:
        process.terminate()
    for process in running:
        process.wait(120)


def leased_until(database: Database) -> float:
    """When the lease of the one job that there is ends, as long as nobody prolongs it."""
    ((until,),) = read(database, "SELECT leased_until FROM slatehouse_jobs")
    return float(until)


def test_the_job_of_a_killed_worker_is_done_by_the_next(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    ask(database, "precious", kind="linger")
    first = crew.start(SHORT)
    assert wait_for(lambda: len(crew.lines("began")) == 1)
    first.send_signal(signal.SIGKILL)
    first.wait(120)
    assert jobs_left(database) == 1
    crew.let_go()
    second = crew.start(LONG)
    assert wait_for(lambda: jobs_left(database) == 0)
    assert crew.lines("done") == [Line(second.pid, "done", "precious")]


def test_two_workers_share_the_jobs_and_do_each_once(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    workers = {crew.start(LONG).pid, crew.start(LONG).pid}
    long = ["long", "longer"]
    ask_all(database, long, kind="linger")
    # None of them takes both: whoever has one is busy.
    assert wait_for(lambda: {line.pid for line in crew.lines("began")} == workers)
    payloads = [f"job {number}" for number in range(200)]
    ask_all(database, payloads)
    crew.let_go()
    assert wait_for(lambda: jobs_left(database) == 0)
    done = crew.lines("done")
    assert Counter(line.payload for line in done) == Counter([*long, *payloads])
    assert {line.pid for line in done} == workers


def test_a_job_that_takes_longer_than_its_lease_stays_with_its_worker(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    crew.start(MIDDLING)
    crew.start(MIDDLING)
    assert wait_for(lambda: len(crew.lines("ready")) == 2)
    ask(database, "endless", kind="linger")
    assert wait_for(lambda: len(crew.lines("began")) == 1)
    first = leased_until(database)
    assert wait_for(lambda: time.time() > first + 0.5 and leased_until(database) > first)
    crew.let_go()
    assert wait_for(lambda: jobs_left(database) == 0)
    assert len(crew.lines("began")) == len(crew.lines("done")) == 1


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    ask_all(database, ["first", "second"], kind="linger")
    worker = crew.start(LONG)
    assert wait_for(lambda: len(crew.lines("began")) == 1)
    worker.terminate()
    crew.let_go()
    assert worker.wait(120) == 0
    assert [line.payload for line in crew.lines("done")] == ["first"]
    assert jobs_left(database) == 1
