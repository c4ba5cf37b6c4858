"""The worker: what it does with a job that can be done, and with one that cannot."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.jobs.asking import ask, jobs_left

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs.duties import Duties
from slatehouse.jobs.queue import LONG, Queue
from slatehouse.jobs.worker import Worker, retry_wait
from slatehouse.jobs.workshop import Handler, Workshop
from slatehouse.site.job_kinds import PROXY_JOB, THUMBNAIL_JOB, Priority
from slatehouse.site.jobs import ask_for_job
from slatehouse.site.writing import writing
from slatehouse.store.connection import Database
from slatehouse.store.facts import read_fact
from slatehouse.store.statement import Statement

if TYPE_CHECKING:
    from tests.jobs.conftest import WaitFor

MAX_ATTEMPTS = 5


@dataclass
class Diary:
    """What handlers did, and the time, which only the test lets pass."""

    now: float = 1_000.0
    lines: list[str] = field(default_factory=list)

    def note(self, workshop: Workshop, payload: str) -> None:
        self.lines.append(payload)

    def refuse(self, workshop: Workshop, payload: str) -> None:
        self.lines.append(payload)
        raise ConnectionError("the farm does not answer")

    def tell(self, workshop: Workshop, payload: str, reason: str) -> None:
        self.lines.append(f"given up {payload}: {reason}")

    def fail_to_tell(self, workshop: Workshop, payload: str, reason: str) -> None:
        raise RuntimeError("nobody listens")

    def has_lines(self, number: int) -> bool:
        return len(self.lines) == number

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {
            "note": Handler(self.note),
            "refuse": Handler(self.refuse, self.tell),
            "mute": Handler(self.refuse, self.fail_to_tell),
        }


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def worker(workshop: Workshop, diary: Diary) -> Worker:
    return Worker(workshop, diary.handlers, lambda: diary.now)


@pytest.fixture
def site_queue(workshop: Workshop) -> Queue:
    return Queue(workshop.site.database)


def test_a_job_is_done_once_and_forgotten(workshop: Workshop, worker: Worker, diary: Diary) -> None:
    ask(workshop.site.database, "a")
    ask(workshop.site.database, "b")
    assert [worker.do_next() for _ in range(3)] == [True, True, False]
    assert diary.lines == ["a", "b"]
    assert jobs_left(workshop.site.database) == 0


def test_a_job_asked_for_by_a_change_starts_when_things_have_settled(
    workshop: Workshop, worker: Worker, diary: Diary
) -> None:
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        ask_for_job(writes, "note", "settled")
    settle = timedelta(seconds=workshop.site.config.settings.media.settle)
    diary.now = (writes.now + settle).timestamp() - 0.01
    assert not worker.do_next()
    diary.now += 0.02
    assert worker.do_next()
    assert diary.lines == ["settled"]


def test_a_job_of_a_change_that_came_to_nothing_is_never_done(workshop: Workshop, worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError), writing(workshop.site, system_caller()) as writes:
        ask_for_job(writes, "note", "")
        raise ZeroDivisionError
    assert jobs_left(workshop.site.database) == 0
    assert not worker.do_next()


@pytest.mark.parametrize(("attempts", "wait"), [(1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10_000, 300)])
def test_waits_between_attempts_grow_to_five_minutes(attempts: int, wait: float) -> None:
    assert retry_wait(attempts) == wait


def test_a_failing_job_is_tried_again_after_growing_waits_and_then_given_up(
    workshop: Workshop, worker: Worker, diary: Diary, site_queue: Queue
) -> None:
    began = diary.now
    ask(workshop.site.database, "x", kind="refuse")
    for wait in (2, 4, 8, 16):
        assert worker.do_next()
        assert [job.retry_at for job in site_queue.failures()] == [diary.now + wait]
        diary.now += wait - 0.5
        assert not worker.do_next()
        diary.now += 0.5
    assert worker.do_next()
    assert diary.now == began + 30
    assert diary.lines == ["x"] * MAX_ATTEMPTS + ["given up x: the farm does not answer"]
    diary.now += 1e6
    assert not worker.do_next()
    (job,) = site_queue.failures()
    assert (job.attempts, job.retry_at) == (MAX_ATTEMPTS, None)


def test_a_failure_says_what_happened_and_where(
    workshop: Workshop, worker: Worker, site_queue: Queue
) -> None:
    ask(workshop.site.database, kind="refuse")
    worker.do_next()
    (job,) = site_queue.failures()
    assert job.failure.startswith("ConnectionError: the farm does not answer (test_worker.py:")


def test_a_job_that_kills_its_workers_is_given_up_without_another_attempt(
    workshop: Workshop, worker: Worker, diary: Diary, site_queue: Queue
) -> None:
    ask(workshop.site.database, "x", kind="refuse")
    for number in range(MAX_ATTEMPTS):
        assert site_queue.take(f"killed {number}", diary.now, 60)
        diary.now += 60
    assert worker.do_next()
    assert diary.lines == ["given up x: the worker died in the middle of attempt 5"]
    (job,) = site_queue.failures()
    assert job.retry_at is None


def test_a_job_is_given_up_even_if_nobody_can_be_told(
    workshop: Workshop, worker: Worker, diary: Diary, site_queue: Queue, caplog: pytest.LogCaptureFixture
) -> None:
    ask(workshop.site.database, kind="mute")
    for _ in range(MAX_ATTEMPTS):
        worker.do_next()
        diary.now += 100
    (job,) = site_queue.failures()
    assert job.retry_at is None
    assert job.failure.startswith("ConnectionError")
    assert "nobody listens" in caplog.text


def test_a_kind_that_nobody_knows_waits_for_a_worker_that_does(
    workshop: Workshop, worker: Worker, diary: Diary, site_queue: Queue
) -> None:
    ask(workshop.site.database, "later", kind="hologram")
    assert worker.do_next()
    (job,) = site_queue.failures()
    assert job.failure == "NoHandler: no handler for jobs of kind 'hologram'"
    diary.now += 2
    newer = Worker(workshop, {"hologram": Handler(diary.note)}, lambda: diary.now)
    assert newer.do_next()
    assert diary.lines == ["later"]
    assert site_queue.failures() == []


def test_failures_are_told_in_the_log(
    workshop: Workshop, worker: Worker, diary: Diary, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ask(workshop.site.database, kind="refuse")
    with caplog.at_level(logging.ERROR, "slatehouse"):
        for _ in range(MAX_ATTEMPTS):
            worker.do_next()
            diary.now += 100
    first, *_, last = caplog.messages
    told = "ConnectionError: the farm does not answer"
    assert first == f"job {job_id} failed: refuse, attempt 1: {told} (it will be tried again)"
    assert last == f"job {job_id} failed: refuse, attempt 5: {told} (it is given up)"


class Running:
    """Workers at work, each in a thread."""

    def __init__(self, *workers: Worker) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=each.work, args=(self._stop,)) for each in workers]

    def __enter__(self) -> None:
        for thread in self._threads:
            thread.start()

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


def test_a_change_asks_with_the_priority_of_the_kind(workshop: Workshop, diary: Diary) -> None:
    with writing(workshop.site, system_caller(logs_events=False)) as writes:
        for kind in (PROXY_JOB, "hologram", THUMBNAIL_JOB):
            ask_for_job(writes, kind, kind, wait=0)
    handlers = dict.fromkeys((PROXY_JOB, "hologram", THUMBNAIL_JOB), Handler(diary.note))
    worker = Worker(workshop, handlers, lambda: writes.now.timestamp())
    while worker.do_next():
        pass
    assert diary.lines == [THUMBNAIL_JOB, "hologram", PROXY_JOB]


def test_what_has_waited_long_comes_to_its_turn_before_all_that_is_more_urgent_is_done(
    workshop: Workshop, worker: Worker, diary: Diary
) -> None:
    ask(workshop.site.database, "film", priority=Priority.FILMS)
    for number in range(20):
        ask(workshop.site.database, f"picture {number}", not_before=1, priority=Priority.PICTURES)
    diary.now = LONG
    while worker.do_next():
        pass
    assert diary.lines.index("film") == 7
    assert len(diary.lines) == 21


class Projector:
    """Films that go on until they are told to end, and pictures meanwhile."""

    def __init__(self) -> None:
        self.films: list[str] = []
        self.pictures: list[str] = []
        self.end = threading.Event()

    def film(self, workshop: Workshop, payload: str) -> None:
        self.films.append(payload)
        self.end.wait(600)

    def picture(self, workshop: Workshop, payload: str) -> None:
        self.pictures.append(payload)

    def have_begun(self, number: int) -> bool:
        return len(self.films) == number


@pytest.mark.parametrize(("threads", "films"), [(2, 1), (4, 2), (2, 0)])
def test_pictures_go_on_beside_films_of_which_so_many_are_made_at_once(
    workshop: Workshop, wait_for: WaitFor, threads: int, films: int
) -> None:
    projector, duties = Projector(), Duties(films=films)
    handlers = {PROXY_JOB: Handler(projector.film), THUMBNAIL_JOB: Handler(projector.picture)}
    workers = [Worker(workshop, handlers, lambda: 1_000.0, duties) for _ in range(threads)]
    database = workshop.site.database
    for number in range(3):
        ask(database, f"film {number}", PROXY_JOB, priority=Priority.FILMS)
    with Running(*workers):
        assert wait_for(partial(projector.have_begun, films))
        for number in range(5):
            ask(database, f"picture {number}", THUMBNAIL_JOB, priority=Priority.PICTURES)
        assert wait_for(lambda: len(projector.pictures) == 5)
        assert projector.have_begun(films)
        projector.end.set()
        assert wait_for(partial(projector.have_begun, 3 if films else 0))
    assert jobs_left(database) == (0 if films else 3)


def test_a_working_worker_finds_what_comes_and_ends_when_told(
    workshop: Workshop, diary: Diary, worker: Worker, wait_for: WaitFor
) -> None:
    with Running(worker):
        for number in (1, 2, 3):
            ask(workshop.site.database, str(number))
            assert wait_for(partial(diary.has_lines, number))
    assert diary.lines == ["1", "2", "3"]
    assert jobs_left(workshop.site.database) == 0


def test_a_worker_that_never_rests_sweeps_the_site_too(
    workshop: Workshop, diary: Diary, wait_for: WaitFor
) -> None:
    database = workshop.site.database

    def ask_again(workshop: Workshop, payload: str) -> None:
        ask(database, payload)

    def is_swept() -> bool:
        with database.reading() as connection:
            return read_fact(database, connection, "swept_at") is not None

    ask(database, "there is always one more")
    with Running(Worker(workshop, {"note": Handler(ask_again)}, lambda: diary.now)):
        assert wait_for(is_swept)
    assert jobs_left(database) == 1


def test_a_worker_outlives_trouble_with_the_database(
    workshop: Workshop,
    diary: Diary,
    worker: Worker,
    wait_for: WaitFor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = workshop.site.database
    rename_table(database, "slatehouse_jobs", "away")
    with Running(worker):
        assert wait_for(lambda: bool(caplog.messages))
        rename_table(database, "away", "slatehouse_jobs")
        ask(database, "after the trouble")
        assert wait_for(lambda: bool(diary.lines))
    assert diary.lines == ["after the trouble"]
    assert f"job worker {worker.name} in trouble: StoreError" in caplog.text


def rename_table(database: Database, old: str, new: str) -> None:
    with database.writing() as connection:
        connection.run(Statement(f"ALTER TABLE {old} RENAME TO {new}", ()))
