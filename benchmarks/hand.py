"""The questions of `questions.py` as one would write them by hand, against the same tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg
import pysqlite3

from slatehouse.site.site import Site

COLUMNS = """
n.id, n.subject, n.content, n.created_at, n."created_by$type", n."created_by$id",
(SELECT name FROM row_names WHERE type = n."created_by$type" AND id = n."created_by$id" AND NOT retired)
"""
AUTHOR = """n."created_by$type" = 'HumanUser' AND n."created_by$id" = ?"""
SEQUENCE = """
n.id IN (SELECT l.owner_id FROM note__note_links AS l JOIN shots AS s ON s.id = l.target_id
WHERE l.target_type = 'Shot' AND s."sg_sequence$type" = 'Sequence' AND s."sg_sequence$id" = ?
AND s."row$retired" IS NULL)
"""
LATEST = "ORDER BY n.created_at DESC NULLS LAST, n.id"
EVENT = """
INSERT INTO event_log_entries (id, created_at, event_type, "event_type$key", attribute_name,
"attribute_name$key", description, "description$key", cached_display_name, "cached_display_name$key",
meta, "entity$id", "entity$type", "project$id", "project$type")
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'Note', 1, 'Project')
"""
NOTE = """
INSERT INTO notes (subject, "subject$key", content, "content$key", sg_status_list, "sg_status_list$key",
"project$id", "project$type", publish_status, "publish_status$key", created_at, updated_at,
cached_display_name, "cached_display_name$key")
VALUES (?, ?, ?, ?, 'opn', 'opn', 1, 'Project', 'published', 'published', ?, ?, ?, ?) RETURNING id
"""
NAME = """
INSERT INTO row_names (type, id, name, key, haystack, length, retired) VALUES ('Note', ?, ?, ?, ?, ?, ?)
"""
LINKS = """
SELECT l.owner_id, r.type, r.id, r.name FROM note__note_links AS l
JOIN row_names AS r ON r.type = l.target_type AND r.id = l.target_id AND NOT r.retired
"""
HITS_OF_NOTES = """
SELECT n.id, r.name, n.sg_status_list FROM notes AS n
JOIN row_names AS r ON r.type = 'Note' AND r.id = n.id AND NOT r.retired WHERE n."row$retired" IS NULL
"""
HITS_OF_SHOTS = """
SELECT n.id, r.name, n.sg_status_list, n."sg_sequence$type", n."sg_sequence$id", s.name FROM shots AS n
JOIN row_names AS r ON r.type = 'Shot' AND r.id = n.id AND NOT r.retired
LEFT JOIN row_names AS s ON s.type = n."sg_sequence$type" AND s.id = n."sg_sequence$id" AND NOT s.retired
WHERE n."row$retired" IS NULL
"""
LINK = "INSERT INTO note__note_links (owner_id, target_type, target_id) VALUES (?, 'Shot', 5)"
COUNT_UP = "UPDATE slatehouse_counters SET value = value + ? WHERE name = 'updates' RETURNING value"
ENTRY = """
INSERT INTO slatehouse_activity (stream_type, stream_id, update_id, event_id) VALUES (?, ?, ?, ?)
"""
LOGGED = ("project", "content", "note_links", "subject", "publish_status", "sg_status_list", None)


class Driver(Protocol):
    """What both databases' drivers offer, with `?` for a parameter."""

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None: ...


@dataclass(frozen=True)
class Spelling:
    """How one database says what the other says otherwise. `among_few`: the id is one of those of the type's
    rows whose names hold what is `sought`, by the index of trigrams."""

    subject_holds: str
    haystack_holds: str
    is_live: str
    among_few: str
    sought: Callable[[str], str]
    names_in_order: str
    member: Callable[[str], str]


