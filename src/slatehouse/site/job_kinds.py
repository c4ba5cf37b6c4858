"""The kinds of jobs that a site asks for, and which of them go first."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

__all__ = [
    "FORGET_FILES_JOB",
    "FRAMES_PROXY_JOB",
    "FRAMES_STILLS_JOB",
    "HASH_MEDIA_JOB",
    "INDEX_JOB",
    "MEND_MOVIE_JOB",
    "PRIORITIES",
    "PROXY_JOB",
    "RELEASE_MEDIA_JOB",
    "STILLS_JOB",
    "THUMBNAIL_JOB",
    "Priority",
]

THUMBNAIL_JOB = "thumbnail"
STILLS_JOB = "movie_stills"
PROXY_JOB = "movie_proxy"
FRAMES_STILLS_JOB = "frames_stills"
FRAMES_PROXY_JOB = "frames_proxy"
INDEX_JOB = "index_field"
FORGET_FILES_JOB = "forget_files"
HASH_MEDIA_JOB = "hash_media"
RELEASE_MEDIA_JOB = "release_media"
MEND_MOVIE_JOB = "mend_movie"


class Priority(IntEnum):
    """What goes before what: the lower first. Kept in the rows of jobs."""

    PICTURES = 10
    """Somebody looks at the place where it will be; done in a second or two."""
    UPKEEP = 20
    """Nobody sees it."""
    FILMS = 30
    """Takes as long as it takes."""


PRIORITIES: Mapping[str, Priority] = MappingProxyType(
    {
        THUMBNAIL_JOB: Priority.PICTURES,
        STILLS_JOB: Priority.PICTURES,
        FRAMES_STILLS_JOB: Priority.PICTURES,
        INDEX_JOB: Priority.UPKEEP,
        FORGET_FILES_JOB: Priority.UPKEEP,
        HASH_MEDIA_JOB: Priority.UPKEEP,
        RELEASE_MEDIA_JOB: Priority.UPKEEP,
        PROXY_JOB: Priority.FILMS,
        FRAMES_PROXY_JOB: Priority.FILMS,
        MEND_MOVIE_JOB: Priority.FILMS,
    },
)
"""The priority of each kind."""
