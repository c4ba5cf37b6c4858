"""What can be asked of a site and done on it, as conversations (`talks.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from slatehouse.client.asks import JSON, Ask
from slatehouse.client.errors import BrokenAnswer
from slatehouse.client.questions import Question
from slatehouse.client.rows import Link, Row, as_sent, row_class, row_of, rows_in
from slatehouse.client.safeguards import BATCH, KEY, REFERENCES
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Talk
from slatehouse.client.walks import Walk

__all__ = [
    "batched",
    "counted",
    "created",
    "followed",
    "following",
    "page",
    "place",
    "preferences",
    "read",
    "retired",
    "revived",
    "schema",
    "updated",
]

_JSON = {"Content-Type": JSON}
_IDS_AT_ONCE = 500


def page(line: Line, walk: Walk) -> Talk[Sequence[Row]]:
    """The next rows of a walk."""
    ask = walk.next_page()
    rows = yield from _rows(line, ask)
    return walk.taken(rows)


def counted(line: Line, question: Question) -> Talk[int]:
    """How many rows there are."""
    ask = question.count()
    body = yield from line.asked_json(ask)
    try:
        return int(body["data"]["summaries"]["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenAnswer(ask.what, f"there is no count in it ({error!r})") from error


def read(line: Line, entity_type: str, row_id: int, fields: Sequence[str]) -> Talk[Row]:
    """One row."""
    asked = f"?{urlencode({'fields': ','.join(fields)})}" if fields else ""
    row = yield from _row(line, Ask("GET", f"{place(entity_type, row_id)}{asked}", is_safe=True))
    return row


def created(line: Line, entity_type: str, values: Mapping[str, Any]) -> Talk[Row]:
    """The row that was made of the values, as the site tells of it."""
    row = yield from _row(line, Ask("POST", place(entity_type), _encoded(values), _JSON))
    return row


def updated(line: Line, entity_type: str, row_id: int, values: Mapping[str, Any]) -> Talk[Row]:
    """The row with its new values."""
    row = yield from _row(line, Ask("PUT", place(entity_type, row_id), _encoded(values), _JSON))
    return row


def retired(line: Line, entity_type: str, row_id: int) -> Talk[None]:
    """Retire a row; nothing of it is lost."""
    yield from line.asked(Ask("DELETE", place(entity_type, row_id)))


def revived(line: Line, entity_type: str, row_id: int) -> Talk[bool]:
    """Bring a retired row back; False where it was live. So it may be asked for again."""
    ask = Ask("POST", f"{place(entity_type, row_id)}?revive=true", b"{}", _JSON, is_safe=True)
    body = yield from line.asked_json(ask)
    return bool(body["meta"]["did_revive"])


def batched(
    line: Line, requests: Iterable[Mapping[str, Any]], key: str | None, has_references: bool
) -> Talk[list[Row]]:
    """All of it, or nothing; the rows in the order of the requests, a retired one without values.

    Under a key it may be sent again, whatever became of it.
    """
    body = msgspec.json.encode({"requests": [as_sent(each) for each in requests]})
    keyed = {} if key is None else {KEY: key}
    preferring = {"Prefer": REFERENCES} if has_references else {}
    ask = Ask("POST", BATCH, body, {**_JSON, **keyed, **preferring}, is_safe=key is not None)
    answer = yield from line.asked_json(ask)
    try:
        return [_made(ask, each) for each in answer["data"]]
    except (KeyError, TypeError) as error:
        raise BrokenAnswer(ask.what, f"it has no rows in it ({error!r})") from error


def followed(line: Line, rows: Iterable[Row], field: str, fields: Sequence[str]) -> Talk[dict[Link, Row]]:
    """The rows that a field of these leads to, each fetched once; those that may not be read are not there.

    They are told apart by their links, which are as they stand in the field.
    """
    by_type: dict[str, dict[int, Link]] = {}
    for row in rows:
        for link in row.links(field):
            by_type.setdefault(link.type, {})[link.id] = link
    found: dict[Link, Row] = {}
    for entity_type, links in by_type.items():
        ids = sorted(links)
        for start in range(0, len(ids), _IDS_AT_ONCE):
            asked = Question(entity_type, (["id", "in", ids[start : start + _IDS_AT_ONCE]],), tuple(fields))
            page_of_rows = yield from _rows(line, asked.page(1, _IDS_AT_ONCE))
            found.update((links[row.id], row) for row in page_of_rows)
    return found


def following(line: Line, person: int) -> Talk[list[Link]]:
    """The rows that a person follows, all at once (contract rest/70)."""
    ask = Ask("GET", f"{place('HumanUser', person)}/following", is_safe=True)
    rows = yield from _rows(line, ask)
    return [Link(row.type, row.id) for row in rows]


def preferences(line: Line) -> Talk[dict[str, Any]]:
    """What the site is set to (contract rest/90)."""
    body = yield from line.asked_json(Ask("GET", "/preferences", is_safe=True))
    told: dict[str, Any] = body["data"]
    return told


def schema(line: Line, entity_type: str | None) -> Talk[dict[str, Any]]:
    """What types there are, or what fields a type has, as the site tells (contract rest/50)."""
    path = "/schema" if entity_type is None else f"/schema/{quote(entity_type, safe='')}/fields"
    body = yield from line.asked_json(Ask("GET", path, is_safe=True))
    told: dict[str, Any] = body["data"]
    return told


def _rows(line: Line, ask: Ask) -> Talk[list[Row]]:
    answer = yield from line.asked(ask)
    return rows_in(ask, answer.body)


def _row(line: Line, ask: Ask) -> Talk[Row]:
    rows = yield from _rows(line, ask)
    if len(rows) != 1:
        raise BrokenAnswer(ask.what, f"it has {len(rows)} rows in it, and not one")
    return rows[0]


def _made(ask: Ask, entry: Mapping[str, Any]) -> Row:
    if "did_delete" in entry:
        return row_class(entry["type"])(entry["type"], entry["id"], {})
    return row_of(ask, entry["data"])


def place(entity_type: str, row_id: int | None = None) -> str:
    """The path of a type's rows, or of one of them."""
    named = f"/entity/{quote(entity_type, safe='')}"
    return named if row_id is None else f"{named}/{row_id}"


def _encoded(values: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(as_sent(values))
