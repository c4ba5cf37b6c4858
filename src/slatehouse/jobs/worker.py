"""The job worker: each of its threads takes one job after the other, does it, and settles what came of it."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

from slatehouse.config.settings import JobsSettings
from slatehouse.jobs.delivering.courier import delivering
from slatehouse.jobs.duties import Duties
from slatehouse.jobs.failure import failure_in_words, reason_in_words
from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.lease import kept_lease
from slatehouse.jobs.queue import Job, Queue
from slatehouse.jobs.sweeping import DailySweep
from slatehouse.jobs.workshop import Handler, Workshop, workshop_of
from slatehouse.observe.events import JobFailed, WorkerTroubled, report
from slatehouse.schema.structs import look_into_structs
from slatehouse.site.job_kinds import Priority
from slatehouse.site.opening import open_site

__all__ = ["NeverEnded", "NoHandler", "Worker", "retry_wait", "run"]

_LONGEST_RETRY_WAIT = 300.0
_SHORTEST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
_LONGEST_PAUSE_IN_TROUBLE = 30.0
_PAUSE_GROWTH = 1.5
_TURNS_OF_AGE = 8
"""Of so many jobs that a thread takes, one is what has been due longest, however urgent the others are."""


class NoHandler(Exception):
    """This version of the product does not know the kind of job."""


class NeverEnded(Exception):
    """Every attempt that the job may have was begun, and none came to an end: it may be what ends workers."""


def run(
    site_dir: str,
    stop: threading.Event,
    instead: JobsSettings | None = None,
    on_ready: Callable[[], None] | None = None,
) -> None:
    """Do the jobs of the site in this folder, and deliver its webhooks, until `stop` is set; the jobs under
    way are done first. `instead`: of the site's own settings of jobs. Raises what `open_site` raises."""
    look_into_structs()
    with closing(open_site(Path(site_dir))) as site, delivering(site), ExitStack() as open_until_the_end:
        settings = instead or site.config.settings.jobs
        duties = Duties([Priority[each.upper()] for each in settings.takes], settings.films)
        workers = [
            Worker(open_until_the_end.enter_context(workshop_of(site)), HANDLERS, duties=duties)
            for _ in range(settings.threads)
        ]
        threads = [threading.Thread(target=each.work, args=(stop,), name=each.name) for each in workers]
        for thread in threads:
            thread.start()
        if on_ready is not None:
            on_ready()
        for thread in threads:
            thread.join()


def retry_wait(attempts: int) -> float:
    """Seconds from a job's failed attempt to its next: 2, 4, 8 … up to five minutes."""
    return min(2.0 ** min(attempts, 16), _LONGEST_RETRY_WAIT)


class Worker:
    """A worker on one thread. `clock` tells the seconds since the epoch; by default it is the site's.

    Workers of one process share their `duties`; by default it does whatever there is.
    """

    def __init__(
        self,
        workshop: Workshop,
        handlers: Mapping[str, Handler],
        clock: Callable[[], float] | None = None,
        duties: Duties | None = None,
    ) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._workshop = workshop
        self._handlers = handlers
        self._clock = clock or (lambda: workshop.site.clock().timestamp())
        self._settings = workshop.site.config.settings.jobs
        self._queue = Queue(workshop.site.database)
        self._sweep = DailySweep(workshop.site)
        self._duties = duties or Duties()
        self._taken = 0

    def work(self, stop: threading.Event) -> None:
        """Do jobs until `stop` is set, looking for new ones more rarely the longer there are none."""
        pause = _SHORTEST_PAUSE
        while not stop.is_set():
            longest = _LONGEST_PAUSE
            try:
                has_done_one = self.do_next()
                # Whoever always has something to do sweeps, too.
                self._sweep.run_if_due(self._clock())
                if has_done_one:
                    pause = _SHORTEST_PAUSE
                    continue
            except Exception as error:
                # A database that is away comes back, and finds the worker waiting.
                report(WorkerTroubled(error, self.name))
                longest = _LONGEST_PAUSE_IN_TROUBLE
            stop.wait(pause)
            pause = min(pause * _PAUSE_GROWTH, longest)

    def do_next(self) -> bool:
        """Take the next job that is due and do it, well or not; False where none is due."""
        with self._duties.seat() as seat:
            by_age = self._taken % _TURNS_OF_AGE == _TURNS_OF_AGE - 1
            job = self._queue.take(self.name, self._clock(), self._settings.lease, seat.takes, by_age=by_age)
            if job is None:
                return False
            self._taken += 1
            seat.keep_for(job.priority)
            self._do(job)
        return True

    def _do(self, job: Job) -> None:
        error = self._attempt(job)
        if error is None:
            self._queue.finish(job)
        else:
            self._fail(job, error)

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
