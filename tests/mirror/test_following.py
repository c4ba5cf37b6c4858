"""A copy that follows is as its source is after everything that happened there.

With `TESTS_OF_SLATEHOUSE_MIRROR` there are that many bursts.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from tests.client.test_bad_lines import UnkindLine
from tests.client.test_changes import WithoutFeed, newest
from tests.faults.proxy import Standing
from tests.fixtures.on_sqlite import database_kind, sites
from tests.media.pictures import encoded
from tests.mirror.conftest import QUICK, client_of, pulling, served_copy
from tests.mirror.equality import differences

from slatehouse.accounts.caller import system_caller
from slatehouse.client import Client, Patience, Row
from slatehouse.mirror.comparing.comparison import compare
from slatehouse.mirror.comparing.findings import Compared, Finding
from slatehouse.mirror.pulling import Pull
from slatehouse.site.fields.altering import alter
from slatehouse.site.fields.creating import NewField, add_field
from slatehouse.site.fields.trash import trash_field
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site
from slatehouse.testing.server import StandIn

__all__ = ["database_kind", "sites"]


LONGER_THAN_ITS_PATIENCE = 7
BURSTS = int(os.environ.get("TESTS_OF_SLATEHOUSE_MIRROR", "1"))
BURSTING = ("Attachment", "EventLogEntry", "Note", "Playlist", "Shot", "Status", "Version")


@pytest.fixture
def theirs(rich: StandIn) -> Iterator[Client]:
    with client_of(rich) as client:
        yield client


def _one(client: Client, entity_type: str, code: str) -> Row:
    found = client.rows(entity_type).filter("code", "is", code).first()
    assert found is not None
    return found


def _much_happens(theirs: Client, rich: StandIn) -> None:
    shot, other = _one(theirs, "Shot", "EB000"), _one(theirs, "Shot", "EB001")
    version, playlist = _one(theirs, "Version", "EB000_v1"), _one(theirs, "Playlist", "Monday")
    project = theirs.rows("Project").first()
    theirs.update(shot, description="later", sg_sequence=None, sg_plate=None)
    second = theirs.create("Version", code="EB001_v1", project=project, entity=other)
    theirs.update(playlist, versions=[second])
    theirs.update(version, sg_scans=[])
    sequence = _one(theirs, "Sequence", "EB")
    theirs.update(sequence, shots=[shot, other])
    task = theirs.rows("Task").filter("content", "is", "part 2").first()
    assert task is not None
    theirs.update(task, upstream_tasks=[])
    theirs.retire(other)
    theirs.revive(theirs.rows("Shot").retired().filter("code", "is", "EB002").all()[0])
    theirs.revive(theirs.rows("CustomEntity07").retired().all()[0])
    with closing(open_site(rich.folder)) as site:
        caller = system_caller()
        new = NewField("Shot", "number", (("name", "Takes"),))
        alter(site, caller, partial(add_field, asked=new))
        alter(site, caller, partial(trash_field, entity_type="Shot", name="sg_vendor_code"))
    theirs.update(shot, sg_takes=7)


def _caught_up(pull: Pull) -> int:
    """Follow until nothing more has happened; how many changes that were."""
    changes = 0
    newest = max(row.id for row in pull.source.client.rows("EventLogEntry").fields("id"))
    for step in pull.follow():
        changes += step.changes
        with pull.site.database.reading() as connection:
            if pull.site.edition.rows.last_event_id(connection) >= newest:
                break
    return changes


def test_what_happens_is_followed(site: Site, theirs: Client, rich: StandIn, tmp_path: Path) -> None:
    pull = pulling(site, theirs)
    types = pull.run().rows
    _much_happens(theirs, rich)
    assert _caught_up(pull) > 10
    with served_copy(site, rich, tmp_path / "said") as ours:
        found = differences(theirs, ours, [*types, "Version_sg_scans_Connection"])
    assert not found, "\n".join(found)


def test_a_source_that_forgot_what_followed_is_read_once_more(site: Site, theirs: Client) -> None:
    pull = pulling(site, theirs)
    pull.run()
    with site.database.reading() as connection:
        before = site.edition.rows.live(connection, "Shot", ("code", "description"))
    shot = _one(theirs, "Shot", "EB000")
    theirs.update(shot, description="while nobody looked")
    pull._start_over()
    with site.database.reading() as connection:
        after = site.edition.rows.live(connection, "Shot", ("code", "description"))
    assert len(before) == len(after)
    assert [row for row in after if row not in before] == [(shot.id, "EB000", "while nobody looked")]


class LateLog(WithoutFeed):
    """A site without a feed, some of whose log's entries come later than others, and which forgets tokens."""

    def __init__(self, site: StandIn) -> None:
        fates = {"good": 20, "forgot": 1}
        super().__init__(Standing(urlsplit(site.url).port or 0), fates, one_dies_of=0, seed=3)
        self.withheld: Callable[[int], bool] = lambda entry: False

    def _forward(self, request: bytes) -> bytes:
        answer = super()._forward(request)
        if b"/EventLogEntry/_search" not in request.partition(b"\r\n")[0] or b" 200 " not in answer[:20]:
            return answer
        told = json.loads(answer.partition(b"\r\n\r\n")[2])
        told["data"] = [row for row in told["data"] if not self.withheld(row["id"])]
        body = json.dumps(told).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        return head.encode() + body


