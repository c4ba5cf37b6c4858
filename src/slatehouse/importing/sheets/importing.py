"""A sheet against a site: what would change, found out before anything is written, and then written.

The file is gone through twice, some rows at a time, so that its length costs no memory but for what tells
that a row is there twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from slatehouse.client import Client, Link, Refused
from slatehouse.client.errors import NotPermitted, SignInRefused, SiteFailed, TooBusy
from slatehouse.importing.catalogue import Catalogue
from slatehouse.importing.changes import Action, Change
from slatehouse.importing.errors import ImportRefused
from slatehouse.importing.sending import AT_ONCE, Sender
from slatehouse.importing.sheets.cells import Customs, Named
from slatehouse.importing.sheets.columns import ID, columns_of
from slatehouse.importing.sheets.days import DateOrder
from slatehouse.importing.sheets.deciding import Deciding
from slatehouse.importing.sheets.lines import Line, Problem, Reading, linked_in
from slatehouse.importing.sheets.matching import Rows, key_fields
from slatehouse.importing.sheets.names import Names
from slatehouse.importing.sheets.text_files import Record, records, shape_of

__all__ = ["SheetImport", "Tally", "Ways"]

_CHUNK = 500
_HOURS_PER_DAY = 8.0
# Whatever row it is about, the others would be refused as well.
_OF_ALL = (SignInRefused, NotPermitted, SiteFailed, TooBusy)

Outcome = Change | Problem


@dataclass(frozen=True, slots=True)
class Ways:
    """How a sheet is to be imported; each is what the command's option of that name is."""

    project: str | None = None
    mapped: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    dates: DateOrder | None = None
    empty_clears: bool = False
    create_missing_links: bool = False
    skip_bad: bool = False


