"""A page of an activity stream (contract rest/70): its updates are found by their ids, whatever else the
stream holds, and what they are about is read for the whole page at once. Callers see the updates whose entry
in the log they may read, as if there were no others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from slatehouse.accounts.errors import CannotAccess
from slatehouse.accounts.permissions import Verb, may
from slatehouse.query.paths import Path
from slatehouse.query.visibility import Every, Visibility
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.site.lookup import find_rows, raise_unless_there, rows_there
from slatehouse.store.connection import Connection

if TYPE_CHECKING:
    from slatehouse.site.session import Session

_STATUS, _IMAGE, _READ_STATE, _CONTENT = "sg_status_list", "image", "read_by_current_user", "content"
_LOG = "EventLogEntry"
_BELOW_ALL, _ABOVE_ALL = 0, 2**63 - 1
_MOST_AT_ONCE = 500
_UPDATE_TYPES = {"New": "create", "Change": "update", "Retirement": "delete"}


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a stream is asked for: at most `limit` updates with ids between the two, which are not
    part of it themselves and are numbers of 64 bits."""

    limit: int = 25
    max_id: int | None = None
    min_id: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A row as an update shows it. `values` are those that were asked for beside the usual ones."""

    type: str
    id: int
    name: str | None = None
    status: object = None
    image: object = None
    is_read: bool = False
    values: Mapping[Path, object] = field(default_factory=dict)


class Update(NamedTuple):
    """One update; `created_at` as the log keeps it."""

    id: int
    type: str
    meta: dict[str, Any]
    created_at: str
    primary: Seen
    author: Seen | None


@dataclass(frozen=True, slots=True)
class Stream:
    """A page of a stream, the newest update first. `earliest` is 0 where nothing is left below it; `latest`
    is the newest update of the site for those who may read all of it, and otherwise that of the page."""

    row: Target
    latest: int
    earliest: int
    updates: list[Update]


def read_stream(
    session: Session,
    connection: Connection,
    row: Target,
    window: Window,
    fields: Mapping[str, tuple[Path, ...]],
) -> Stream:
    """A page of the stream of a live row; `fields` are shown of the rows of a type beside the usual ones."""
    raise_unless_there(session.edition, connection, row, session.caller.asker)
    found = list(islice(_updates(session, connection, row, window), window.limit))
    latest = _newest(session, connection, found, window) if window.max_id is None else window.max_id - 1
    sight = _Sight(session, connection, fields)
    return Stream(row, latest, _floor(found, window), sight.updates(found))


def _updates(session: Session, connection: Connection, row: Target, window: Window) -> Iterator[_Found]:
    """The updates between the window's bounds that the caller may read, the newest first."""
    below = _ABOVE_ALL if window.max_id is None else window.max_id
    above = _BELOW_ALL if window.min_id is None else window.min_id
    size, is_more = window.limit, True
    while is_more:
        found = [_Found(*each) for each in session.site.activity.page(connection, row, below, above, size)]
        yield from _readable(session, connection, found)
        is_more = len(found) == size
        below, size = found[-1].id if found else below, min(2 * size, _MOST_AT_ONCE)


def _readable(session: Session, connection: Connection, found: list[_Found]) -> list[_Found]:
    asker, edition = session.caller.asker, session.edition
    if asker.visibility is None or not found:
        return found
    reader = replace(asker, visibility=_of_streams(asker.visibility))
    told = find_rows(edition, connection, edition.schema[_LOG], {each.event for each in found}, asker=reader)
    primaries = {each.primary for each in found}
    seen = rows_there(edition, connection, primaries, asker)
    seen |= rows_there(edition, connection, primaries - seen, asker, retired=True)
    return [each for each in found if each.event in told.values and each.primary in seen]


@lru_cache(maxsize=256)
def _of_streams(visibility: Visibility) -> Visibility:
    """What may be read where streams are: of the log, whatever names nothing hidden."""
    return Visibility({**visibility.rows, _LOG: Every()}, visibility.hidden)


def _newest(session: Session, connection: Connection, found: list[_Found], window: Window) -> int:
    """The newest update there is, as far as the caller may know."""
    if session.caller.asker.visibility is None:
        return session.site.activity.newest(connection)
    return found[0].id if found else window.min_id or 0


def _floor(found: list[_Found], window: Window) -> int:
    """How far down the page reaches: to its last update where it is full, and else to the end."""
    if len(found) == window.limit:
        return found[-1].id
    return 0 if window.min_id is None else window.min_id + 1


