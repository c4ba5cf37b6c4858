"""The job worker: takes one job after the other, does it, and settles what came of it."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from slatehouse.jobs.delivering.courier import delivering
from slatehouse.jobs.failure import failure_in_words, reason_in_words
from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.lease import kept_lease
from slatehouse.jobs.queue import Job, Queue
from slatehouse.jobs.sweeping import DailySweep
from slatehouse.jobs.workshop import Handler, Workshop, open_workshop
from slatehouse.observe.events import JobFailed, WorkerTroubled, report

__all__ = ["NeverEnded", "NoHandler", "Worker", "retry_wait", "run"]

_LONGEST_RETRY_WAIT = 300.0
_SHORTEST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
_LONGEST_PAUSE_IN_TROUBLE = 30.0
_PAUSE_GROWTH = 1.5


class NoHandler(Exception):
    """This version of the product does not know the kind of job."""


class NeverEnded(Exception):
    """Every attempt that the job may have was begun, and none came to an end: it may be what ends workers."""


def run(site_dir: str, stop: threading.Event) -> None:
    """Do the jobs of the site in this folder, and deliver its webhooks, until `stop` is set; the job under
    way is done first."""
    with open_workshop(Path(site_dir)) as workshop, delivering(workshop.site):
        Worker(workshop, HANDLERS).work(stop)


def retry_wait(attempts: int) -> float:
    """Seconds from a job's failed attempt to its next: 2, 4, 8 … up to five minutes."""
    return min(2.0 ** min(attempts, 16), _LONGEST_RETRY_WAIT)


class Worker:
    """A worker on one thread. `clock` tells the seconds since the epoch; by default it is the site's."""

    def __init__(
        self,
        workshop: Workshop,
        handlers: Mapping[str, Handler],
        clock: Callable[[], float] | None = None,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._workshop = workshop
        self._handlers = handlers
        self._clock = clock or (lambda: workshop.site.clock().timestamp())
        self._settings = workshop.site.config.settings.jobs
        self._queue = Queue(workshop.site.database)
        self._sweep = DailySweep(workshop.site)

    def work(self, stop: threading.Event) -> None:
        """Do jobs until `stop` is set, looking for new ones more rarely the longer there are none."""
        pause = _SHORTEST_PAUSE
        while not stop.is_set():
            longest = _LONGEST_PAUSE
            try:
                if self.do_next():
                    pause = _SHORTEST_PAUSE
                    continue
                self._sweep.run_if_due(self._clock())
            except Exception as error:
                # A database that is away comes back, and finds the worker waiting.
                report(WorkerTroubled(error, self.name))
                longest = _LONGEST_PAUSE_IN_TROUBLE
            stop.wait(pause)
            pause = min(pause * _PAUSE_GROWTH, longest)

    def do_next(self) -> bool:
        """Take the next job that is due and do it, well or not; False where none is due."""
        job = self._queue.take(self.name, self._clock(), self._settings.lease)
        if job is None:
            return False
        error = self._attempt(job)
        if error is None:
            self._queue.finish(job)
        else:
            self._fail(job, error)
        return True

    def _attempt(self, job: Job) -> Exception | None:
        """Why the job could not be done; None where it was."""
        handler = self._handlers.get(job.kind)
        if handler is None:
            return NoHandler(f"no handler for jobs of kind {job.kind!r}")
        if job.attempts > self._settings.max_attempts:
            return NeverEnded(f"the worker died in the middle of attempt {job.attempts - 1}")
        try:
            with kept_lease(self._queue, job, self._settings.lease, self._clock):
                handler.work(self._workshop, job.payload)
        except Exception as error:
            return error
        return None

    def _fail(self, job: Job, error: Exception) -> None:
        retry_at = None
        if job.attempts < self._settings.max_attempts:
            retry_at = self._clock() + retry_wait(job.attempts)
        else:
            self._give_up(job, error)
        self._queue.fail(job, failure_in_words(error), retry_at)
        report(JobFailed(error, job.id, job.kind, job.attempts, is_given_up=retry_at is None))

    def _give_up(self, job: Job, error: Exception) -> None:
        handler = self._handlers.get(job.kind)
        if handler is None:
            return
        try:
            handler.give_up(self._workshop, job.payload, reason_in_words(error))
        except Exception as trouble:
            # The job is given up all the same: its own failure is what people have to read.
            report(WorkerTroubled(trouble, self.name))
