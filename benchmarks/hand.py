"""The questions of `questions.py` as one would write them by hand, against the same tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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


class Hand:
    """Each question by hand. Pages come back as rows and the links of each."""

    def __init__(self, driver: Driver, names: str, member: str, contains: str) -> None:
        self._driver = driver
        self._names = names
        self._member = member
        self._contains = contains

    def analyze(self) -> None:
        """Let the database look at its data, for both sides alike."""
        self._driver.rows("ANALYZE")

    def by_author(self, author: int) -> object:
        return self._page(AUTHOR, "ORDER BY n.id", [author])

    def by_sequence(self, sequence: int) -> object:
        return self._page(SEQUENCE, "ORDER BY n.id", [sequence])

    def by_subject(self, text: str) -> object:
        return self._page(self._contains, "ORDER BY n.id", [text])

    def latest(self, skipped: int) -> object:
        return self._page("true", f"{LATEST} LIMIT 25 OFFSET {skipped}", [])

    def count_by_status(self) -> object:
        return self._driver.rows(
            'SELECT sg_status_list, count(*) FROM notes WHERE "row$retired" IS NULL GROUP BY sg_status_list'
        )

    def _page(self, where: str, order: str, values: list[Any]) -> object:
        limit = "" if "LIMIT" in order else " LIMIT 25"
        sql = f'SELECT {COLUMNS} FROM notes AS n WHERE {where} AND n."row$retired" IS NULL {order}{limit}'
        found = self._driver.rows(sql, values)
        links: dict[int, list[dict[str, Any]]] = {row[0]: [] for row in found}
        query = f"{self._names} WHERE {self._member} ORDER BY r.key, r.id"
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


_LINKS = """
SELECT l.owner_id, r.type, r.id, r.name FROM note__note_links AS l
JOIN row_names AS r ON r.type = l.target_type AND r.id = l.target_id AND NOT r.retired
"""


@contextmanager
def hand_of(site: Site) -> Iterator[Hand]:
    """The questions by hand against the site's database."""
    with driver_of(site) as driver:
        if site.database.dialect.name == "sqlite":
            member = "l.owner_id IN (SELECT value FROM json_each(?))"
            yield SqliteHand(driver, _LINKS, member, 'instr(n."subject$key", ?) > 0')
        else:
            contains = "n.\"subject$key\" LIKE '%' || ? || '%'"
            yield Hand(driver, _LINKS, "l.owner_id = ANY(?)", contains)


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
