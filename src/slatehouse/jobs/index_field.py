"""The job that makes the index of a field which a site has added to a type."""

from __future__ import annotations

from slatehouse.jobs.workshop import Workshop
from slatehouse.site.fields.indexing import index_field

__all__ = ["work"]


def work(workshop: Workshop, payload: str) -> None:
    """Make the index; rows are read and, on PostgreSQL, written meanwhile."""
    index_field(workshop.site, payload)
