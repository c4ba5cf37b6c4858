"""The places of blobs that tests try alike: a folder, and a bucket of a real service."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy.schema import CreateTable
from tests.fixtures.bucket import Buckets

from slatehouse.media.blobs import SMALLEST_PART, Blob, BlobStore
from slatehouse.media.folder import FolderBlobs
from slatehouse.media.keys import Keys
from slatehouse.media.s3.blobs import S3Blobs
from slatehouse.media.s3.bucket import Bucket
from slatehouse.media.s3.places import SWEPT_AS
from slatehouse.media.s3.service import Service
from slatehouse.store.connection import Database
from slatehouse.store.opening import open_database
from slatehouse.store.product_tables import media_keys, site_facts
from slatehouse.store.statement import compile_statement


class Shelf(Protocol):
    """A place of blobs that is looked into from behind."""

    def opened(self) -> BlobStore:
        """The store, as another process has it."""

    def contents(self) -> list[str]:
        """Whatever lies there, by its path or key."""


@dataclass(frozen=True)
class Folder:
    root: Path
    smallest_part: int = SMALLEST_PART

    def opened(self) -> BlobStore:
        return FolderBlobs(self.root, self.smallest_part)

    def contents(self) -> list[str]:
        return files_under(self.root)


@dataclass(frozen=True)
class InBucket:
    buckets: Buckets
    database: Database
    smallest_part: int = SMALLEST_PART
    url: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", self.buckets.new_url())

    @property
    def service(self) -> Service:
        return Service(self.url, self.buckets.settings)

    def opened(self) -> BlobStore:
        return S3Blobs(self.service, Keys(self.database), self.smallest_part)

    def contents(self) -> list[str]:
        """But for what tells which database swept last."""
        listed = Bucket(self.service).listed("")
        return sorted(each.key for page in listed for each in page if each.key != SWEPT_AS)


@contextmanager
def keys_database(folder: Path) -> Iterator[Database]:
    """A database with the tables that keys and what is said of sweeping stand in."""
    with closing(open_database(f"sqlite:///{folder / secrets.token_hex(4)}.db", 30.0)) as database:
        with database.writing() as connection:
            for table in (media_keys, site_facts):
                connection.run(compile_statement(CreateTable(table), database.dialect))
        yield database


def files_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def digest(content: bytes) -> Blob:
    return Blob(hashlib.sha256(content).hexdigest(), hashlib.md5(content).hexdigest(), len(content))


def read(store: BlobStore, name: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join(store.open(name, start, end))


class Disconnected(Exception):
    """The client went away."""


def broken_off(content: bytes) -> Iterator[bytes]:
    yield content
    raise Disconnected
