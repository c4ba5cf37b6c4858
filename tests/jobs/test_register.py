"""The jobs as people look at them, in every state that they can be in."""

from __future__ import annotations

import pytest
from tests.jobs.asking import ask, jobs_left

from slatehouse.jobs.queue import Queue
from slatehouse.jobs.register import KnownJob, Register, Sought, State
from slatehouse.site.job_kinds import FORGET_FILES_JOB, INDEX_JOB, PROXY_JOB, THUMBNAIL_JOB, Priority
from slatehouse.store.connection import Database

NOW, LEASE = 1_000.0, 60.0
PICTURE = '{"type":"Version","id":12,"field":"image","blob":"token-of-an-upload"}'


@pytest.fixture
def register(database: Database) -> Register:
    return Register(database)


@pytest.fixture
def stand(database: Database, queue: Queue) -> dict[State, int]:
    """A job in each state, by its id."""
    ids = {}
    for state, not_before, priority in (
        (State.FAILED, 0, Priority.PICTURES),
        (State.RETRYING, 1, Priority.PICTURES),
        (State.RUNNING, 2, Priority.PICTURES),
        (State.WAITING, 2_000, Priority.PICTURES),
    ):
        ids[state] = ask(database, PICTURE, THUMBNAIL_JOB, not_before, priority)
    for reason, retry_at in (("OSError: no route", None), ("OSError: busy", NOW + 8)):
        job = queue.take("a", NOW, LEASE)
        assert job and queue.fail(job, reason, retry_at)
    assert queue.take("farm07:12:ab", NOW, LEASE)
    return ids


def test_each_job_says_how_it_stands(register: Register, stand: dict[State, int]) -> None:
    def known(
        state: State,
        attempts: int,
        due_at: str | None = None,
        worker: str | None = None,
        leased_until: str | None = None,
        failure: str | None = None,
    ) -> KnownJob:
        what = stand[state], THUMBNAIL_JOB, "pictures", state, "Version 12 image", attempts, "then"
        return KnownJob(*what, due_at, worker, leased_until, failure)

    assert register.find(Sought(), NOW, 10) == [
        known(State.FAILED, 1, failure="OSError: no route"),
        known(State.RETRYING, 1, due_at="1970-01-01T00:16:48Z", failure="OSError: busy"),
        known(
            State.RUNNING,
            1,
            due_at="1970-01-01T00:00:02Z",
            worker="farm07:12:ab",
            leased_until="1970-01-01T00:17:40Z",
        ),
        known(State.WAITING, 0, due_at="1970-01-01T00:33:20Z"),
    ]


def test_jobs_are_found_by_state_kind_and_id(register: Register, stand: dict[State, int]) -> None:
    for state, job_id in stand.items():
        assert [each.id for each in register.find(Sought(state=state), NOW, 10)] == [job_id]
        assert register.count(Sought(state=state), NOW) == 1
        (one,) = register.find(Sought(job_id), NOW, 10)
        assert one.state is state
    assert register.find(Sought(kind=PROXY_JOB), NOW, 10) == []
    assert register.count(Sought(kind=THUMBNAIL_JOB), NOW) == 4
    assert len(register.find(Sought(), NOW, 3)) == 3


def test_a_job_whose_worker_died_waits_again(register: Register, stand: dict[State, int]) -> None:
    (found,) = register.find(Sought(stand[State.RUNNING]), NOW + LEASE, 1)
    assert (found.state, found.worker, found.attempts) == (State.WAITING, None, 1)


@pytest.mark.parametrize(
    ("kind", "payload", "about"),
    [
        (THUMBNAIL_JOB, PICTURE, "Version 12 image"),
        (INDEX_JOB, '{"entity_type":"Shot","field":"sg_turnover"}', "Shot sg_turnover"),
        (FORGET_FILES_JOB, '["a","b"]', "2 files"),
        ("hologram", "7", ""),
        ("hologram", "{", ""),
    ],
)
def test_a_job_says_what_it_is_for_and_not_what_may_be_secret(
    database: Database, register: Register, kind: str, payload: str, about: str
) -> None:
    ask(database, payload, kind)
    (found,) = register.find(Sought(), NOW, 1)
    assert found.about == about


def test_only_what_was_given_up_is_forgotten(
    database: Database, register: Register, stand: dict[State, int]
) -> None:
    assert [state for state, job_id in stand.items() if register.forget(job_id)] == [State.FAILED]
    assert jobs_left(database) == 3
    assert not register.forget(stand[State.FAILED])


def test_a_job_that_is_named_is_taken_before_its_time_unless_somebody_has_it(
    queue: Queue, stand: dict[State, int]
) -> None:
    free = [state for state, job_id in stand.items() if queue.take_one(job_id, "b", NOW, LEASE)]
    assert free == [State.RETRYING, State.WAITING]
    later = queue.take_one(stand[State.RUNNING], "b", NOW + LEASE, LEASE)
    assert later is not None and later.attempts == 2
    assert queue.take_one(10**9, "b", NOW, LEASE) is None
