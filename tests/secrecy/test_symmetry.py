"""Whatever way a caller asks for the rows of a type, they are the same rows (house style, tests 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from tests.secrecy.callers import CALLERS
from tests.secrecy.conftest import Scene
from tests.secrecy.doors import ARRAY, HASH, JSON, Ask, Visitor, rest, rpc

from slatehouse.schema.entity_type import EntityType

TYPES = (
    *("Project", "Shot", "Task", "Version", "Note", "Reply", "Attachment", "TimeLog", "TaskDependency"),
    *("Page", "PageSetting", "EventLogEntry", "PlaylistVersionConnection"),
)
MOST_ROWS = 6
"""As many rows of a type as are asked for one by one."""

EVERY = {"logical_operator": "and", "conditions": []}


def rows(visitor: Visitor, ask: Ask) -> list[int]:
    return sorted(row["id"] for row in visitor.json(ask)["data"])


def listed(visitor: Visitor, kind: EntityType) -> list[int]:
    return rows(visitor, rest("GET", f"/entity/{kind.slug}?page[size]=500"))


def searched(visitor: Visitor, kind: EntityType) -> list[int]:
    body = {"filters": [], "page": {"size": 500}}
    return rows(visitor, rest("POST", f"/entity/{kind.slug}/_search", body, ARRAY))


def searched_by_hash(visitor: Visitor, kind: EntityType) -> list[int]:
    body = {"filters": EVERY, "page": {"size": 500}, "sort": "-id"}
    return rows(visitor, rest("POST", f"/entity/{kind.slug}/_search", body, HASH))


def found(visitor: Visitor, kind: EntityType) -> list[int]:
    answer = visitor.json(rpc("read", {"type": kind.name, "filters": EVERY, "return_only": "active"}))
    return sorted(row["id"] for row in answer["results"]["entities"])


def grouped(visitor: Visitor, kind: EntityType) -> list[int]:
    asked = {"field": "id", "type": "record_count"}
    body = {"filters": [], "summary_fields": [asked], "grouping": [{"field": "id", "type": "exact"}]}
    answer = visitor.json(rest("POST", f"/entity/{kind.slug}/_summarize", body, ARRAY))
    return sorted(int(group["group_value"]) for group in answer["data"]["groups"])


def one_by_one(
    method: str, suffix: str = "", body: object = None
) -> Callable[[Visitor, EntityType, Iterable[int]], list[int]]:
    """The ids for which a call about one row succeeds."""

    def asked(visitor: Visitor, kind: EntityType, ids: Iterable[int]) -> list[int]:
        calls = {each: rest(method, f"/entity/{kind.slug}/{each}{suffix}", body, JSON) for each in ids}
        return [each for each, call in calls.items() if visitor(call).status == 200]

    return asked


WHOLE = (searched, searched_by_hash, found, grouped)
SINGLE, FOLLOWERS, UPDATE = (
    one_by_one("GET", "?fields=id"),
    one_by_one("GET", "/followers"),
    one_by_one("PUT", body={}),
)
UPDATED = ("Shot", "Note")
"""Types whose rows are asked for by updates that change nothing, too: those show all of the row."""


def in_batch(kind: EntityType, row_id: int) -> Ask:
    update = {"request_type": "update", "entity": kind.name, "record_id": row_id, "data": {}}
    return rest("POST", "/entity/_batch", {"requests": [update]})


def updated_in_batches(visitor: Visitor, kind: EntityType, ids: Iterable[int]) -> list[int]:
    return [each for each in ids if visitor(in_batch(kind, each)).status == 200]


def read_back(visitor: Visitor, kind: EntityType, row_id: int) -> list[object]:
    """The row as a read, an update and a batch show it."""
    place = f"/entity/{kind.slug}/{row_id}"
    shown = [visitor.json(rest("GET", place)), visitor.json(rest("PUT", place, {}))]
    shown += visitor.json(in_batch(kind, row_id))["data"]
    return [(each["data"]["attributes"], each["data"]["relationships"]) for each in shown]


def may_read(visitor: Visitor, kind: EntityType) -> bool:
    """Whether there is anything to read of a type; where not, every way says so."""
    asks = (
        rest("GET", f"/entity/{kind.slug}"),
        rest("POST", f"/entity/{kind.slug}/_search", {"filters": []}, ARRAY),
        rest("POST", f"/entity/{kind.slug}/_summarize", {"filters": [], "summary_fields": []}, ARRAY),
    )
    (status,) = {visitor(ask).status for ask in asks}
    return status == 200


@pytest.mark.parametrize("who", CALLERS)
def test_every_door_shows_a_caller_the_same_rows(scene: Scene, who: str) -> None:
    visitor, boss = scene.visitors[who], scene.visitors["boss"]
    for kind in map(scene.site.schema.__getitem__, TYPES):
        if not may_read(visitor, kind):
            continue
        seen, every = listed(visitor, kind), listed(boss, kind)
        assert set(seen) <= set(every)
        for way in WHOLE:
            assert way(visitor, kind) == seen, (kind.name, way.__name__)
        assert counted(visitor, kind) == len(seen), kind.name
        some = every[:MOST_ROWS]
        readable = [each for each in some if each in seen]
        for one in (SINGLE, FOLLOWERS):
            assert one(visitor, kind, some) == readable, kind.name
        if kind.name in UPDATED:
            for one in (UPDATE, updated_in_batches):
                assert one(visitor, kind, some) == readable, kind.name
            for each in readable:
                read, *written = read_back(visitor, kind, each)
                assert all(row == read for row in written), (kind.name, each)


def counted(visitor: Visitor, kind: EntityType) -> object:
    body = {"filters": [], "summary_fields": [{"field": "id", "type": "count"}]}
    answer = visitor.json(rest("POST", f"/entity/{kind.slug}/_summarize", body, ARRAY))
    return answer["data"]["summaries"]["id"]
