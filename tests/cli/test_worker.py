"""`slatehouse worker`: a worker on its own, which takes what it is told to, and ends in order."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

from tests.fixtures.commands import COMMAND, PATIENCE
from tests.jobs.asking import ask, jobs_left

from slatehouse.cli.worker import Takes
from slatehouse.config import JobsSettings
from slatehouse.jobs.queue import Queue
from slatehouse.site.job_kinds import FORGET_FILES_JOB, PROXY_JOB, Priority
from slatehouse.site.opening import open_site


def test_it_can_be_told_to_take_whatever_there_is() -> None:
    names = [each.name.lower() for each in Priority]
    assert list(JobsSettings().takes) == names
    assert [each.value for each in Takes] == names


def test_it_does_what_it_takes_and_ends_at_ctrl_c(site: Path) -> None:
    with closing(open_site(site)) as tracking:
        database = tracking.database
        ask(database, "[]", FORGET_FILES_JOB)
        film = ask(database, "{}", PROXY_JOB, priority=Priority.FILMS)
        arguments = ["worker", "--site", str(site), "--threads", "1", "--takes", "upkeep", "--json"]
        with subprocess.Popen(
            [*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as worker:
            assert worker.stdout and worker.stderr
            ready = json.loads(worker.stdout.readline())
            assert ready == {"pid": worker.pid, "threads": 1, "takes": ["upkeep"]}
            until = time.monotonic() + PATIENCE
            while jobs_left(database) > 1 and time.monotonic() < until:
                time.sleep(0.02)
            worker.send_signal(signal.SIGINT)
            assert worker.wait(PATIENCE) == 0
            assert "the jobs under way are done first" in worker.stderr.read()
        left = Queue(database).take("a", 1e12, 60)
        assert left is not None and left.id == film and left.attempts == 1
