"""Which handler does which kind of job."""

from collections.abc import Mapping
from types import MappingProxyType

from slatehouse.jobs import thumbnail
from slatehouse.jobs.workshop import Handler
from slatehouse.site.uploads import THUMBNAIL_JOB

__all__ = ["HANDLERS"]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {THUMBNAIL_JOB: Handler(thumbnail.work, thumbnail.give_up)},
)
