"""Followers who come and go at random, while others write in another process: each is told of every event
that they may read, once, and in order.

It lasts seconds here; for as long as `TESTS_OF_FEED_SECONDS` says where that is set.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count, islice, repeat
from random import Random
from typing import Any

import msgspec
from falcon import testing
from tests.fixtures.desk import Desk, desk_of
from tests.fixtures.sites import Sites
from tests.security.settings import with_settings

from slatehouse.api.wire.application import application
from slatehouse.config import FeedSettings
from slatehouse.schema.link import Target
from slatehouse.site.site import Site

SECONDS = float(os.environ.get("TESTS_OF_FEED_SECONDS", "1"))
SEED = os.environ.get("TESTS_OF_FEED_SEED", "merrow head")
WRITERS, LATEST = 3, 60.0
LEAST = 12
"""Writes of each writer, however slow the machine is: each of the films has some."""
PASSWORD = "grey harbour march"


@dataclass
class Reader:
    """One who follows, now in one way and now in the other, and forgets all but the last cursor."""

    app: Any = field(repr=False)
    token: str
    random: Random
    cursor: str
    heard: list[int] = field(default_factory=list)

    def follow(self, is_over: Iterator[bool]) -> list[int]:
        while not next(is_over):
            self.stream() if self.random.random() < 0.5 else self.page()
        return self.heard

    def page(self) -> None:
        query = (
            f"after={self.cursor}&limit={self.random.choice([1, 3, 500])}&wait={self.random.choice([0, 1])}"
        )
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = testing.simulate_get(self.app, "/api/v1/changes", query_string=query, headers=headers)
        assert answer.status_code == 200, answer.text
        self.hear(answer.json["data"], answer.json["cursor"])

    def stream(self) -> None:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream"}
        environ = testing.create_environ(
            "/api/v1/changes", query_string="after=0", headers={**headers, "Last-Event-ID": self.cursor}
        )
        body = self.app(environ, testing.StartResponseMock())
        pieces = iter(body)
        try:
            for piece in islice(pieces, self.random.randrange(1, 5)):
                blocks = piece.decode().split("\n\n")[:-1]
                # The connection may break in the middle of what was sent.
                breaks = self.random.random() < 0.3
                for block in blocks[: self.random.randrange(len(blocks) + 1)] if breaks else blocks:
                    lines = dict(line.partition(": ")[::2] for line in block.split("\n"))
                    told = [msgspec.json.decode(lines["data"])] if "data" in lines else []
                    self.hear(told, lines["id"])
                if breaks:
                    break
        finally:
            body.close()

    def hear(self, changes: list[dict[str, Any]], cursor: str) -> None:
        self.heard += [each["id"] for each in changes]
        self.cursor = cursor


def write(desks: list[Desk], films: list[Target], random: Random, is_over: Iterator[bool]) -> None:
    shots: list[tuple[Desk, Target]] = []
    for number in count():
        if next(is_over):
            return
        desk = random.choice(desks)
        match random.random(), shots:
            case chance, [_, *_] if chance < 0.7:
                by, shot = random.choice(shots)
                by.update(shot, description=f"{number}", sg_cut_in=number)
            case _:
                shots.append((desk, desk.create("Shot", code=f"{number}", project=random.choice(films))))
        time.sleep(random.random() * 0.01)


@contextmanager
def opened(sites: Sites, site: Site) -> Iterator[Site]:
    """The site, open once more, like another process."""
    other = sites.opened(site.directory)
    try:
        yield other
    finally:
        other.close()


def test_every_event_is_told_once_and_in_order(site: Site, sites: Sites) -> None:
    office = desk_of(site)
    films = [office.project, office.create("Project", name="Other film")]
    people = {name: office.hire(name, rules) for name, rules in (("ada", "admin"), ("vic", "vendor"))}
    for person in people.values():
        office.update(Target("HumanUser", person.caller.id), projects=films[:1], sg_status_list="act")
        site.accounts.set_password(person.caller.id, PASSWORD)
    start = people["ada"].session.changes(None).reached
    writing_until, deadline = time.monotonic() + SECONDS, time.monotonic() + SECONDS + LATEST
    with opened(sites, site) as server, opened(sites, site) as elsewhere:
        served = with_settings(server, feed=FeedSettings(heartbeat=0.05))
        app = application(served)
        readers = {
            (name, number): Reader(app, token_of(server, name), Random(f"{SEED} {name} {number}"), str(start))
            for name in people
            for number in range(2)
        }
        writers = [people["ada"], replace(people["ada"], site=elsewhere)]

        def writing_is_over() -> Iterator[bool]:
            yield from repeat(False, LEAST)
            while True:
                yield time.monotonic() >= writing_until

        with ThreadPoolExecutor(16) as pool:
            written = [
                pool.submit(write, writers, films, Random(f"{SEED} {number}"), writing_is_over())
                for number in range(WRITERS)
            ]

            def all_is_read(reader: Reader) -> Iterator[bool]:
                while True:
                    is_written = all(each.done() for each in written)
                    yield time.monotonic() > deadline or (
                        is_written and _reached(server, reader) >= _newest(site)
                    )

            following = {key: pool.submit(each.follow, all_is_read(each)) for key, each in readers.items()}
            for each in written:
                each.result()
            heard = {key: each.result() for key, each in following.items()}
        served.followers.end()
    everything = {name: in_one_go(replace(desk, site=site), start) for name, desk in people.items()}
    assert everything["ada"] == list(range(start + 1, _newest(site) + 1))
    assert 0 < len(everything["vic"]) < len(everything["ada"])
    for (name, number), ids in heard.items():
        assert ids == everything[name], (name, number)


def _reached(site: Site, reader: Reader) -> int:
    reached = site.cursors.read(reader.cursor)
    assert reached is not None
    return reached.entry


def _newest(site: Site) -> int:
    with site.database.reading() as connection:
        return site.edition.rows.first_and_last_id(connection, "EventLogEntry")[1]


def token_of(site: Site, login: str) -> str:
    credentials = {"username": login, "password": PASSWORD}
    return site.accounts.sign_in("password", credentials, "tracking.test").access_token


def in_one_go(desk: Desk, place: int) -> list[int]:
    """What somebody is told who asks when all is over."""
    if desk.caller.rule_set == "vendor":
        desk = replace(desk, caller=replace(desk.caller, projects=(desk.project.id,)))
    found: list[int] = []
    while (part := desk.session.changes(place)).reached > place:
        found += [each.id for each in part.changes]
        place = part.reached
    return found
