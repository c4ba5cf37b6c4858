"""Which handler does which kind of job."""

from collections.abc import Mapping
from types import MappingProxyType

from slatehouse.jobs import index_field, thumbnail
from slatehouse.jobs.workshop import Handler
from slatehouse.site.fields.indexing import INDEX_JOB
from slatehouse.site.uploads import THUMBNAIL_JOB

__all__ = ["HANDLERS"]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        THUMBNAIL_JOB: Handler(thumbnail.work, thumbnail.give_up),
        INDEX_JOB: Handler(index_field.work),
    },
)
