"""Which handler does which kind of job."""

from collections.abc import Mapping
from types import MappingProxyType

from slatehouse.jobs import forget_files, frames, hash_media, index_field, mend_movie, movie, thumbnail
from slatehouse.jobs.workshop import Handler
from slatehouse.site.job_kinds import (
    FORGET_FILES_JOB,
    FRAMES_PROXY_JOB,
    FRAMES_STILLS_JOB,
    HASH_MEDIA_JOB,
    INDEX_JOB,
    MEND_MOVIE_JOB,
    PROXY_JOB,
    RELEASE_MEDIA_JOB,
    STILLS_JOB,
    THUMBNAIL_JOB,
)

__all__ = ["HANDLERS"]

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        THUMBNAIL_JOB: Handler(thumbnail.work, thumbnail.give_up),
        STILLS_JOB: Handler(movie.make_pictures, movie.give_up),
        PROXY_JOB: Handler(movie.make_films, movie.give_up),
        FRAMES_STILLS_JOB: Handler(frames.make_pictures, movie.give_up),
        FRAMES_PROXY_JOB: Handler(frames.make_films, movie.give_up),
        INDEX_JOB: Handler(index_field.work),
        FORGET_FILES_JOB: Handler(forget_files.work),
        HASH_MEDIA_JOB: Handler(hash_media.work),
        RELEASE_MEDIA_JOB: Handler(hash_media.release),
        MEND_MOVIE_JOB: Handler(mend_movie.work),
    },
)