@dataclass(slots=True)
class Tally:
    """How many rows were made, changed, found as the sheet has them, and left out as wrong."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    links_created: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.created + self.changed + self.unchanged + self.skipped

    def count(self, change: Change) -> None:
        """Count one row."""
        self.created += change.action is Action.CREATE
        self.changed += change.action is Action.UPDATE
        self.unchanged += change.action is Action.NOTHING


class SheetImport:
    """One sheet on its way to one site. Raises `ImportRefused` where file or columns cannot be read."""

    def __init__(self, client: Client, entity_type: str, path: Path, ways: Ways) -> None:
        self._client = client
        self._path = path
        self._ways = ways
        self._shape = shape_of(path, ways.encoding, ways.delimiter)
        header = next(self._records(), None)
        if header is None:
            raise ImportRefused(f"{path} has no line; its first has to name the columns")
        self._catalogue = Catalogue(client)
        self.type = self._catalogue.type_called(entity_type)
        try:
            self.columns = columns_of(header.cells, self._catalogue.fields(self.type), ways.mapped)
        except ImportRefused as error:
            raise ImportRefused(f"{path}: {error}") from error
        self._key = key_fields(self.type, self.columns, self._catalogue, ways.key)
        self._project = self._project_of_all()
        self._names = Names(client, self._catalogue, self._project, makes_missing=ways.create_missing_links)
        self._reading = Reading(
            header.cells, self.columns, Customs(ways.dates, self._hours), empty_clears=ways.empty_clears
        )
        self._deciding = Deciding(self.type, self.columns, self._key, self._catalogue, self._project)
        scope = self._project if self._catalogue.is_of_projects(self.type) else None
        self._rows = Rows(client, self.type, [each.field for each in self.columns], self._key, scope)
        self._sender = Sender(client)
        self.tally = Tally()

    def checked(self) -> Iterator[Outcome]:
        """Go through the whole file: what would change, and what is wrong. Nothing is written."""
        self.tally = Tally()
        missing: set[Named] = set()
        for outcomes in self._planned():
            for change in self._links_to_make(outcomes, missing):
                self.tally.links_created += 1
                yield change
            yield from outcomes

    def written(self) -> Iterator[Outcome]:
        """Go through it once more, and write: what has changed. A row with something wrong is left out.

        Raises `ImportRefused` where the site will not take a row; what came before it stays written.
        """
        self.tally = Tally()
        for outcomes in self._planned():
            yield from self._made_links(outcomes)
            yield from (
                each for each in outcomes if isinstance(each, Problem) or each.action is Action.NOTHING
            )
            changes = [
                self._with_links(each)
                for each in outcomes
                if isinstance(each, Change) and each.action is not Action.NOTHING
            ]
            for start in range(0, len(changes), AT_ONCE):
                yield from self._sent(changes[start : start + AT_ONCE])

    def _records(self) -> Iterator[Record]:
        return records(self._path, self._shape)

    def _planned(self) -> Iterator[list[Outcome]]:
        lines = map(self._reading.line, islice(self._records(), 1, None))
        while chunk := list(islice(lines, _CHUNK)):
            yield list(self._planned_chunk(chunk))

    def _planned_chunk(self, lines: Sequence[Line]) -> Iterator[Outcome]:
        self._names.look_up(linked_in(value for line in lines for value in line.values.values()))
        for line in lines:
            self._reading.link(line, self._names)
        good = [line for line in lines if not line.problems]
        self._rows.fetch(
            [line.values[ID] for line in good if ID in line.values],
            [line.values for line in good if self._deciding.has_key(line)],
        )
        for line in lines:
            change = None if line.problems else self._deciding.change(line, self._rows)
            if change is None:
                self.tally.skipped += 1
                yield from line.problems
            else:
                self.tally.count(change)
                yield change

    def _links_to_make(self, outcomes: Sequence[Outcome], known: set[Named]) -> Iterator[Change]:
        """The rows that cells call by names which nothing has, each once."""
        for outcome in outcomes:
            if isinstance(outcome, Change):
                for named in linked_in(new for _, new in outcome.values.values()):
                    if not isinstance(named, Named):
                        continue
                    folded = Named(named.name.casefold(), named.types)
                    if folded not in known:
                        known.add(folded)
                        yield self._names.to_make(named)

    def _made_links(self, outcomes: Sequence[Outcome]) -> Iterator[Change]:
        missing = list(self._links_to_make(outcomes, set()))
        for start in range(0, len(missing), AT_ONCE):
            batch = missing[start : start + AT_ONCE]
            for change, row in zip(batch, self._sender.send(batch), strict=True):
                self._names.made(Link(change.type, row.id, change.name))
                self.tally.links_created += 1
                yield change.of(row.id)

    def _with_links(self, change: Change) -> Change:
        """The same, with the rows that were made meanwhile."""

        def there(value: Any) -> Any:
            if isinstance(value, Named):
                return self._names.link(value)
            return [there(each) for each in value] if isinstance(value, list) else value

        return replace(change, values={name: (old, there(new)) for name, (old, new) in change.values.items()})

    def _sent(self, changes: Sequence[Change]) -> Iterator[Outcome]:
        """Send them together; where the site refuses one, and bad ones are skipped, all but that one."""
        try:
            rows = self._sender.send(changes)
        except _OF_ALL:
            raise
        except Refused as error:
            if not self._ways.skip_bad:
                raise ImportRefused(self._of_a_refusal(changes, error)) from error
            if len(changes) == 1:
                self._uncount(changes[0])
                yield Problem(_line(changes[0]), None, str(error.refusal), is_of_the_site=True)
                return
            middle = len(changes) // 2
            yield from self._sent(changes[:middle])
            yield from self._sent(changes[middle:])
            return
        yield from (change.of(row.id) for change, row in zip(changes, rows, strict=True))

    def _of_a_refusal(self, changes: Sequence[Change], error: Refused) -> str:
        first, last = changes[0].where, changes[-1].where
        place = first if first == last else f"one of the rows from {first} to {last}"
        return (
            f"the site refuses {place}: {error.refusal}. What came before stays; mend it and run the same "
            f"import again, or pass --skip-bad"
        )

    def _uncount(self, change: Change) -> None:
        self.tally.created -= change.action is Action.CREATE
        self.tally.changed -= change.action is Action.UPDATE
        self.tally.skipped += 1

    def _project_of_all(self) -> Link | None:
        if self._ways.project is not None:
            return self._catalogue.project(self._ways.project)
        has_ids = any(column.name == ID for column in self.columns)
        if self._catalogue.is_of_projects(self.type) and not has_ids:
            raise ImportRefused(f"each {self.type} is of a project; say of which with --project")
        return None

    def _hours(self) -> float:
        return self._hours_of_a_day

    @cached_property
    def _hours_of_a_day(self) -> float:
        told = self._client.preferences().get("hours_per_day")
        return float(told) if told else _HOURS_PER_DAY


def _line(change: Change) -> int:
    return int(change.where.rpartition(" ")[2])
