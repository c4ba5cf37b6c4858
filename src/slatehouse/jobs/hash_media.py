"""Jobs that read what clients put into the store themselves, so that equal bytes are kept once there, too."""

from __future__ import annotations

from contextlib import suppress

from slatehouse.jobs.workshop import Workshop
from slatehouse.media.blobs import NoSuchBlob, TooLarge
from slatehouse.media.signing import DOWNLOAD_LIFETIME, WINDOW
from slatehouse.site.job_kinds import RELEASE_MEDIA_JOB
from slatehouse.site.jobs import queue_job

__all__ = ["release", "work"]


def work(workshop: Workshop, payload: str) -> None:
    """Hash the blob of this name. Where the same bytes were kept already, its own place is cleared once no
    address can lead there any more."""
    site = workshop.site
    # What is gone needs no hash, and whoever put more than is allowed in its place has no file now.
    with suppress(NoSuchBlob, TooLarge):
        free = site.blobs.settle(payload, max_bytes=site.config.settings.media.max_upload_bytes)
        if free is not None:
            with site.database.writing() as connection:
                wait = DOWNLOAD_LIFETIME + WINDOW
                queue_job(site, connection, RELEASE_MEDIA_JOB, free, site.clock(), wait)


def release(workshop: Workshop, payload: str) -> None:
    """Clear the place."""
    workshop.site.blobs.release(payload)
