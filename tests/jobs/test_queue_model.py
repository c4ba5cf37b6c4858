"""Whatever workers do and however time passes, the queue agrees with a list that is looked through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from tests.fixtures.tries import tries
from tests.jobs.asking import ask, forget_everything

from slatehouse.jobs.queue import LONG, Job, Queue
from slatehouse.site.job_kinds import Priority
from slatehouse.store.connection import Database

LEASE = 10
PRIORITIES = st.sampled_from(Priority)
# Few values, so that moments coincide: where one ends as another begins is where mistakes are made.
seconds = st.sampled_from([0, 1, LEASE - 1, LEASE, int(LONG) - 1, int(LONG)])


@dataclass
class Known:
    """A job as the model remembers it."""

    id: int
    not_before: int
    priority: Priority
    attempts: int = 0
    worker: str | None = None
    leased_until: int = -1
    is_given_up: bool = False
    failure: str | None = None

    def is_due(self, now: int) -> bool:
        return not self.is_given_up and self.not_before <= now and self.leased_until <= now


class QueueAndModel(RuleBasedStateMachine):
    database: ClassVar[Database]
    taken = Bundle("taken")

    def __init__(self) -> None:
        super().__init__()
        forget_everything(self.database)
        self.queue = Queue(self.database)
        self.known: list[Known] = []
        self.now = 0

    def held(self, job: Job) -> Known | None:
        """The job as known, while it is still in the hands that took it."""
        for known in self.known:
            if (known.id, known.worker, known.attempts) == (job.id, job.leased_by, job.attempts):
                return known
        return None

    @rule(delay=seconds, priority=PRIORITIES)
    def ask(self, delay: int, priority: Priority) -> None:
        not_before = self.now + delay
        job_id = ask(self.database, not_before=not_before, priority=priority)
        self.known.append(Known(job_id, not_before, priority))

    @rule(
        target=taken,
        worker=st.sampled_from("ab"),
        passing=seconds,
        among=st.sets(PRIORITIES, min_size=2) | st.sets(PRIORITIES),
        by_age=st.booleans(),
    )
    def take(self, worker: str, passing: int, among: set[Priority], by_age: bool) -> object:
        self.now += passing
        due = [known for known in self.known if known.priority in among and known.is_due(self.now)]
        job = self.queue.take(worker, self.now, LEASE, among, by_age=by_age)
        if not due:
            assert job is None
            return multiple()
        first = min(due, key=lambda known: (known.priority, known.not_before, known.id))
        oldest = min(due, key=lambda known: (known.not_before, known.priority, known.id))
        if by_age and oldest.not_before <= self.now - LONG:
            first = oldest
        first.attempts, first.worker, first.leased_until = first.attempts + 1, worker, self.now + LEASE
        assert job == Job(first.id, "note", "", first.attempts, worker, first.priority)
        return job

    @rule(job=taken)
    def finish(self, job: Job) -> None:
        known = self.held(job)
        assert self.queue.finish(job) is (known is not None)
        if known:
            self.known.remove(known)

    @rule(job=taken, retry_in=st.none() | seconds)
    def fail(self, job: Job, retry_in: int | None) -> None:
        known = self.held(job)
        reason = f"failed at {self.now}"
        retry_at = None if retry_in is None else self.now + retry_in
        assert self.queue.fail(job, reason, retry_at) is (known is not None)
        if known:
            known.worker, known.leased_until, known.failure = None, -1, reason
            known.is_given_up = retry_at is None
            known.not_before = known.not_before if retry_at is None else retry_at

    @rule(job=taken)
    def extend(self, job: Job) -> None:
        known = self.held(job)
        assert self.queue.extend(job, self.now + LEASE) is (known is not None)
        if known:
            known.leased_until = self.now + LEASE

    @rule(job=taken)
    def requeue(self, job: Job) -> None:
        known = next((known for known in self.known if known.id == job.id and known.is_given_up), None)
        assert self.queue.requeue(job.id, self.now) is (known is not None)
        if known:
            known.is_given_up, known.attempts, known.not_before = False, 0, self.now

    @invariant()
    def failures_agree(self) -> None:
        expected = [
            (known.id, known.attempts, known.failure, None if known.is_given_up else known.not_before)
            for known in self.known
            if known.failure
        ]
        assert [
            (job.id, job.attempts, job.failure, job.retry_at) for job in self.queue.failures()
        ] == expected


def test_the_queue_agrees_with_a_list(database: Database) -> None:
    class OnThisDatabase(QueueAndModel):
        pass

    OnThisDatabase.database = database
    run_state_machine_as_test(
        OnThisDatabase, settings=settings(max_examples=tries(25), stateful_step_count=40, deadline=None)
    )