@pytest.fixture
def late_log(rich: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[LateLog]:
    monkeypatch.setattr("slatehouse.client.event_logs._POLL", 0.05)
    line = LateLog(rich)
    yield line
    line.close()


def _a_burst(theirs: Client, rich: StandIn, folder: Path, number: int) -> None:
    """Something of everything, in less than a second, and more than a page of it."""
    project = theirs.rows("Project").first()
    made = theirs.batch(
        {
            "request_type": "create",
            "entity": "Shot",
            "data": {"code": f"B{number}{each:03}", "project": project, "sg_weather": "sun"},
        }
        for each in range(120)
    )
    first, second, third, *_ = made
    for text in ("one", "two", "three"):
        theirs.update(first, description=text)
    status = theirs.create("Status", code=f"b{number}", name=f"Burst {number}")
    with closing(open_site(rich.folder)) as site:
        new = NewField("Shot", "number", (("name", f"Burst {number}"),))
        # As of a script that leaves nothing in the log.
        alter(site, system_caller(logs_events=False), partial(add_field, asked=new))
    theirs.update(first, **{f"sg_burst_{number}": 7})
    version = theirs.create("Version", code=f"B{number}_v1", project=project, entity=first)
    playlist = theirs.create("Playlist", code=f"B{number}", project=project, versions=[version])
    note = theirs.create("Note", project=project, subject="Burst", note_links=[first, second, version])
    theirs.update(note, note_links=[third, version])
    theirs.update(playlist, versions=[])
    theirs.retire(second)
    theirs.retire(third)
    theirs.revive(third)
    theirs.retire(version)
    theirs.update(status, bg_color="1,2,3")
    for place, colour in enumerate(((200, 0, 0), (0, 0, 200))):
        picture = folder / f"{number}-{place}.png"
        picture.write_bytes(encoded(Image.new("RGB", (32, 32), colour), "PNG"))
        theirs.upload(first, picture, "image")


def _differences(pull: Pull) -> list[Finding]:
    found = list(compare(pull.source, pull.site, system_caller(), types=BURSTING))
    return [
        each for each in found if not isinstance(each, Compared) and not getattr(each, "is_natural", False)
    ]


def test_the_log_alone_is_followed_however_late_its_entries_come(
    site: Site, theirs: Client, rich: StandIn, late_log: LateLog, tmp_path: Path
) -> None:
    with Client(
        f"http://127.0.0.1:{late_log.port}", script=rich.script_name, key=rich.script_key, patience=QUICK
    ) as client:
        pulling(site, client).run()
        for number in range(BURSTS):
            late_log.withheld = lambda entry: entry % 3 == 0
            begin = newest(theirs)
            _a_burst(theirs, rich, tmp_path, number)
            for step in pulling(site, client).follow():
                # Whoever is killed while something is missing asks for it the next time.
                if _last_event(site) >= newest(theirs) - 1:
                    break
                assert step is not None
            late_log.withheld = lambda entry: False
            pull = pulling(site, client)
            missing = set(range(begin + 1, newest(theirs) + 1))
            for _ in pull.follow():
                missing -= _events(site)
                if not missing:
                    break
            found = _differences(pulling(site, theirs))
            assert not found, "\n".join(map(str, found))
    assert late_log.met["forgot"]


def _events(site: Site) -> set[int]:
    with site.database.reading() as connection:
        return {row[0] for row in site.edition.rows.live(connection, "EventLogEntry", ())}


def _last_event(site: Site) -> int:
    with site.database.reading() as connection:
        return site.edition.rows.last_event_id(connection)


@pytest.mark.parametrize("line_class", [UnkindLine, WithoutFeed], ids=["feed", "log"])
def test_a_source_that_is_away_for_a_while_is_waited_for(
    site: Site,
    theirs: Client,
    rich: StandIn,
    line_class: type[UnkindLine],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("slatehouse.client.event_logs._POLL", 0.05)
    line = line_class(Standing(urlsplit(rich.url).port or 0), {"good": 1}, one_dies_of=0, seed=1)
    heard = list[str | None]()
    is_away = threading.Event()

    def hear(why: str | None, seconds: float) -> None:
        if is_away.is_set():
            heard.append(why)
            if len(heard) == LONGER_THAN_ITS_PATIENCE:
                is_away.clear()
                line.come_back()

    patience = Patience(attempts=3, first_wait=0.01, longest=0.02, hear=hear)
    with Client(
        f"http://127.0.0.1:{line.port}", script=rich.script_name, key=rich.script_key, patience=patience
    ) as client:
        pull = pulling(site, client)
        pull.run()
        line.go_away()
        is_away.set()
        shot = _one(theirs, "Shot", "EB000")
        theirs.update(shot, description=f"while it was away, {line_class.__name__}")
        next(step for step in pull.follow() if step.changes)
    line.close()
    assert not _differences(pulling(site, theirs))
    assert all(str(why).endswith("does not answer (Connection refused)") for why in heard)
