"""Workers as processes of their own: they share the work, and what a killed one held is done by the next."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.jobs.asking import ask, ask_all, jobs_left

from slatehouse.store.connection import Database

if TYPE_CHECKING:
    from tests.jobs.conftest import WaitFor

PROGRAM = Path(__file__).with_name("journal_worker.py")
LEASE = 1.5


@dataclass(frozen=True)
class Line:
    """What a worker wrote down."""

    pid: int
    what: str
    payload: str


@dataclass
class Crew:
    """The workers of a site, and the journal that they write."""

    start: Callable[[], subprocess.Popen[bytes]]
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
    monkeypatch.setenv("SLATEHOUSE_JOBS_LEASE", str(LEASE))
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        running.append(subprocess.Popen([sys.executable, PROGRAM, site_folder, tmp_path / "journal"]))
        return running[-1]

    yield Crew(start, tmp_path / "journal")
    for process in running:
        process.terminate()
    for process in running:
        process.wait(20)


def test_the_job_of_a_killed_worker_is_done_by_the_next(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    ask(database, "precious", kind="linger")
    first = crew.start()
    assert wait_for(lambda: len(crew.lines("began")) == 1)
    first.send_signal(signal.SIGKILL)
    first.wait(20)
    assert jobs_left(database) == 1
    crew.let_go()
    second = crew.start()
    assert wait_for(lambda: jobs_left(database) == 0)
    assert crew.lines("done") == [Line(second.pid, "done", "precious")]


def test_two_workers_share_the_jobs_and_do_each_once(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    workers = {crew.start().pid, crew.start().pid}
    assert wait_for(lambda: len(crew.lines("ready")) == 2)
    payloads = [f"job {number}" for number in range(200)]
    ask_all(database, payloads)
    assert wait_for(lambda: jobs_left(database) == 0)
    done = crew.lines("done")
    assert Counter(line.payload for line in done) == Counter(payloads)
    assert {line.pid for line in done} == workers


def test_a_job_that_takes_longer_than_its_lease_stays_with_its_worker(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    crew.start()
    crew.start()
    assert wait_for(lambda: len(crew.lines("ready")) == 2)
    ask(database, str(2 * LEASE), kind="slow")
    assert wait_for(lambda: jobs_left(database) == 0)
    assert len(crew.lines("began")) == len(crew.lines("done")) == 1


def test_a_worker_that_is_told_to_stop_finishes_its_job_first(
    crew: Crew, database: Database, wait_for: WaitFor
) -> None:
    ask_all(database, ["first", "second"], kind="linger")
    worker = crew.start()
    assert wait_for(lambda: len(crew.lines("began")) == 1)
    worker.terminate()
    crew.let_go()
    assert worker.wait(20) == 0
    assert [line.payload for line in crew.lines("done")] == ["first"]
    assert jobs_left(database) == 1
