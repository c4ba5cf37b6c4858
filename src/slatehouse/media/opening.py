"""Opens the store that a site's settings name."""

from __future__ import annotations

from pathlib import Path

from slatehouse.config import Settings
from slatehouse.media.blobs import BlobStore
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.moved import MovedBlobs
from slatehouse.store.connection import Database

__all__ = ["BUCKET_SCHEME", "opened_place", "opened_store"]

BUCKET_SCHEME = "s3://"


def opened_store(settings: Settings, database: Database) -> BlobStore:
    """The store of a site with these settings, whose keys stand in its database if they do anywhere."""
    store = opened_place(settings, database, settings.media.url)
    if not settings.media.old_url:
        return store
    return MovedBlobs(store, opened_place(settings, database, settings.media.old_url))


def opened_place(settings: Settings, database: Database, url: str) -> BlobStore:
    """The store in one place, a folder or a bucket of the service that the settings name."""
    if not url.startswith(BUCKET_SCHEME):
        return FolderBlobs(Path(url))
    # Nobody else has a use for botocore, which takes a quarter of a second to come.
    from slatehouse.media.keys import Keys
    from slatehouse.media.s3.blobs import S3Blobs
    from slatehouse.media.s3.service import Service

    service = Service(url, settings.s3)
    return S3Blobs(service, Keys(database), is_reached_by_clients=settings.media.presigned)