class Listener:
    """Passes statements on and keeps the text of each, once."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.statements: dict[str, None] = {}

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.statements[sql] = None
        return self._driver.rows(sql, values)

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        self.statements[sql] = None
        self._driver.many(sql, values)


class Hand:
    """Each question by hand. Pages come back as rows and the links of each."""

    def __init__(self, driver: Driver, spelling: Spelling) -> None:
        self._driver = driver
        self._spelling = spelling

    @contextmanager
    def listened_to(self) -> Iterator[Listener]:
        """Keeps the statements that are run in the block."""
        driver = self._driver
        self._driver = listener = Listener(driver)
        try:
            yield listener
        finally:
            self._driver = driver

    def analyze(self) -> None:
        """Let the database look at its data, for both sides alike."""
        self._driver.rows("ANALYZE")

    def by_author(self, author: int) -> object:
        return self._page(AUTHOR, "ORDER BY n.id", [author])

    def by_sequence(self, sequence: int) -> object:
        return self._page(SEQUENCE, "ORDER BY n.id", [sequence])

    def by_common_subject(self, text: str) -> object:
        """Notes are read until there are enough, as the text is known to be common."""
        return self._page(self._spelling.subject_holds, "ORDER BY n.id", [text])

    def by_rare_subject(self, text: str, order: str = "ORDER BY n.id") -> object:
        """The index of names says which notes to look at, as the text is known to be rare."""
        return self._page(self._few_by_subject(), order, [self._spelling.sought(text), text])

    def count_by_rare_subject(self, text: str) -> object:
        sql = f'SELECT count(*) FROM notes AS n WHERE {self._few_by_subject()} AND n."row$retired" IS NULL'
        return self._driver.rows(sql, [self._spelling.sought(text), text])

    def _few_by_subject(self) -> str:
        few = self._spelling.among_few.format(id="n.id", type="Note")
        return f"{few} AND {self._spelling.subject_holds}"

    def text_search(self, text: str, *, is_rare: bool) -> object:
        """Notes and shots by their names or those of their main links, with what a search shows of them."""
        found = sorted(row for type_ in ("Note", "Shot") for row in self._first_names(type_, text, is_rare))
        shown: dict[tuple[str, int], object] = {}
        for type_, sql in (("Note", HITS_OF_NOTES), ("Shot", HITS_OF_SHOTS)):
            ids = [row[3] for row in found[:25] if row[2] == type_]
            if ids:
                rows = self._driver.rows(f"{sql} AND {self._spelling.member('n.id')}", [self.listed(ids)])
                shown.update({(type_, row[0]): row for row in rows})
        return [shown[row[2], row[3]] for row in found[:25]]

    def _first_names(self, type_: str, text: str, is_rare: bool) -> list[tuple[Any, ...]]:
        spelling = self._spelling
        sql = f"""SELECT length, haystack, type, id FROM row_names
