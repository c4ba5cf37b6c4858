"""The index by which rows are found whose haystack holds a text, by the text's trigrams.

On SQLite it is a full-text table without content of its own, kept in step by triggers; a row stands in it
under a number made of its type's number and its id. On PostgreSQL it is an index of the extension `pg_trgm`;
where the server has none, or the site's role may not create it, searches read all names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from time import monotonic

from msgspec import Struct
from sqlalchemy import Dialect

from slatehouse.store.connection import Connection
from slatehouse.store.statement import Statement
from slatehouse.store.steps import Step

NAME_INDEX = "row_names_by_trigrams"
SHORTEST = 3
"""The least length of a text that the index finds."""

_MOST_TRIGRAMS = 64
# A text that is in two of the first hundred names of a type, and of the last, is in thousands of a million.
_SAMPLE, _COMMON = 100, 2
_SECONDS_KEPT = 60.0
_NUMBER_OF_TYPE = "(SELECT number FROM row_name_types WHERE type = {type}) << 32"
_SQLITE_STEPS = (
    "CREATE TABLE row_name_types (number INTEGER PRIMARY KEY, type TEXT NOT NULL UNIQUE)",
    "INSERT INTO row_name_types (type) SELECT DISTINCT type FROM row_names",
    # The keys are folded already. Where in a text a trigram stands need not be known: candidates are checked.
    f"CREATE VIRTUAL TABLE {NAME_INDEX} USING fts5 (haystack, content='', contentless_delete=1, detail=none, "
    "tokenize='trigram case_sensitive 1')",
    f"INSERT INTO {NAME_INDEX} (rowid, haystack) "
    f"SELECT {_NUMBER_OF_TYPE.format(type='row_names.type')} | id, haystack FROM row_names",  # nosec B608
    f"""CREATE TRIGGER {NAME_INDEX}_insert AFTER INSERT ON row_names BEGIN
  INSERT INTO row_name_types (type)
  SELECT new.type WHERE new.type NOT IN (SELECT type FROM row_name_types);
  INSERT INTO {NAME_INDEX} (rowid, haystack)
  VALUES ({_NUMBER_OF_TYPE.format(type="new.type")} | new.id, new.haystack);
END""",  # nosec B608
    f"""CREATE TRIGGER {NAME_INDEX}_update AFTER UPDATE OF haystack ON row_names
WHEN new.haystack IS NOT old.haystack BEGIN
  DELETE FROM {NAME_INDEX} WHERE rowid = {_NUMBER_OF_TYPE.format(type="old.type")} | old.id;
  INSERT INTO {NAME_INDEX} (rowid, haystack)
  VALUES ({_NUMBER_OF_TYPE.format(type="new.type")} | new.id, new.haystack);
END""",  # nosec B608
    f"""CREATE TRIGGER {NAME_INDEX}_delete AFTER DELETE ON row_names BEGIN
  DELETE FROM {NAME_INDEX} WHERE rowid = {_NUMBER_OF_TYPE.format(type="old.type")} | old.id;
END""",  # nosec B608
)
_POSTGRESQL_STEP = f"""DO $$ BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX {NAME_INDEX} ON row_names USING gin (haystack gin_trgm_ops);
EXCEPTION WHEN undefined_file OR feature_not_supported OR insufficient_privilege OR undefined_object THEN
  RAISE NOTICE 'names are searched without an index';
