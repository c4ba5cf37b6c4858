"""Taking over pages of another site's rows: each page is one transaction, with how far the copy has come.

Rows get the ids, the times and the authors that they have there; nothing else is told of them, to no log.
What stands in the way of a value that is unique here is told as lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from slatehouse.accounts.caller import Caller
from slatehouse.accounts.permissions import may_copy_sites
from slatehouse.accounts.standard import stock_rule_sets
from slatehouse.schema.data_types.data_type import Kind
from slatehouse.schema.link import Target
from slatehouse.schema.links import OppositeOf, OwnTable, ReverseOf, Through
from slatehouse.site.copies.plans import TypePlan
from slatehouse.site.copies.streams import tell_streams
from slatehouse.site.copies.values import TakenRow, taken
from slatehouse.site.naming import UNNAMED
from slatehouse.site.writing import Writing, writing
from slatehouse.store.connection import NotUnique
from slatehouse.store.copied_rows import CopiedRows
from slatehouse.store.copy_progress import CopyProgress, Loss, Pass
from slatehouse.store.tables import RETIRED

if TYPE_CHECKING:
    from slatehouse.site.site import Site

__all__ = ["RowPage", "copying", "linking_rows", "retire_gone", "take_page", "taken_up", "unheard"]

_LOG, _STEP, _RULES = "EventLogEntry", "Step", "PermissionRuleSet"


@dataclass(frozen=True)
class RowPage:
    """Rows of a type, all live or all retired, as a client has them: values by field, and the id as `id`.

    `reached` is how far the copy has come with them. `is_first`: what the site began with of this type is no
    part of the copy, and goes. Where few rows come, each `is_told` to those whose main link names it; where
    many come, names are brought up to date at the end.
    """

    plan: TypePlan
    rows: Sequence[Mapping[str, Any]]
    retired: bool = False
    reached: Pass | None = None
    is_first: bool = False
    is_told: bool = False


@contextmanager
def copying(site: Site, caller: Caller) -> Iterator[Writing]:
    """One transaction of a copy. Raises `CannotAccess` unless the caller is the site's administrator.

    It does not wait for the disk: how far the copy has come is recorded with it, and what is lost is
    copied again.
    """
    with writing(site, unheard(caller), is_lasting=False) as writes:
        yield writes


def unheard(caller: Caller) -> Caller:
    """Who has a site copied, without a word of it in the log. Raises `CannotAccess` as `copying` does."""
    may_copy_sites(caller)
    return replace(caller, logs_events=False)


def take_page(site: Site, caller: Caller, page: RowPage) -> None:
    """Write rows as they are at the other site, whole, in one transaction."""
    try:
        _take(site, caller, page, carefully=False)
    except NotUnique:
        _take(site, caller, page, carefully=True)


def _take(site: Site, caller: Caller, page: RowPage, *, carefully: bool) -> None:
    with copying(site, caller) as writes:
        _Taking(
            writes, page, site.copy_progress, CopiedRows(writes.edition.tables, writes.rows.dialect)
        ).take(carefully)


@dataclass(frozen=True)
class _Taking:
    """One page on its way into the tables."""

    writes: Writing
    page: RowPage
    progress: CopyProgress
    copied: CopiedRows

    def take(self, carefully: bool) -> None:
        writes, page, plan = self.writes, self.page, self.page.plan
        connection = writes.connection
        if page.is_first:
            self.copied.clear(connection, plan.name)
        if plan.name == _LOG:
            # Others wait for their turn to append, and those who watch the log hear of it.
            writes.rows.next_event_id(connection)
        rows = [taken(writes.schema, plan, row) for row in page.rows]
        ids = [row.id for row in rows]
        there = self.copied.there(connection, plan.name, ids, plan.file_columns) if ids else {}
        self.progress.regain(connection, plan.name, ids)
        self._keep_files(rows, there)
        self._keep_links(rows, list(there))
        if carefully:
            self.copied.set_aside(connection, plan.name, list(there))
            rows = [row for row in rows if self._fits(row, there)]
        else:
            self._write([row for row in rows if row.id not in there], is_new=True)
            self._write([row for row in rows if row.id in there], is_new=False)
        self._name(rows, there)
        self._link(rows, there)
        if page.retired:
            self._link_far_ends()
        named = {(each.type, each.id, each.name or "") for row in rows for each in row.named}
        writes.rows.names.put(connection, named)
        self.progress.lose(connection, (loss for row in rows for loss in row.losses))
        if plan.name == _RULES:
            self.progress.lose(connection, self._rules_untold())
        if plan.name == _LOG:
            tell_streams(writes, (row for row in page.rows if row["id"] not in there))
        if plan.name == _STEP and rows:
            writes.alters_schema = True
        if page.reached is not None:
            self.progress.reach(connection, page.reached)

    @property
    def _columns(self) -> tuple[str, ...]:
        plan = self.page.plan
        cached = ("cached_display_name", "cached_display_name$key") if self._has_cached_name else ()
        return ("id", *plan.value_columns, *plan.file_columns, *cached, RETIRED)

    @property
    def _has_cached_name(self) -> bool:
        return "cached_display_name" in self.page.plan.entity_type.fields

    def _mark(self, row: Mapping[str, Any]) -> str:
        """What a retired row bears: rows of one mark return together, so that each has its own."""
        return f"{row.get('updated_at') or self.writes.now_text} {row['id']}"

    def _write(self, rows: Sequence[TakenRow], *, is_new: bool) -> None:
        marks = {row["id"]: self._mark(row) for row in self.page.rows} if self.page.retired else {}
        written = [
            (row.id, *row.values, *row.file_values, *row.cached_name, marks.get(row.id)) for row in rows
        ]
        write = self.copied.add if is_new else self.copied.replace
        write(self.writes.connection, self.page.plan.name, self._columns, written)

    def _fits(self, row: TakenRow, there: Mapping[int, object]) -> bool:
        """Write a row alone, unless a live row that is no part of the page has what is to be unique."""
        holder = None if self.page.retired else self._holder(row)
        if holder is None:
            self._write([row], is_new=row.id not in there)
            return True
        names, other = holder
        reason = f"{' and '.join(names)} must be unique here, and {self.page.plan.name} {other} has the same"
        loss = Loss(self.page.plan.name, row.id, "", reason)
        self.progress.lose(self.writes.connection, [loss])
        return False

    def _holder(self, row: TakenRow) -> tuple[tuple[str, ...], int] | None:
        plan = self.page.plan
        values = dict(zip(plan.value_columns, row.values, strict=True))
        for names in plan.entity_type.unique:
            columns = [plan.entity_type.fields[name].column_names[0] for name in names]
            shared = {column: values.get(column) for column in columns}
            if None in shared.values():
                continue
            found = self.writes.rows.ids_having(self.writes.connection, plan.name, shared)
            others = [each for each in found if each != row.id]
            if others:
                return names, others[0]
        return None

    def _keep_files(self, rows: Sequence[TakenRow], there: Mapping[int, Sequence[object]]) -> None:
        """Let rows that were there keep the files that the other site still has; the others are wanted."""
        plan, connection = self.page.plan, self.writes.connection
        if not plan.files:
            return
        marks = self.progress.marks(connection, plan.name, list(there)) if there else {}
        wanted, gone = [], []
        places = _places(plan)
        for row in rows:
            have = there.get(row.id)
            for file in row.wanted:
                if have is not None and file.mark and marks.get((row.id, file.field)) == file.mark:
                    place = places[file.field]
                    row.file_values[place] = have[place]
                else:
                    wanted.append(file)
            if have is not None:
                fields = {file.field for file in row.wanted}
                gone += [(plan.name, row.id, each) for each in places if each not in fields]
        self.progress.want(connection, wanted)
        self.progress.forget_files(connection, gone)

    def _keep_links(self, rows: Sequence[TakenRow], there: Sequence[int]) -> None:
        """Let rows that were there go on linking rows that are retired, of which the other site does not
        tell: they show the links again once these return."""
        plan = self.page.plan
        links = [field for field in plan.values if field.type.kind is Kind.LINK and not field.keeps_retired]
        if not links or not there:
            return
        names = [field.name for field in links]
        lost = self.copied.lost_links(self.writes.connection, plan.name, names, there)
        places = [plan.value_columns.index(field.column_names[0]) for field in links]
        for row in rows:
            kept = lost.get(row.id, ())
            for place, row_id, kind in zip(places, kept[::2], kept[1::2], strict=False):
                if row.values[place] is None:
                    row.values[place : place + 2] = (row_id, kind)

    def _link_far_ends(self) -> None:
        """Let live rows link these retired ones that tell of them."""
        plan, connection = self.page.plan, self.writes.connection
        for field in plan.ends:
            ends = [(row["id"], row.get(field.name) or ()) for row in self.page.rows]
            pairs = [(link.id, plan.name, row_id) for row_id, links in ends for link in links]
            match field.keeping:
                case _ if not pairs:
                    continue
                case ReverseOf(entity_type, name):
                    self.copied.point(connection, (entity_type, name), pairs)
                case Through(entity_type, near, far):
                    self.copied.point(connection, (entity_type, near), pairs, by=far)
                case OppositeOf(entity_type, name):
                    self.copied.link(connection, (entity_type, name), (), pairs)

    def _name(self, rows: Sequence[TakenRow], there: Mapping[int, object]) -> None:
        name, connection, retired = self.page.plan.name, self.writes.connection, self.page.retired
        if name in UNNAMED:
            return
        if self.page.is_told:
            for row in rows:
                self.copied.rename(connection, name, row.id, row.name, retired=retired)
            return
        new = [(row.id, row.name, row.project) for row in rows if row.id not in there]
        self.copied.name_new(connection, name, new, retired=retired)
        known = [(row.id, row.name) for row in rows if row.id in there]
        self.copied.name(connection, name, known, retired=retired)

    def _link(self, rows: Sequence[TakenRow], there: Mapping[int, object]) -> None:
        plan, connection = self.page.plan, self.writes.connection
        replaced = [row.id for row in rows if row.id in there]
        for place, field in enumerate(plan.links):
            pairs = [(row.id, link.type, link.id) for row in rows for link in row.links[place]]
            self.copied.link(connection, (plan.name, field.name), replaced, pairs)
        places = _places(plan)
        if "image" in places:
            place = places["image"]
            pictures = {
                row.id: row.file_values[place] for row in rows if row.id in there or row.file_values[place]
            }
            self.copied.follow_pictures(connection, plan.name, pictures)

    def _rules_untold(self) -> list[Loss]:
        """The site's own rule sets, of which nobody tells over the network what they say."""
        stock = stock_rule_sets()
        reason = "what it says is not told; until its file is imported, who has it may do nothing"
        return [Loss(_RULES, row["id"], "", reason) for row in self.page.rows if row.get("code") not in stock]


