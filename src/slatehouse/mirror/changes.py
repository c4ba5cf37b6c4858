"""Following what happens at a source: each row that something happened to is read anew, as a whole.

What shows at a row and is kept at others is read there: the connections of a link, the rows whose single
link names it. Rows that link one which was retired or brought back are read anew, because a source does not
tell of links to retired rows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from slatehouse.accounts.caller import Caller
from slatehouse.client import (
    CertificateRefused,
    Change,
    NotFound,
    NotPermitted,
    Refused,
    Row,
    SiteFailed,
    TooBusy,
    Unreachable,
)
from slatehouse.mirror.files import FileFetcher
from slatehouse.mirror.source import Source
from slatehouse.schema.link import Target
from slatehouse.site.copies.origin import keep_cursor
from slatehouse.site.copies.plans import TypePlan
from slatehouse.site.copies.rows import RowPage, linking_rows, retire_gone, take_page, taken_up
from slatehouse.site.site import Site

__all__ = ["Applied", "Follower", "once_there"]

T = TypeVar("T")

_LOG = "EventLogEntry"
_SCHEMA = "Shotgun_DisplayColumn_"
_WAIT = 25
_STATES = frozenset({"delete", "revive"})
_PARTS = frozenset({"retirement_date"})
"""What the log calls a field that rows do not have."""

_PAUSE = 5.0
_QUIET_ANSWERS = 2


@dataclass(frozen=True, slots=True)
class Applied:
    """What one answer of the source brought: changes, rows that were read anew, files that were fetched."""

    changes: int = 0
    rows: int = 0
    files: int = 0


@dataclass
class _Touched:
    """Rows that are to be read anew, by type."""

    ids: dict[str, set[int]] = field(default_factory=dict)

    def add(self, target: Target) -> None:
        self.ids.setdefault(target.type, set()).add(target.id)


def once_there(work: Callable[[], T], pause: float = _PAUSE) -> T:
    """What comes of work that a source is asked in, however often it is away meanwhile."""
    while True:
        try:
            return work()
        except CertificateRefused:
            raise
        except (Unreachable, TooBusy, SiteFailed):
            time.sleep(pause)


@dataclass
class Follower:
    """Keeps a copy as its source is. `relearn` brings the schema up to date and gives the plans anew."""

    site: Site
    source: Source
    caller: Caller
    plans: Mapping[str, TypePlan]
    relearn: Callable[[], Mapping[str, TypePlan]]
    fetcher: FileFetcher
    hear: Callable[[str, int], None]
    pause: float = _PAUSE
    _asked_for: set[str] = field(default_factory=set)
    _kept: str | None = None

    def catch_up(self, cursor: str) -> Iterator[Applied]:
        """All that happened after a cursor. Raises `NotFound` where that is not kept any more."""
        quiet = 0
        changes = self.source.changes(cursor, 0)
        for batch in changes.batches():
            quiet = 0 if batch else quiet + 1
            if quiet == _QUIET_ANSWERS:
                return
            yield self._apply(batch, changes.cursor)

    def follow(self, cursor: str) -> Iterator[Applied]:
        """The same, and then what happens from now on; a source that is away is waited for."""
        changes = self.source.changes(cursor, _WAIT, is_known=True)
        for batch in changes.batches():
            yield once_there(partial(self._apply, batch, changes.cursor), self.pause)

    def _apply(self, changes: Sequence[Change], cursor: str | None) -> Applied:
        if self._tells_of_the_schema(changes):
            self._relearn()
        try:
            rows = self._refresh(self._touched(changes))
        except (TooBusy, SiteFailed):
            raise
        except Refused:
            # A field is gone, perhaps, of which the log tells later or never.
            self._relearn()
            rows = self._refresh(self._touched(changes))
        if changes:
            self.hear("changes", len(changes))
        files = self.fetcher.fetch() if rows else 0
        if cursor not in (None, self._kept):
            keep_cursor(self.site, self.caller, cursor)
            self._kept = cursor
        return Applied(len(changes), rows, files)

    def _relearn(self) -> None:
        self.plans = self.relearn()

    def _tells_of_the_schema(self, changes: Sequence[Change]) -> bool:
        """Whether the schema has changed: the log may say so, or name what is not known here yet."""
        unknown = {name for each in changes if (name := self._unknown_in(each))} - self._asked_for
        self._asked_for |= unknown
        return bool(unknown) or any((each.event_type or "").startswith(_SCHEMA) for each in changes)

    def _unknown_in(self, change: Change) -> str | None:
        """The type or the field that a change names, where it is not known here."""
        if change.entity is None:
            return None
        plan, name = self.plans.get(change.entity.type), change.attribute_name
        if plan is None:
            return change.entity.type
        if name is None or name in _PARTS or name in plan.entity_type.fields:
            return None
        return f"{plan.name}.{name}"

    def _touched(self, changes: Sequence[Change]) -> _Touched:
        touched = _Touched()
        for each in changes:
            self._touch(touched, each)
        return touched

    def _touch(self, touched: _Touched, change: Change) -> None:
        touched.add(Target(_LOG, change.id))
        if change.entity is None or change.entity.type not in self.plans:
            return
        target = Target(change.entity.type, change.entity.id)
        touched.add(target)
        if change.operation in _STATES:
            for row in linking_rows(self.site, target):
                touched.add(row)
        if change.operation == "revive":
            for end in self._ends_that_link(target.type):
                self._touch_far(touched, target, end)
        known = self.plans[target.type].entity_type.fields.get(change.attribute_name or "")
        far = None if known is None else taken_up(known.keeping)
        if far is not None:
            for row in linking_rows(self.site, target, [far]):
                touched.add(row)
            self._touch_far(touched, target, far)

    def _ends_that_link(self, entity_type: str) -> Iterator[tuple[str, str]]:
        """Where links to rows of a type are kept."""
        for plan in self.plans.values():
            if plan.name != _LOG:
                for each in (*plan.values, *plan.links):
                    if entity_type in each.valid_types and not each.keeps_retired:
                        yield plan.name, each.name

    def _touch_far(self, touched: _Touched, target: Target, end: tuple[str, str]) -> None:
        """The rows that link a row in a field, as the source has it."""
        entity_type, name = end
        if entity_type not in self.plans:
            return
        condition = [name, "is", {"type": target.type, "id": target.id}]
        for page in self.source.pages(entity_type, ["id"], condition):
            for row in page:
                touched.add(Target(entity_type, row.id))

    def _refresh(self, touched: _Touched) -> int:
        """Read rows anew; how many there are. Live ones come first: retired ones tell which of them link
        them."""
        missing = {}
        count = 0
        for plan, ids in self._known(touched.ids):
            live = self._read(plan, ids, retired=False)
            missing[plan.name] = ids - {row.id for row in live}
            count += len(live)
        for plan, ids in self._known(missing):
            retired = self._read(plan, ids, retired=True) if plan.entity_type.retires else ()
            gone = ids - {row.id for row in retired}
            if gone and plan.entity_type.retires:
                retire_gone(self.site, self.caller, plan.name, sorted(gone))
            count += len(retired)
        return count

    def _known(self, ids: Mapping[str, set[int]]) -> Iterator[tuple[TypePlan, set[int]]]:
        return ((self.plans[name], each) for name, each in ids.items() if each and name in self.plans)

    def _read(self, plan: TypePlan, ids: set[int], *, retired: bool) -> Sequence[Row]:
        fields = plan.fields_of_retired if retired else plan.fields
        try:
            rows = self.source.rows(plan.name, sorted(ids), fields, retired=retired)
        except (NotPermitted, NotFound):
            # Told of the type as a whole when it was first read.
            ids.clear()
            return ()
        if rows:
            take_page(self.site, self.caller, RowPage(plan, rows, retired, is_told=True))
        return rows
