"""The queue: jobs in their turn, one worker for each, kept until they are done or given up."""

from __future__ import annotations

import threading

import pytest
from tests.jobs.asking import ask, ask_all, jobs_left

from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.queue import LONG, FailedJob, Job, Queue
from slatehouse.site.job_kinds import PRIORITIES, Priority
from slatehouse.store.connection import Database

LEASE = 60.0


def taken(queue: Queue, worker: str = "a", now: float = 0.0) -> Job:
    job = queue.take(worker, now, LEASE)
    assert job is not None
    return job


def test_nothing_is_taken_from_an_empty_queue(queue: Queue) -> None:
    assert queue.take("a", 0, LEASE) is None


def test_a_job_comes_with_what_it_was_asked_with(database: Database, queue: Queue) -> None:
    job_id = ask(database, payload='{"é": "\\u0000"}', kind="thumbnail")
    assert taken(queue) == Job(job_id, "thumbnail", '{"é": "\\u0000"}', 1, "a")


def test_the_job_that_has_been_due_longest_comes_first(database: Database, queue: Queue) -> None:
    for payload, not_before in (("third", 20), ("first", 0), ("fourth", 20), ("second", 10), ("not yet", 99)):
        ask(database, payload, not_before=not_before)
    came = [taken(queue, now=30).payload for _ in range(4)]
    assert came == ["first", "second", "third", "fourth"]
    assert queue.take("a", 30, LEASE) is None


def test_the_most_urgent_comes_first_however_long_others_have_been_due(
    database: Database, queue: Queue
) -> None:
    for payload, priority, not_before in (
        ("fourth", Priority.FILMS, 0),
        ("third", Priority.UPKEEP, 10),
        ("second", Priority.PICTURES, 30),
        ("first", Priority.PICTURES, 20),
        ("not yet", Priority.PICTURES, 1_001),
    ):
        ask(database, payload, not_before=not_before, priority=priority)
    came = [taken(queue, now=1_000).payload for _ in range(4)]
    assert came == ["first", "second", "third", "fourth"]
    assert queue.take("a", 1_000, LEASE) is None


def test_what_has_been_due_long_comes_first_where_age_is_asked_for(database: Database, queue: Queue) -> None:
    ask(database, "film", not_before=0, priority=Priority.FILMS)
    ask(database, "picture", not_before=1, priority=Priority.PICTURES)
    early = queue.take("a", LONG - 1, LEASE, by_age=True)
    assert early is not None and early.payload == "picture"
    ask(database, "next picture", not_before=1, priority=Priority.PICTURES)
    late = queue.take("a", LONG, LEASE, by_age=True)
    assert late is not None and late.payload == "film"


def test_a_worker_gets_none_but_what_it_takes(database: Database, queue: Queue) -> None:
    ask(database, priority=Priority.FILMS)
    assert queue.take("a", 1e6, LEASE, [Priority.PICTURES, Priority.UPKEEP], by_age=True) is None
    assert queue.take("a", 1e6, LEASE, []) is None
    assert queue.take("a", 1e6, LEASE, [Priority.FILMS]) is not None


def test_every_kind_that_is_done_has_a_priority() -> None:
    assert PRIORITIES.keys() == HANDLERS.keys()


@pytest.mark.parametrize(
    ("now", "comes"),
    [(99.0, False), (99.999, False), (100.0, True), (1e9, True)],
)
def test_a_job_waits_until_its_time(database: Database, queue: Queue, now: float, comes: bool) -> None:
    ask(database, not_before=100.0)
    assert (queue.take("a", now, LEASE) is not None) is comes


@pytest.mark.parametrize(
    ("now", "comes"),
    [(0.0, False), (LEASE - 0.001, False), (LEASE, True)],
)
def test_a_leased_job_comes_to_nobody_before_the_lease_ends(
    database: Database, queue: Queue, now: float, comes: bool
) -> None:
    ask(database)
    first = taken(queue)
    second = queue.take("b", now, LEASE)
    assert second == (Job(first.id, first.kind, first.payload, 2, "b") if comes else None)


def test_a_lease_can_be_prolonged(database: Database, queue: Queue) -> None:
    ask(database)
    job = taken(queue)
    assert queue.extend(job, 200)
    assert queue.take("b", 199, LEASE) is None
    assert taken(queue, "b", 200).attempts == 2


def test_a_finished_job_is_gone(database: Database, queue: Queue) -> None:
    ask(database)
    job = taken(queue)
    assert queue.finish(job)
    assert jobs_left(database) == 0
    assert not queue.finish(job)


@pytest.mark.parametrize("successor", ["b", "a"])
def test_a_worker_whose_job_was_taken_over_can_settle_nothing(
    database: Database, queue: Queue, successor: str
) -> None:
    ask(database)
    lost = taken(queue, "a")
    held = taken(queue, successor, LEASE)
    assert not queue.finish(lost)
    assert not queue.fail(lost, "too late", 1)
    assert not queue.fail(lost, "too late", None)
    assert not queue.extend(lost, 1e9)
    assert queue.failures() == []
    assert queue.finish(held)


def test_a_worker_that_is_late_but_alone_still_finishes(database: Database, queue: Queue) -> None:
    ask(database)
    job = taken(queue)
    assert queue.take("b", LEASE - 1, LEASE) is None
    assert queue.finish(job)


def test_a_failed_job_comes_back_at_its_time_with_its_failure_readable(
    database: Database, queue: Queue
) -> None:
    job_id = ask(database, "x")
    assert queue.fail(taken(queue), "OSError: no route", 50)
    assert queue.failures() == [FailedJob(job_id, "note", "x", 1, "OSError: no route", 50, "then")]
    assert queue.take("b", 49, LEASE) is None
    assert taken(queue, "b", 50).attempts == 2


def test_a_job_that_was_given_up_stays_readable_and_comes_to_nobody(database: Database, queue: Queue) -> None:
    job_id = ask(database, "x")
    assert queue.fail(taken(queue), "OSError: no route", None)
    assert queue.failures() == [FailedJob(job_id, "note", "x", 1, "OSError: no route", None, "then")]
    assert queue.take("b", 1e12, LEASE) is None


def test_a_job_that_was_given_up_can_start_over(database: Database, queue: Queue) -> None:
    job_id = ask(database)
    queue.fail(taken(queue), "OSError: no route", None)
    assert queue.requeue(job_id, 70)
    assert queue.failures()[0].retry_at == 70
    assert queue.take("a", 69, LEASE) is None
    job = taken(queue, now=70)
    assert job.attempts == 1
    assert queue.finish(job)
    assert queue.failures() == []


def test_only_what_was_given_up_starts_over(database: Database, queue: Queue) -> None:
    job_id = ask(database)
    assert not queue.requeue(job_id, 0)
    assert not queue.requeue(job_id + 1, 0)
    taken(queue)
    assert not queue.requeue(job_id, 0)


def test_one_job_in_trouble_does_not_hold_up_the_others(database: Database, queue: Queue) -> None:
    ask_all(database, ["bad", "good"])
    queue.fail(taken(queue), "broken", 100)
    assert taken(queue).payload == "good"


def test_threads_that_take_at_the_same_time_never_get_the_same_job(database: Database, queue: Queue) -> None:
    payloads = [str(number) for number in range(60)]
    ask_all(database, payloads)
    came: list[str] = []

    def work(worker: str) -> None:
        while (job := queue.take(worker, 0, LEASE)) is not None:
            came.append(job.payload)
            assert queue.finish(job)

    threads = [threading.Thread(target=work, args=(f"worker {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came, key=int) == payloads
    assert jobs_left(database) == 0
