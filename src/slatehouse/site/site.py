"""A site: its folder, its configuration, its database and its media, opened once by each process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path as FilePath

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.caller import Caller
from slatehouse.accounts.secrets import Purpose
from slatehouse.config import Configuration
from slatehouse.media.blobs import Blob, BlobStore, PartsOf
from slatehouse.media.signing import Signer
from slatehouse.query.scans import ScanWatch
from slatehouse.schema.schema import Schema
from slatehouse.site.edition import Edition
from slatehouse.site.editions import Editions
from slatehouse.site.feed.cursors import Cursors
from slatehouse.site.feed.followers import Followers
from slatehouse.site.session import Session
from slatehouse.store.activity import Activity
from slatehouse.store.connection import Database
from slatehouse.store.copy_progress import CopyProgress
from slatehouse.store.deliveries import Deliveries
from slatehouse.store.derived import Derived
from slatehouse.store.facts import read_fact
from slatehouse.store.follows import Follows
from slatehouse.store.kept_answers import KeptAnswers
from slatehouse.store.subscriptions import Subscriptions
from slatehouse.store.uploads import Uploads
from slatehouse.store.webhooks import Webhooks

SITE_ID = "site_id"


# Without a repr, which would hold the whole schema and the password of the database.
@dataclass(repr=False)
class Site:
    """A site that is open. Safe to share between threads. `clock` gives the time in UTC."""

    directory: FilePath
    config: Configuration
    editions: Editions
    database: Database
    blobs: BlobStore
    accounts: Accounts
    clock: Callable[[], datetime]

    @property
    def edition(self) -> Edition:
        """The newest edition of the schema that this process has seen; `session` asks for the current one."""
        return self.editions.known

    @property
    def schema(self) -> Schema:
        """That edition's schema."""
        return self.edition.schema

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.edition.tables, self.database.dialect)

    @cached_property
    def scan_watch(self) -> ScanWatch:
        return ScanWatch(self.database.dialect)

    @cached_property
    def activity(self) -> Activity:
        return Activity(self.edition.tables, self.database.dialect)

    @cached_property
    def follows(self) -> Follows:
        return Follows(self.database.dialect)

    @cached_property
    def kept_answers(self) -> KeptAnswers:
        return KeptAnswers(self.database.dialect)

    @cached_property
    def derived(self) -> Derived:
        return Derived(self.database.dialect)

    @cached_property
    def copy_progress(self) -> CopyProgress:
        return CopyProgress(self.database.dialect)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(self.database.dialect)

    @cached_property
    def webhooks(self) -> Webhooks:
        return Webhooks(self.database.dialect)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.database.dialect)

    @cached_property
    def signer(self) -> Signer:
        """Signs the addresses of this site's media."""
        return Signer(lambda: self.accounts.secrets(Purpose.MEDIA), lambda: self.clock().timestamp())

    @cached_property
    def followers(self) -> Followers:
        """Those who wait for changes in this process."""
        return Followers(self)

    @cached_property
    def cursors(self) -> Cursors:
        """How those who follow changes are told how far they have come."""
        return Cursors(lambda: self.accounts.secrets(Purpose.CURSORS))

    @property
    def upload_secrets(self) -> tuple[bytes, ...]:
        """What the tokens of uploads are computed with: the first for new ones."""
        return self.accounts.secrets(Purpose.UPLOADS)

    @cached_property
    def id(self) -> str:
        """The site's own id, a UUID, for ever the same."""
        with self.database.reading() as connection:
            found = read_fact(self.database, connection, SITE_ID)
        if found is None:
            raise RuntimeError("the site has no id")
        return found

    def session(self, caller: Caller, *, is_strict: bool = False) -> Session:
        """The verbs for this caller, in the schema as it is now."""
        return self._session(caller, self.editions.current(), is_strict)

    @contextmanager
    def at_one_moment(self, caller: Caller) -> Iterator[Session]:
        """The verbs that read, for this caller: all that this thread reads in the block is as it was when the
        block began, the schema included."""
        with self.database.snapshot() as connection:
            yield self._session(caller, self.editions.seen_by(connection), is_strict=False)

    def _session(self, caller: Caller, edition: Edition, is_strict: bool) -> Session:
        caller = caller.in_schema(edition.schema)
        return Session(self, caller, edition.seen_by(caller.visibility), is_strict)

    def receive_upload(self, token: str, chunks: Iterator[bytes], length: int | None) -> Blob:
        """Keep the bytes of an announced upload until it is completed; raises the media room's errors."""
        limit = self.config.settings.media.max_upload_bytes
        return self.blobs.receive(token, chunks, max_bytes=limit, expected=length)

    def receive_part(self, upload: PartsOf, number: int, chunks: Iterator[bytes], length: int | None) -> str:
        """Keep a part of an upload until it is completed; its MD5. Raises the media room's errors."""
        limit = self.config.settings.media.max_upload_bytes
        return self.blobs.receive_part(upload, number, chunks, max_bytes=limit, expected=length)

    def claim_upload(self, token: str) -> Blob | None:
        """Keep what came for an announced upload; None if nothing did. Raises the media room's errors."""
        return self.blobs.claim(token, max_bytes=self.config.settings.media.max_upload_bytes)

    def close(self) -> None:
        """Give back what the site holds."""
        self.followers.end()
        self.database.close()
