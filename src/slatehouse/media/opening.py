"""Opens the store that `media.url` names."""

from __future__ import annotations

from pathlib import Path

from slatehouse.config import Settings
from slatehouse.media.blobs import BlobStore
from slatehouse.media.folder import FolderBlobs
from slatehouse.store.connection import Database

__all__ = ["BUCKET_SCHEME", "opened_store"]

BUCKET_SCHEME = "s3://"


def opened_store(settings: Settings, database: Database) -> BlobStore:
    """The store of a site with these settings, whose keys stand in its database if they do anywhere."""
    if not settings.media.url.startswith(BUCKET_SCHEME):
        return FolderBlobs(Path(settings.media.url))
    # Nobody else has a use for botocore, which takes a quarter of a second to come.
    from slatehouse.media.keys import Keys
    from slatehouse.media.s3.blobs import S3Blobs
    from slatehouse.media.s3.service import Service

    return S3Blobs(Service(settings.media.url, settings.s3), Keys(database))
