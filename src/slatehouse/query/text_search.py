"""Text search: the live rows of some types whose names hold all the words, the shortest names first.

A word is found in a row's own name or in that of the row that its main link names: in its haystack (see
`store.names`). Where few rows of a type can be meant, all of them are read; where many can, their names are
walked in the order of the answer until there are enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

from sqlalchemy import Dialect

from slatehouse.observe.stages import PLANNING, add
from slatehouse.query.filters import EVERY_ROW, Filter, Group, shape_of, simplified, values_of
from slatehouse.query.limits import raise_if_too_large, raise_if_too_many
from slatehouse.query.plan_cache import PlanCache
from slatehouse.query.question import Page
from slatehouse.query.search_statements import SearchShape, SearchStatement, Way, search_statement
from slatehouse.query.sources import Sources
from slatehouse.query.visibility import PRODUCT, Asker
from slatehouse.schema.entity_type import EntityType
from slatehouse.schema.link import Target
from slatehouse.schema.text_key import text_key
from slatehouse.store.connection import Connection
from slatehouse.store.name_index import NameIndex
from slatehouse.store.names import LINE

FEW = 4_000
"""As many rows of a type as are read at once rather than walked."""

_WORDS_IN_SQL = 16
_FURTHER = 8
_EVERY_ROW = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Sought:
    """The rows of one type that may be found."""

    entity_type: EntityType
    where: Filter = EVERY_ROW


class Found(NamedTuple):
    """A row that was found; such values sort in the order of the answer."""

    length: int
    haystack: str
    type: str
    id: int

    @property
    def group(self) -> tuple[int, str]:
        """What rows have in common that only their main links' names put in order."""
        return self.length, self.haystack.partition(LINE)[0]


