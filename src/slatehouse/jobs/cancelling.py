"""Giving up a job that nobody wants done any more, before its last attempt has failed."""

from __future__ import annotations

from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.queue import Queue
from slatehouse.jobs.workshop import workshop_of
from slatehouse.site.site import Site

__all__ = ["cancel"]


def cancel(site: Site, job_id: int, reason: str) -> bool:
    """Give the job up as if its last attempt had failed for this reason: those who wait for its outcome are
    told, and it can start over. False where it is gone, given up already, or in the hands of a worker."""
    queue, lease = Queue(site.database), site.config.settings.jobs.lease
    job = queue.take_one(job_id, reason, site.clock().timestamp(), lease)
    if job is None:
        return False
    handler = HANDLERS.get(job.kind)
    if handler is not None:
        with workshop_of(site) as workshop:
            handler.give_up(workshop, job.payload, reason)
    return queue.fail(job, reason, None)