END $$"""


def name_index_steps(dialect: Dialect) -> Iterator[Step]:
    """What makes the index, of the names that there are."""
    if dialect.name == "postgresql":
        words = f"create index {NAME_INDEX}, where the server has the extension pg_trgm"
        yield Step(words, Statement(_POSTGRESQL_STEP, ()))
        return
    for number, sql in enumerate(_SQLITE_STEPS, start=1):
        yield Step(f"create index {NAME_INDEX} ({number} of {len(_SQLITE_STEPS)})", Statement(sql, ()))


class _Sample(Struct, frozen=True):
    """The haystacks of the oldest rows of a type and of the newest, a NUL after each, and their age."""

    taken: float
    ends: tuple[str, str]

    def holds_often(self, texts: Sequence[str]) -> bool:
        """Whether a walk that begins at either end finds the texts soon."""
        return all(self._holds_often(end, texts) for end in self.ends)

    @staticmethod
    def _holds_often(end: str, texts: Sequence[str]) -> bool:
        if any(end.count(text) < _COMMON for text in texts):
            return False
        together = (all(text in haystack for text in texts) for haystack in end.split("\0"))
        return len(texts) == 1 or sum(together) >= _COMMON


class NameIndex:
    """Finds rows by what their haystacks hold. Safe to share between threads."""

    def __init__(self, dialect: Dialect) -> None:
        self._is_postgresql = dialect.name == "postgresql"
        self._is_there: bool | None = None if self._is_postgresql else True
        self._ends = _ends("%s" if self._is_postgresql else "?")
        self._samples: dict[str, _Sample] = {}

    def finds(self, text: str) -> bool:
        """Whether the index looks up a text rather than reads all names for it."""
        if not self._is_postgresql:
            # The database reads a search as a C string.
            return len(text) >= SHORTEST and "\0" not in text
        return any(text[start : start + SHORTEST].isalnum() for start in range(len(text) - SHORTEST + 1))

    def few(self, connection: Connection, type_: str, texts: Sequence[str], most: int) -> list[int] | None:
        """The ids of all rows of a type whose haystacks hold all the texts, and maybe of others.

        Each text is one that the index `finds`. None where there are more than `most` such rows, or where a
        sample of the names says so; and where there is no index.
        """
        if not self._stands(connection) or self.common(connection, [type_], texts):
            return None
        found = self.candidates(connection, [type_], texts, most)
        return None if found is None else found[type_]

    def common(self, connection: Connection, types: Sequence[str], texts: Sequence[str]) -> set[str]:
        """The types many of whose names hold all the texts, by samples that are kept for a while."""
        return {type_ for type_ in types if self._sample(connection, type_).holds_often(texts)}

    def _sample(self, connection: Connection, type_: str) -> _Sample:
        kept = self._samples.get(type_)
        if kept is None or monotonic() - kept.taken > _SECONDS_KEPT:
            ends = ["", ""]
            for end, haystack in connection.rows(self._ends, [type_]):
                ends[end] += f"{haystack}\0"
            kept = self._samples[type_] = _Sample(monotonic(), (ends[0], ends[1]))
        return kept

    def _stands(self, connection: Connection) -> bool:
        if self._is_there is None:
            self._is_there = bool(connection.rows(_IS_THERE, [NAME_INDEX])[0][0])
        return self._is_there

    def candidates(
        self, connection: Connection, types: Sequence[str], texts: Sequence[str], most: int
    ) -> dict[str, list[int]] | None:
        """The ids by type of all rows of some types whose haystacks hold all the texts, and maybe of others.

        Each text is one that the index `finds`. None where there are more than `most` such rows.
        """
        if self._is_postgresql:
            patterns = (f"%{_escaped(text)}%" for text in texts)
            found = connection.rows(_like(len(texts), most + 1), [list(types), *patterns])
        else:
            match = " AND ".join(_trigrams(texts))
            one_type, every_type = (_MATCH_IN_TYPE, [types[0]]), (_MATCH, [None])
            statement, first = one_type if len(types) == 1 else every_type
            found = connection.rows(statement, [*first, match, most + 1])
        if len(found) > most:
            return None
        ids: dict[str, list[int]] = {type_: [] for type_ in types}
        for type_, row_id in found:
            if type_ in ids:
                ids[type_].append(int(row_id))
        return ids


_NUMBER = _NUMBER_OF_TYPE.format(type="?")
_MATCH_IN_TYPE = Statement(
    f"SELECT ?, rowid & 4294967295 FROM {NAME_INDEX} WHERE {NAME_INDEX} MATCH ? "  # nosec B608
    f"AND rowid >= ({_NUMBER}) AND rowid < ({_NUMBER}) + 4294967296 LIMIT ?",
    (0, 1, 0, 0, 2),
)
# Of all types: a part of a list of rows costs as much as the parts before it.
_MATCH = Statement(
    f"SELECT (SELECT type FROM row_name_types WHERE number = {NAME_INDEX}.rowid >> 32), "  # nosec B608
    f"{NAME_INDEX}.rowid & 4294967295 FROM {NAME_INDEX} WHERE {NAME_INDEX} MATCH ? LIMIT ?",
    (1, 2),
)
_IS_THERE = Statement("SELECT to_regclass(%s) IS NOT NULL", (0,))


@lru_cache
def _like(texts: int, most: int) -> Statement:
    # The number stands in the text, because planners choose by it.
    conditions = " AND haystack LIKE %s" * texts
    types = "type = ANY (CAST(%s AS text[]))"
    sql = f"SELECT type, id FROM row_names WHERE {types}{conditions} LIMIT {most}"  # nosec B608
    return Statement(sql, tuple(range(texts + 1)))


def _ends(place: str) -> Statement:
    """The first names of a type and the last, each with the number of its end."""
    ends = (
        f"SELECT {end} AS at_end, haystack FROM (SELECT haystack FROM row_names WHERE type = {place} "  # nosec B608
        f"ORDER BY id {direction} LIMIT {_SAMPLE}) AS names"
        for end, direction in enumerate(("ASC", "DESC"))
    )
    return Statement(" UNION ALL ".join(ends), (0, 0))


def _escaped(text: str) -> str:
    """A text as part of a pattern."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _trigrams(texts: Sequence[str]) -> list[str]:
    """Trigrams of the texts as they stand in a match, enough of them to tell long texts apart."""
    found = dict.fromkeys(
        text[start : start + SHORTEST] for text in texts for start in range(len(text) - SHORTEST + 1)
    )
    return ['"{}"'.format(each.replace('"', '""')) for each in list(found)[:_MOST_TRIGRAMS]]