def words_of(text: str) -> list[str]:
    """The keys of the text's words, longest first; a word that another one holds says nothing more."""
    words = sorted({text_key(word) for word in text.split()}, key=lambda word: (-len(word), word))
    kept: list[str] = []
    for word in words:
        if not any(word in longer for longer in kept):
            kept.append(word)
    return kept


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is the same for every type of a search.

    `meant` are the ids of all rows of each type that can hold the words; None where they are many.
    """

    connection: Connection
    words: Sequence[str]
    asker: Asker
    needed: int
    meant: Mapping[str, list[int] | None]


class TextSearcher:
    """Searches the rows of one schema. Safe to share between threads."""

    def __init__(self, sources: Sources, dialect: Dialect, few: int = FEW) -> None:
        self._few = few
        self._sources = sources
        self._dialect = dialect
        self._index = NameIndex(dialect)
        self._statements: PlanCache[SearchStatement] = PlanCache()
        # The index that a walk follows holds all that it looks at on SQLite alone.
        self._walks_cheaply = dialect.name == "sqlite"

    def search(
        self, connection: Connection, text: str, sought: Sequence[Sought], page: Page, asker: Asker = PRODUCT
    ) -> list[Target]:
        """One page of the rows that hold all the words of the text, for the asker.

        Raises `TooManyConditions`.
        """
        for each in sought:
            raise_if_too_many(each.where)
        words, needed = words_of(text), page.skipped + page.size
        if not words:
            return []
        meant = self._meant(connection, [each.entity_type.name for each in sought], words)
        asked = _Asked(connection, words, asker, needed, meant)
        found = sorted(row for each in sought for row in self._first(asked, each))
        return [Target(row.type, row.id) for row in found[page.skipped : needed]]

    def _first(self, asked: _Asked, sought: Sought) -> list[Found]:
        """The first rows of a type that are found, as many as are needed or more."""
        where = simplified(sought.where) if isinstance(sought.where, Group) else sought.where
        of_type = Sought(sought.entity_type, where)
        ids = self._few_of_type(asked, of_type)
        if ids is not None:
            among = self._statement(asked, of_type, Way.AMONG, 0)
            return self._rows(asked, of_type, among, ids) if ids else []
        are_many = where == EVERY_ROW and self._index.finds(asked.words[-1])
        if not are_many and not self._walks_cheaply:
            anywhere = self._statement(asked, of_type, Way.ANYWHERE, self._few + 1)
            found = self._rows(asked, of_type, anywhere)
            if len(found) <= self._few:
                return found
        return self._walk(asked, of_type)

    def _walk(self, asked: _Asked, sought: Sought) -> list[Found]:
        """The first rows of a type in the order of the answer, as many as are needed or more."""
        limit = _rounded_up(asked.needed)
        while True:
            walking = self._statement(asked, sought, Way.WALKING, limit)
            found = self._rows(asked, sought, walking)
            if len(found) < limit or not walking.cuts_groups:
                return found
            # The last rows that share a key may not be all that do.
            last = found[-1].group
            whole = [row for row in found if row.group != last]
            if len(whole) >= asked.needed:
                return whole
            limit *= _FURTHER

    def _few_of_type(self, asked: _Asked, sought: Sought) -> list[int] | None:
        """The ids of all rows of a type that may be found, for their words or for the filter; None: many."""
        meant = asked.meant[sought.entity_type.name]
        if meant is not None or sought.where == EVERY_ROW:
            return meant
        filtered = self._statement(asked, sought, Way.FILTERED, self._few + 1)
        found = asked.connection.rows(filtered.statement, [*asked.asker.values, *values_of(sought.where)])
        return [int(row[0]) for row in found] if len(found) <= self._few else None

    def _meant(
        self, connection: Connection, types: Sequence[str], words: Sequence[str]
    ) -> Mapping[str, list[int] | None]:
        known = [word for word in words if self._index.finds(word)][:_WORDS_IN_SQL]
        if not known:
            return dict.fromkeys(types)
        common = self._index.common(connection, types, known)
        if not common and len(types) > 1:
            together = self._index.candidates(connection, types, known, self._few)
            if together is not None:
                return together
        # What is common in one type must not hide what is rare in another.
        rare = [type_ for type_ in types if type_ not in common]
        return {**dict.fromkeys(common), **dict(self._each_apart(connection, rare, known))}

    def _each_apart(
        self, connection: Connection, types: Sequence[str], words: Sequence[str]
    ) -> Iterator[tuple[str, list[int] | None]]:
        for type_ in types:
            found = self._index.candidates(connection, [type_], words, self._few)
            yield type_, None if found is None else found[type_]

    def _rows(self, asked: _Asked, sought: Sought, written: SearchStatement, *last: object) -> list[Found]:
        words, others = asked.words[:_WORDS_IN_SQL], asked.words[_WORDS_IN_SQL:]
        values = [*asked.asker.values, *words, *values_of(sought.where), *last]
        found = map(Found._make, asked.connection.rows(written.statement, values))
        return [row for row in found if all(word in row.haystack for word in others)]

    def _statement(self, asked: _Asked, sought: Sought, way: Way, limit: int) -> SearchStatement:
        began = perf_counter()
        words, visibility = len(asked.words[:_WORDS_IN_SQL]), asked.asker.visibility
        if way is Way.FILTERED:
            words = 0
        elif len(asked.words) > words:
            # A statement that does not ask for all words cannot know when there are enough rows.
            limit = _EVERY_ROW
        shape = SearchShape(sought.entity_type, sought.where, words, way, limit)
        key = (sought.entity_type.name, shape_of(sought.where), words, way, limit, visibility)

        def write() -> SearchStatement:
            written = search_statement(self._sources.seen_by(visibility), self._dialect, shape)
            raise_if_too_large(written.statement)
            return written

        statement = self._statements.plan(key, write)
        add(PLANNING, perf_counter() - began)
        return statement


def _rounded_up(needed: int) -> int:
    """A number of rows that is enough, one of few: it stands in the statement's text."""
    return 1 << (min(needed, _EVERY_ROW) - 1).bit_length()
