"""Following what happens: every change once and in order, over bad lines, with a feed and without."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.client.conftest import KINDS, Asking
from tests.client.test_bad_lines import FATES, STUBBORN, UnkindLine
from tests.faults.proxy import Standing

from slatehouse.client import AsyncClient, Change, Client, ClientError, Refused, Unreachable
from slatehouse.client.asks import Answer
from slatehouse.client.changes import Following, heard
from slatehouse.client.credentials import Credentials
from slatehouse.client.speaking import Line
from slatehouse.client.talks import Alone, Pause, Send, Talk
from slatehouse.testing.server import StandIn

UPDATES = 12


class WithoutFeed(UnkindLine):
    """A site that has the event log alone."""

    def _forward(self, request: bytes) -> bytes:
        if b"/changes" in request.partition(b"\r\n")[0]:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
        return super()._forward(request)


def taken(site: Asking, most: int, **asked: Any) -> tuple[list[Change], str]:
    """The next changes, and where to go on."""

    async def awaited(client: AsyncClient) -> tuple[list[Change], str | None]:
        changes, found = client.changes(**asked), list[Change]()
        async for change in changes:
            found.append(change)
            if len(found) == most:
                break
        return found, changes.cursor

    def ask(client: Any) -> Any:
        if isinstance(client, AsyncClient):
            return awaited(client)
        changes = client.changes(**asked)
        return list(islice(changes, most)), changes.cursor

    found: tuple[list[Change], str] = site.do(ask)
    return found


@pytest.fixture
def straight(film: StandIn) -> Iterator[Client]:
    with Client(film.url, script=film.script_name, key=film.script_key) as client:
        yield client


def newest(client: Client) -> int:
    row = client.rows("EventLogEntry").order("-id").first()
    assert row is not None
    return row.id


@pytest.mark.parametrize("line_class", [UnkindLine, WithoutFeed], ids=["feed", "log"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_change_comes_once_over_a_line_that_cuts(
    kind: str, line_class: type[UnkindLine], film: StandIn, straight: Client
) -> None:
    port = urlsplit(film.url).port
    assert port is not None
    fates = {fate: share for fate, share in FATES.items() if fate not in ("stalled", "unheard")}
    line = line_class(Standing(port), fates, one_dies_of=0, seed=5)
    site = KINDS[kind](
        f"http://127.0.0.1:{line.port}",
        **{"script": film.script_name, "key": film.script_key, "patience": STUBBORN},
    )
    shot = straight.rows("Shot").limit(1).all()[0]
    cursor, told = str(newest(straight)), list[Change]()
    for number in range(UPDATES):
        straight.update(shot, description=f"{kind} {line_class.__name__} {number}")
        straight.update(straight.notes.limit(1).all()[0], content=str(number))
        changes, cursor = taken(site, 1, since=cursor, types=["Shot"])
        told += changes
    assert [each.meta["new_value"] for each in told] == [
        f"{kind} {line_class.__name__} {n}" for n in range(UPDATES)
    ]
    assert {(each.operation, each.entity and each.entity.id, each.attribute_name) for each in told} == {
        ("update", shot.id, "description")
    }
    assert told[0].created_at is not None and told[0].created_at.tzinfo is not None
    assert len(line.met) > 3
    site.close()
    line.close()


def test_the_log_is_told_as_the_feed_tells_it(film: StandIn, straight: Client) -> None:
    port = urlsplit(film.url).port
    assert port is not None
    begin = newest(straight)
    project = straight.rows("Project").limit(1).all()[0]
    shot = straight.create("Shot", project=project, code="TOLD", description="made")
    straight.update(shot, description="changed")
    straight.retire(shot)
    straight.revive(shot)
    straight.retire(shot)
    count = newest(straight) - begin
    line = WithoutFeed(Standing(port), {"good": 1}, one_dies_of=0, seed=1)
    with Client(
        f"http://127.0.0.1:{line.port}", script=film.script_name, key=film.script_key
    ) as without_feed:
        by_log = list(islice(without_feed.changes(since=begin), count))
    line.close()
    by_feed = list(islice(straight.changes(since=begin), count))
    assert [nameless(each) for each in by_log] == [nameless(each) for each in by_feed]
    assert [each.operation for each in by_feed if each.operation][-3:] == ["delete", "revive", "delete"]


def nameless(change: Change) -> dict[str, Any]:
    # The log has no names of rows that are retired.
    told: dict[str, Any] = msgspec.to_builtins(change)
    return {**told, "entity": change.entity and change.entity.hash}


def test_a_cursor_that_is_none_is_refused(site: Asking) -> None:
    with pytest.raises(Refused, match="after"):
        taken(site, 1, since="no cursor!")
    following = Following("no cursor!", (), 1)
    with pytest.raises(ClientError, match="no cursor of this site"):
        next(given_by(following, LateWorld({})))


def test_a_site_that_never_answered_is_not_waited_for() -> None:
    with (
        Client("http://127.0.0.1:1", script="x", key="y", patience=STUBBORN) as client,
        pytest.raises(Unreachable),
    ):
        next(iter(client.changes()))


class LateWorld:
    """A log without a feed, whose entries come at their own time. Time passes while somebody pauses."""

    begin = datetime(2026, 1, 1, tzinfo=UTC)

    def __init__(self, entries: dict[int, float]) -> None:
        self.entries, self.now = entries, 0.0

    def answer(self, step: Send) -> Answer:
        if step.url.endswith("/access_token"):
            return Answer(200, {}, b'{"access_token": "t", "expires_in": 1e9}')
        if "/changes" in step.url:
            return Answer(404, {}, b"{}")
        assert isinstance(step.ask.body, bytes)
        asked = msgspec.json.decode(step.ask.body)
        there = sorted(
            each
            for each, comes in self.entries.items()
            if comes <= self.now and self._meets(each, asked["filters"])
        )
        if asked["sort"] == "-id":
            there.reverse()
        return Answer(
            200,
            {},
            msgspec.json.encode({"data": [self._entry(each) for each in there[: asked["page"]["size"]]]}),
        )

    def _meets(self, entry: int, condition: Any) -> bool:
        match condition:
            case {"logical_operator": operator, "conditions": parts}:
                return (any if operator == "or" else all)(self._meets(entry, each) for each in parts)
            case ["id", "greater_than", after]:
                return bool(entry > after)
            case ["id", "between", [first, last]]:
                return bool(first <= entry <= last)
            case ["created_at", "less_than", moment]:
                return self._moment(entry) < datetime.fromisoformat(moment)
        return all(self._meets(entry, each) for each in condition)

    def _moment(self, entry: int) -> datetime:
        return self.begin + timedelta(seconds=entry)

    def _entry(self, entry: int) -> dict[str, Any]:
        # They are made one a second, whenever they come.
        moment = self._moment(entry).isoformat()
        told = {"event_type": "Shotgun_Shot_Change", "created_at": moment, "meta": None}
        return {"type": "EventLogEntry", "id": entry, "attributes": told, "relationships": {}}


def lead(talk: Talk[Any], world: LateWorld) -> Any:
    try:
        step = next(talk)
        while True:
            match step:
                case Send():
                    outcome: Any = world.answer(step)
                case Pause(seconds):
                    outcome, world.now = None, world.now + seconds
                case Alone(inner):
                    outcome = lead(inner, world)
            step = talk.send(outcome)
    except StopIteration as end:
        return end.value


def given_by(following: Following, world: LateWorld) -> Iterator[Change]:
    line = Line("https://x", Credentials("s", "k"), clock=lambda: world.now)
    while world.now < 10_000:
        changes = lead(heard(line, following), world)
        for place, change in enumerate(changes, 1):
            yield following.told(change, place == len(changes))


@settings(deadline=None, max_examples=60)
@given(late=st.dictionaries(st.integers(1, 40), st.floats(0, 50), max_size=40))
def test_entries_that_come_late_are_waited_for(late: dict[int, float]) -> None:
    world = LateWorld({entry: entry + late[entry] for entry in late})
    following = Following("0", (), 1, lambda: world.now)
    assert [change.id for change in islice(given_by(following, world), len(late))] == sorted(late)


@settings(deadline=None, max_examples=15)
@given(
    late=st.dictionaries(st.integers(1, 60), st.floats(0, 900), min_size=1, max_size=40),
    lives=st.lists(st.integers(1, 8), max_size=6),
)
def test_who_takes_entries_as_they_come_misses_none_however_late_and_however_often_killed(
    late: dict[int, float], lives: list[int]
) -> None:
    world = LateWorld({entry: entry + late[entry] for entry in late})
    kept, told = "0", set[int]()
    for life in [*lives, 10_000]:
        line = Line("https://x", Credentials("s", "k"), clock=lambda: world.now)
        following = Following(kept, (), 1, lambda: world.now, in_order=False)
        for _ in range(life):
            changes = lead(heard(line, following), world)
            if changes:
                following.told(changes[-1], True)
            told |= {change.id for change in changes}
            assert following.cursor is not None
            kept = following.cursor
            if len(told) == len(late):
                break
    assert told == set(late)


def test_who_begins_now_hears_what_was_late_already() -> None:
    world = LateWorld({1: 0.0, 3: 0.0, 2: 700.0})
    following = Following(None, (), 1, lambda: world.now, in_order=False)
    line = Line("https://x", Credentials("s", "k"), clock=lambda: world.now)
    assert [*lead(heard(line, following), world), *lead(heard(line, following), world)] == []
    assert following.cursor == "1"
    while not (changes := lead(heard(line, following), world)):
        pass
    assert [change.id for change in changes] == [2]
    assert world.now < 750