class _Found(NamedTuple):
    """An update as it is stored; `event` is the id of its entry in the log."""

    id: int
    event: int
    thread_type: str | None
    thread_id: int | None
    event_type: str
    created_at: str
    meta: str
    entity_type: str
    entity_id: int
    user_type: str | None
    user_id: int | None

    @property
    def row(self) -> Target:
        """The row that the event is about."""
        return Target(self.entity_type, self.entity_id)

    @property
    def primary(self) -> Target:
        """The row that the update is about: of a reply, the one that it answers."""
        if self.thread_type is None or self.thread_id is None:
            return self.row
        return Target(self.thread_type, self.thread_id)

    @property
    def author(self) -> Target | None:
        if self.user_type is None or self.user_id is None:
            return None
        return Target(self.user_type, self.user_id)


@dataclass(frozen=True, slots=True)
class _Sight:
    """What one caller sees of the rows that a page of updates names."""

    session: Session
    connection: Connection
    fields: Mapping[str, tuple[Path, ...]]

    def updates(self, found: list[_Found]) -> list[Update]:
        primaries = self._seen((each.primary for each in found), (_READ_STATE,), self.fields)
        authors = self._seen((each.author for each in found), (_IMAGE,), {})
        texts = self._texts([each.row for each in found if each.thread_type is not None])
        return [
            Update(
                each.id,
                _UPDATE_TYPES[each.event_type.rpartition("_")[2]]
                if each.thread_type is None
                else "create_reply",
                {**msgspec.json.decode(each.meta), **texts.get(each.row, {})},
                each.created_at,
                primaries[each.primary],
                None if each.author is None else authors[each.author],
            )
            for each in found
        ]

    def _seen(
        self, rows: Iterable[Target | None], usual: tuple[str, ...], fields: Mapping[str, tuple[Path, ...]]
    ) -> dict[Target, Seen]:
        by_type: dict[str, set[int]] = {}
        for row in rows:
            if row is not None:
                by_type.setdefault(row.type, set()).add(row.id)
        return {
            Target(type_, row_id): seen
            for type_, ids in by_type.items()
            for row_id, seen in self._seen_of(type_, sorted(ids), usual, fields.get(type_, ())).items()
        }

    def _seen_of(
        self, type_: str, ids: list[int], usual: tuple[str, ...], asked: tuple[Path, ...]
    ) -> dict[int, Seen]:
        """The rows of a type, live or retired. Of rows that the caller may not read the names alone are seen,
        as they are in links."""
        entity_type = self.session.edition.schema.types.get(type_)
        names = self.session.edition.rows.names.find(self.connection, type_, ids, retired=True)
        values: dict[int, dict[Path, object]] = {}
        if entity_type is not None and self._may_read(entity_type):
            ours = self.session.edition.paths(
                entity_type, (name for name in (_STATUS, *usual) if name in entity_type.fields)
            )
            values = self._values(entity_type, ids, tuple(dict.fromkeys((*ours, *asked))))
        return {
            each: self._seen_as(Target(type_, each), names.get(each), values.get(each, {}), asked)
            for each in ids
        }

    def _seen_as(
        self, row: Target, name: str | None, values: Mapping[Path, object], asked: tuple[Path, ...]
    ) -> Seen:
        usual = {path.text: value for path, value in values.items()}
        return Seen(
            *row,
            name,
            usual.get(_STATUS),
            usual.get(_IMAGE),
            self._keeps_read_states and usual.get(_READ_STATE) == "read",
            {path: values[path] for path in asked if path in values},
        )

    def _values(
        self, entity_type: EntityType, ids: list[int], paths: tuple[Path, ...]
    ) -> dict[int, dict[Path, object]]:
        if not paths:
            return {}
        found = self._read(entity_type, ids, paths, retired=False)
        missing = [each for each in ids if each not in found]
        return found | (self._read(entity_type, missing, paths, retired=True) if missing else {})

    def _read(
        self, entity_type: EntityType, ids: list[int], paths: tuple[Path, ...], *, retired: bool
    ) -> dict[int, dict[Path, object]]:
        asker = self.session.caller.asker
        found = find_rows(
            self.session.edition, self.connection, entity_type, ids, paths, asker=asker, retired=retired
        )
        return {row_id: dict(zip(paths, values, strict=True)) for row_id, values in found.values.items()}

    def _texts(self, replies: list[Target]) -> dict[Target, dict[str, object]]:
        """What replies say, for the meta of their updates."""
        found: dict[Target, dict[str, object]] = {}
        for type_ in {reply.type for reply in replies}:
            entity_type = self.session.edition.schema[type_]
            paths = self.session.edition.paths(entity_type, (_CONTENT,))
            ids = sorted(reply.id for reply in replies if reply.type == type_)
            for row_id, values in self._values(entity_type, ids, paths).items():
                found[Target(type_, row_id)] = {_CONTENT: next(iter(values.values()))}
        return found

    def _may_read(self, entity_type: EntityType) -> bool:
        try:
            may(self.session.caller, Verb.READ, entity_type)
        except CannotAccess:
            return False
        return True

    @property
    def _keeps_read_states(self) -> bool:
        """Scripts have read nothing, whoever they act as."""
        return self.session.caller.person != 0 and self.session.caller.sudo_as_login is None
