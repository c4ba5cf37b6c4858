"""A site: its folder, its configuration, its database and its media, opened once by each process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path as FilePath

from slatehouse.accounts.accounts import Accounts
from slatehouse.accounts.caller import Caller
from slatehouse.config import Configuration
from slatehouse.media.blobs import Blob, BlobStore, PartsOf
from slatehouse.media.signing import Signer
from slatehouse.query.filters import Condition
from slatehouse.query.narrowing import Narrower
from slatehouse.query.paths import Path, resolve
from slatehouse.query.plan import Planner
from slatehouse.query.sources import Sources
from slatehouse.query.summary_plan import SummaryPlanner
from slatehouse.query.text_search import TextSearcher
from slatehouse.schema.data_types.data_type import Test
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.relations import Equal
from slatehouse.schema.schema import Schema
from slatehouse.site.session import Session
from slatehouse.store.connection import Database
from slatehouse.store.follows import Follows
from slatehouse.store.rows import Rows
from slatehouse.store.subscriptions import Subscriptions
from slatehouse.store.tables import Tables
from slatehouse.store.task_networks import TaskNetworks
from slatehouse.store.uploads import Uploads
from slatehouse.store.work_rules import WorkRules

_EQUAL = Equal()


# Without a repr, which would hold the whole schema and the password of the database.
@dataclass(repr=False)
class Site:
    """A site that is open. Safe to share between threads. `clock` gives the time in UTC."""

    directory: FilePath
    config: Configuration
    schema: Schema
    tables: Tables
    database: Database
    blobs: BlobStore
    accounts: Accounts
    clock: Callable[[], datetime]

    @cached_property
    def rows(self) -> Rows:
        return Rows(self.tables, self.database.dialect)

    @cached_property
    def planner(self) -> Planner:
        return Planner(Sources(self.schema, self.tables), self.database.dialect)

    @cached_property
    def summary_planner(self) -> SummaryPlanner:
        return SummaryPlanner(Sources(self.schema, self.tables), self.database.dialect)

    @cached_property
    def narrower(self) -> Narrower:
        return Narrower(self.schema, self.database.dialect)

    @cached_property
    def text_searcher(self) -> TextSearcher:
        return TextSearcher(Sources(self.schema, self.tables), self.database.dialect)

    @cached_property
    def task_networks(self) -> TaskNetworks:
        return TaskNetworks(self.tables, self.database.dialect)

    @cached_property
    def work_rules(self) -> WorkRules:
        return WorkRules(self.tables, self.database.dialect)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        return Subscriptions(self.tables, self.database.dialect)

    @cached_property
    def follows(self) -> Follows:
        return Follows(self.database.dialect)

    @cached_property
    def uploads(self) -> Uploads:
        return Uploads(self.database.dialect)

    @cached_property
    def signer(self) -> Signer:
        """Signs the addresses of this site's media."""
        return Signer(self.accounts.secret("media"), lambda: self.clock().timestamp())

    @cached_property
    def upload_secret(self) -> bytes:
        """What the tokens of uploads are computed with."""
        return self.accounts.secret("media")

    def session(self, caller: Caller) -> Session:
        """The verbs, for this caller."""
        return Session(self, caller)

    def receive_upload(self, token: str, chunks: Iterator[bytes], length: int | None) -> Blob:
        """Keep the bytes of an announced upload until it is completed; raises the media room's errors."""
        limit = self.config.settings.media.max_upload_bytes
        return self.blobs.receive(token, chunks, max_bytes=limit, expected=length)

    def receive_part(self, upload: PartsOf, number: int, chunks: Iterator[bytes], length: int | None) -> str:
        """Keep a part of an upload until it is completed; its MD5. Raises the media room's errors."""
        limit = self.config.settings.media.max_upload_bytes
        return self.blobs.receive_part(upload, number, chunks, max_bytes=limit, expected=length)

    def paths(self, entity_type: EntityType, names: Iterable[str]) -> tuple[Path, ...]:
        """The paths that can be read among these; the others are left out, as the contract wants."""
        return _readable_paths(self.schema, entity_type, tuple(names))

    def every_path(self, entity_type: EntityType) -> tuple[Path, ...]:
        """A path for every field of the type but its id."""
        return self.paths(entity_type, (name for name in entity_type.fields if name != "id"))

    def has_id(self, entity_type: EntityType, row_id: int) -> Condition:
        """The condition that a row has this id."""
        path = self.paths(entity_type, ("id",))[0]
        return Condition(path, Test(_EQUAL, (row_id,)))

    def close(self) -> None:
        """Give back what the site holds."""
        self.database.close()


@lru_cache(maxsize=4096)
def _readable_paths(schema: Schema, entity_type: EntityType, names: tuple[str, ...]) -> tuple[Path, ...]:
    found = (resolve(schema, entity_type, name) for name in names)
    return tuple(path for path in found if path is not None and path.is_readable)
