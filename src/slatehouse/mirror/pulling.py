"""Copying a site: its schema, its rows, their files, and what happened there meanwhile.

Whatever ends it, the same call goes on where it was: pages are written with how far they reach, and files are
wanted until they are there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from slatehouse.accounts.caller import Caller
from slatehouse.client import NotFound, NotPermitted, Refused, SiteFailed, TooBusy
from slatehouse.client.threads import side_by_side
from slatehouse.mirror.changes import Applied, Follower, once_there
from slatehouse.mirror.files import FileFetcher
from slatehouse.mirror.reading import PageRead, Walk, pages_of
from slatehouse.mirror.report import PullReport, losses_of
from slatehouse.mirror.source import Source
from slatehouse.site.copies import origin
from slatehouse.site.copies.plans import Told, TypePlan, plan_of
from slatehouse.site.copies.rows import RowPage, copying, take_page
from slatehouse.site.copies.schema import SentType, copy_schema
from slatehouse.site.site import Site
from slatehouse.store.copy_progress import Loss, Pass

__all__ = ["Hearer", "Pull"]

_LOG = "EventLogEntry"
_FIRST = ("Status", "Icon", "PermissionRuleSet", "Step")
"""What the schema shows of them is there before the rows that use it."""

Hearer = Callable[[str, int], None]
"""Told what was done, and how often, as it is done: rows of a type, `files`, `follows`, `changes`."""


@dataclass
class Pull:
    """One site on its way to be a copy of another. `caller` is the administrator who has it copied."""

    site: Site
    source: Source
    caller: Caller
    jobs: int = 4
    hear: Hearer = lambda what, count: None
    _plans: dict[str, TypePlan] = field(default_factory=dict)

    def run(self) -> PullReport:
        """Copy what is not there yet, and what happened since. Raises the client's and the site's errors."""
        began = time.monotonic()
        report = PullReport(self.source.url, str(self.site.directory), {})
        self._begin()
        self._learn()
        self._take_rows(report)
        report.files = self._fetch_files()
        report.follows = self._take_follows()
        report.changes = self._catch_up()
        return self._ended(report, began)

    def follow(self) -> Iterator[Applied]:
        """Go on with what happens, as it happens, for ever; each answer of the source is one step."""
        while True:
            try:
                yield from self._follower().follow(self._cursor())
            except NotFound:
                # What followed the cursor is not kept any more.
                once_there(self._start_over)

    def _ended(self, report: PullReport, began: float) -> PullReport:
        report.losses = losses_of(self.site)
        report.seconds = time.monotonic() - began
        return report

    def _begin(self) -> None:
        origin.raise_unless_copy_of(self.site, self.source.url)
        if origin.origin_of(self.site) is None:
            origin.begin(self.site, self.caller, self.source.url, self._newest())

    def _newest(self) -> str:
        """What comes behind everything that has happened at the source."""
        changes = self.source.changes(None, 0)
        for _ in changes.batches():
            if changes.cursor is not None:
                break
        assert changes.cursor is not None
        return changes.cursor

    def _cursor(self) -> str:
        cursor = origin.cursor_of(self.site)
        assert cursor is not None
        return cursor

    def _learn(self) -> None:
        """Bring the schema up to date, and plan what to read of each type."""
        types = self.source.types()
        with side_by_side(self.jobs, "schema") as pool:
            fields = dict(zip(types, pool.map(self.source.fields, types), strict=True))
        losses = copy_schema(
            self.site,
            self.caller,
            (SentType(name, display_name, fields[name]) for name, display_name in types.items()),
        )
        schema = self.site.editions.current().schema
        told: Told = {name: frozenset(each) for name, each in fields.items()}
        self._plans = {name: plan_of(schema, schema[name], told) for name in types if name in schema}
        with copying(self.site, self.caller) as writes:
            self.site.copy_progress.regain_types(writes.connection)
            losses += [each for plan in self._plans.values() for each in plan.losses]
            self.site.copy_progress.lose(writes.connection, losses)

    def _walks(self, *, retired: bool) -> list[Walk]:
        """What is left to be read of live rows, or of retired ones."""
        with self.site.database.reading() as connection:
            passes = self.site.copy_progress.passes(connection)
        order = [*_FIRST, *sorted(set(self._plans) - {*_FIRST, _LOG}), _LOG]
        walks = []
        for plan in (self._plans[name] for name in order if name in self._plans):
            begun = passes.get((plan.name, retired), Pass(plan.name, retired))
            if not begun.is_done and (plan.entity_type.retires or not retired):
                walks.append(Walk(plan, retired, begun.last_id))
        return walks

    def _take_rows(self, report: PullReport) -> None:
        """The live rows, then the retired ones, which tell of live rows that link them."""
        live, gone = self._walks(retired=False), self._walks(retired=True)
        for walks in (live, gone):
            over = [self._take_page(page, report) for page in pages_of(self.source, walks, self.jobs)]
            # Most types have no rows, and are not worth a transaction each.
            with copying(self.site, self.caller) as writes:
                for each in filter(None, over):
                    self.site.copy_progress.reach(writes.connection, each)
        if live or gone or not origin.is_filled(self.site):
            origin.finish_rows(self.site, self.caller, self._plans)

    def _take_page(self, page: PageRead, report: PullReport) -> Pass | None:
        """Write the rows of a page; where there are none, what is still to be remembered."""
        walk, name = page.walk, page.walk.plan.name
        if page.error is not None:
            self._lose_type(walk, page.error)
            return None
        reached = Pass(name, walk.retired, page.reached, page.is_last)
        if not page.rows:
            return reached
        is_first = name in origin.STOCKED and not (walk.after or walk.retired)
        is_first = is_first and not origin.is_filled(self.site)
        taken = RowPage(walk.plan, page.rows, walk.retired, reached, is_first=is_first)
        take_page(self.site, self.caller, taken)
        report.rows[name] = report.rows.get(name, 0) + len(page.rows)
        self.hear(name, len(page.rows))
        return None

    def _lose_type(self, walk: Walk, error: Exception) -> None:
        """What of a type could not be read. The next call tries it again; what befalls all is raised."""
        if isinstance(error, TooBusy) or not isinstance(error, Refused):
            raise error
        match error:
            case NotPermitted():
                reason = "whoever signed in may not read it"
            case SiteFailed():
                reason = f"the source failed to tell of it: {error.refusal}"
            case _:
                reason = f"the source refused to tell of it: {error.refusal}"
        with copying(self.site, self.caller) as writes:
            self.site.copy_progress.lose(writes.connection, [Loss(walk.plan.name, 0, "", reason)])

    def _fetch_files(self) -> int:
        with copying(self.site, self.caller) as writes:
            self.site.copy_progress.want_failed(writes.connection)
        return self._fetcher().fetch()

    def _fetcher(self) -> FileFetcher:
        return FileFetcher(self.site, self.source, self.caller, self.jobs, partial(self.hear, "files", 1))

    def _take_follows(self) -> int:
        """What people follow. No log tells of it, so that each call looks at all of it."""
        with self.site.database.reading() as connection:
            rows = self.site.editions.current().rows
            people = [int(row[0]) for row in rows.live(connection, "HumanUser", ())]
        count = 0
        with side_by_side(self.jobs, "follows") as pool:
            for person, followed in zip(people, pool.map(self._followed_by, people), strict=True):
                if followed:
                    with copying(self.site, self.caller) as writes:
                        self.site.follows.add(writes.connection, person, followed)
                    self.hear("follows", len(followed))
                count += len(followed)
        return count

    def _followed_by(self, person: int) -> list[tuple[str, int]]:
        try:
            return [(link.type, link.id) for link in self.source.following(person)]
        except (NotFound, NotPermitted):
            return []

    def _follower(self) -> Follower:
        return Follower(
            self.site, self.source, self.caller, self._plans, self._relearned, self._fetcher(), self.hear
        )

    def _relearned(self) -> dict[str, TypePlan]:
        self._learn()
        return self._plans

    def _catch_up(self) -> int:
        """Follow what happened at the source while it was read, to where nothing more has happened yet."""
        try:
            return sum(each.changes for each in self._follower().catch_up(self._cursor()))
        except NotFound:
            self._start_over()
            return 0

    def _start_over(self) -> None:
        origin.start_over(self.site, self.caller, self._newest())
        self._learn()
        self._take_rows(PullReport(self.source.url, "", {}))
        self._fetch_files()
