"""The job that forgets the files of rows that were erased."""

from __future__ import annotations

from slatehouse.jobs.workshop import Workshop
from slatehouse.site.retention.files import forget_files

__all__ = ["work"]


def work(workshop: Workshop, payload: str) -> None:
    """Forget those that no row holds any more."""
    forget_files(workshop.site, payload)
