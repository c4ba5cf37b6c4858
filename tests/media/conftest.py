"""Places of blobs, each of them in turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.media.shelves import Folder, InBucket, Shelf, keys_database

from slatehouse.media.blobs import BlobStore

SMALLEST = 4
"""Bytes of the smallest part that all but the last have, where a test needs no large ones."""


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    """An empty place."""
    if request.param == "folder":
        yield Folder(tmp_path / "media", SMALLEST)
        return
    with keys_database(tmp_path) as database:
        yield InBucket(request.getfixturevalue("buckets"), database, SMALLEST)


@pytest.fixture
def store(shelf: Shelf) -> BlobStore:
    """The store in it."""
    return shelf.opened()