def _places(plan: TypePlan) -> dict[str, int]:
    """Where among the file columns those of each file field are."""
    columns = plan.file_columns
    return {field.name: columns.index(field.column_names[0]) for field in plan.files}


def retire_gone(site: Site, caller: Caller, type_name: str, ids: Sequence[int]) -> int:
    """Retire live rows that the other site does not have any more, in any state: nothing is erased here."""
    retired = 0
    with copying(site, caller) as writes:
        for row_id in ids:
            state = writes.rows.state(writes.connection, type_name, row_id)
            if state is not None and state[0]:
                writes.rows.retire(writes.connection, type_name, row_id, f"{writes.now_text} {row_id}")
                retired += 1
        if type_name == _STEP and retired:
            writes.alters_schema = True
    return retired


def linking_rows(site: Site, target: Target, fields: Sequence[tuple[str, str]] | None = None) -> set[Target]:
    """The rows here that link a row by a single link or by links in a table of their own, or by some fields
    (type, name) alone."""
    edition = site.editions.current()
    copied = CopiedRows(edition.tables, site.database.dialect)
    found: set[Target] = set()
    with site.database.reading() as connection:
        for entity_type in edition.schema:
            for field in entity_type.fields.values():
                is_meant = (
                    target.type in field.valid_types
                    if fields is None
                    else (entity_type.name, field.name) in fields
                )
                if not is_meant or field.keeps_retired or entity_type.name == _LOG:
                    continue
                if isinstance(field.keeping, OwnTable):
                    ids = copied.owners(connection, (entity_type.name, field.name), target)
                elif field.column_names and field.keeping is None:
                    ids = copied.linking(connection, entity_type.name, field.name, target)
                else:
                    continue
                found.update(Target(entity_type.name, each) for each in ids)
    return found


def taken_up(keeping: object) -> tuple[str, str] | None:
    """The type and field in which links are kept that show at this end; None of what is kept here."""
    match keeping:
        case Through(entity_type, near, _):
            return entity_type, near
        case ReverseOf(entity_type, field) | OppositeOf(entity_type, field):
            return entity_type, field
    return None