WHERE type = '{type_}' AND {spelling.is_live} AND {spelling.haystack_holds}"""
        if is_rare:
            sql += f" AND {spelling.among_few.format(id='id', type=type_)}"
        values = [text, spelling.sought(text)] if is_rare else [text]
        return self._driver.rows(f"{sql} ORDER BY {spelling.names_in_order} LIMIT 25", values)

    def latest(self, skipped: int) -> object:
        return self._page("true", f"{LATEST} LIMIT 25 OFFSET {skipped}", [])

    def count_by_status(self) -> object:
        # The index has the status beside its key.
        status = '"sg_status_list$key", sg_status_list'
        return self._driver.rows(
            f'SELECT {status}, count(*) FROM notes WHERE "row$retired" IS NULL GROUP BY {status}'
        )

    def _page(self, where: str, order: str, values: list[Any]) -> object:
        limit = "" if "LIMIT" in order else " LIMIT 25"
        sql = f'SELECT {COLUMNS} FROM notes AS n WHERE {where} AND n."row$retired" IS NULL {order}{limit}'
        found = self._driver.rows(sql, values)
        links: dict[int, list[dict[str, Any]]] = {row[0]: [] for row in found}
        query = f"{LINKS} WHERE {self._spelling.member('l.owner_id')} ORDER BY r.key, r.id"
        for owner, type_, row_id, name in self._driver.rows(query, [self.listed(list(links))]):
            links[owner].append({"id": row_id, "name": name, "type": type_})
        return [(*row, links[row[0]]) for row in found]

    def listed(self, ids: list[int]) -> Any:
        """A list as one parameter."""
        return ids

    def create_thousand(self) -> None:
        """A thousand notes as a batch makes them: rows, links, names, events and what the streams tell of
        them, in one transaction."""
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._driver.rows("BEGIN")
        content = "Less grain, please."
        events: list[tuple[Any, ...]] = []
        next_event = (self._driver.rows("SELECT max(id) FROM event_log_entries")[0][0] or 0) + 1
        names, links, found, news = [], [], [], []
        for n in range(1_000):
            subject = f"Batch note {n}"
            name = f"{subject} - {content}"
            texts = (subject, subject.lower(), content, content.lower())
            row_id = self._driver.rows(NOTE, (*texts, moment, moment, name, name.lower()))[0][0]
            names.append((row_id, name, name.lower(), name.lower(), len(name), False))
            links.append((row_id,))
            for attribute in LOGGED:
                events.append(_event(next_event, moment, attribute, row_id, name))
                if attribute is None:
                    news.append((next_event, (("Note", row_id), ("Project", 1), ("Shot", 5))))
                next_event += 1
            found.append(row_id)
        self._driver.many(NAME, names)
        self._driver.many(LINK, links)
        self._driver.many(EVENT, events)
        enter(self._driver, news)
        for row_id in found:
            self._driver.rows(f"SELECT {COLUMNS} FROM notes AS n WHERE n.id = ?", [row_id])
        self._driver.rows("COMMIT")


def enter(driver: Driver, news: Sequence[tuple[int, Sequence[tuple[str, int]]]]) -> None:
    """Enter events into the activity streams that tell of them."""
    before = driver.rows(COUNT_UP, [len(news)])[0][0] - len(news)
    entries = [
        (*stream, update, event)
        for update, (event, streams) in enumerate(news, start=before + 1)
        for stream in streams
    ]
    driver.many(ENTRY, entries)


def _event(event_id: int, moment: str, attribute: str | None, row_id: int, name: str) -> tuple[Any, ...]:
    kind = "Shotgun_Note_Change" if attribute else "Shotgun_Note_New"
    told = f'Slatehouse changed {attribute} on Note "{name}"'
    about = {"type": "attribute_change", "attribute_name": attribute, "entity_type": "Note"}
    meta = {**about, "entity_id": row_id, "in_create": True, "old_value": None, "new_value": name}
    lowered = attribute and attribute.lower()
    texts = (kind, kind.lower(), attribute, lowered, told, told.lower(), told, told.lower())
    return (event_id, moment, *texts, json.dumps(meta), row_id)


class SqliteHand(Hand):
    def listed(self, ids: list[int]) -> Any:
        return json.dumps(ids)


def _match(text: str) -> str:
    return " AND ".join(f'"{text[start : start + 3]}"' for start in range(len(text) - 2))


_NUMBER = "(SELECT number FROM row_name_types WHERE type = '{type}')"
SQLITE = Spelling(
    subject_holds='instr(n."subject$key", ?) > 0',
    haystack_holds="instr(haystack, ?) > 0",
    # As the index of names in order says it, which SQLite wants word for word.
    is_live="retired = 0",
    among_few=f"""{{id}} IN (SELECT rowid & 4294967295 FROM row_names_by_trigrams
WHERE row_names_by_trigrams MATCH ? AND rowid >= {_NUMBER} << 32 AND rowid < {_NUMBER} + 1 << 32)""",
    sought=_match,
    names_in_order="length, haystack, id",
    member="{} IN (SELECT value FROM json_each(?))".format,
)
POSTGRESQL = Spelling(
    subject_holds='strpos(n."subject$key", ?) > 0',
    haystack_holds="strpos(haystack, ?) > 0",
    is_live="NOT retired",
    # An array is found first, whatever the planner thinks of the rest.
    among_few="""{id} = ANY (ARRAY(
SELECT f.id FROM row_names AS f WHERE f.type = '{type}' AND f.haystack LIKE ?))""",
    sought="%{}%".format,
    names_in_order="length, left(haystack, 200), haystack, id",
    member="{} = ANY(?)".format,
)


@contextmanager
def hand_of(site: Site) -> Iterator[Hand]:
    """The questions by hand against the site's database."""
    with driver_of(site) as driver:
        if site.database.dialect.name == "sqlite":
            yield SqliteHand(driver, SQLITE)
        else:
            yield Hand(driver, POSTGRESQL)


@contextmanager
def driver_of(site: Site) -> Iterator[Driver]:
    """A connection of one's own to the site's database."""
    if site.database.dialect.name == "sqlite":
        raw = pysqlite3.connect(str(site.directory / "site.db"), isolation_level=None)
        for pragma in ("mmap_size = 268435456", "cache_size = -32000", "synchronous = FULL"):
            raw.execute(f"PRAGMA {pragma}")
        try:
            yield _Sqlite(raw)
        finally:
            raw.close()
    else:
        url = site.config.settings.database.url
        with psycopg.connect(url, autocommit=True, prepare_threshold=2) as connection:
            yield _Postgresql(connection)


class _Sqlite:
    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._raw.execute(sql, values).fetchall()
        return found

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        self._raw.executemany(sql, values)


class _Postgresql:
    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        self._connection = connection

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self._connection.execute(_percent(sql), values)
        return cursor.fetchall() if cursor.description else []

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(_percent(sql), values)


def _percent(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()
