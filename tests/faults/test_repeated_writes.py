"""Over a line that loses and doubles what is sent, to a server that dies: every write is done once.

A few seconds of it run with the suite; `TESTS_OF_SLATEHOUSE_WRITES=2000` makes it as long as one likes.
"""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

import pytest
from falcon import testing
from tests.contract.conftest import KEY, SCRIPT, populate
from tests.contract.rpc import fields
from tests.contract.test_rpc_files import BOUNDARY, multipart
from tests.faults.proxy import PATIENCE, BadLine, Mortal
from tests.fixtures.sites import Sites
from tests.store.sql import read

from slatehouse.api.wire.application import application
from slatehouse.site.site import Site
from slatehouse.testing.nursing import running_nursery

WRITES = int(os.environ.get("TESTS_OF_SLATEHOUSE_WRITES", "0"))
CLIENTS, EACH = (4, WRITES // 4) if WRITES else (3, 12)
ONE_DIES_OF = 40
FATES = {
    **{"good": 40, "lost_request": 8, "cut_request": 8, "lost_answer": 14, "unheard": 10, "cut_answer": 10},
    **{"sent_twice": 8, "sent_twice_at_once": 8},
}
AUTH = {"script_name": SCRIPT, "script_key": KEY}


class Answer(NamedTuple):
    status: int
    body: bytes
    is_repeated: bool


class Send(Protocol):
    def __call__(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer: ...


class Repeating:
    """Sends over a bad line, again and again until it is answered, as a careful client does."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __call__(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self._once(method, path, body, headers)
            if answer is not None and answer.status != 503:
                return answer
        raise AssertionError(f"never answered: {method} {path}")

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {**headers, "Connection": "close"})
            got = connection.getresponse()
            whole = got.read()
            if got.length:
                return None
            return Answer(got.status, whole, got.headers.get("Idempotent-Replayed") == "true")
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class Straight:
    """Sends once, to an application without a server before it."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        path, _, query = path.partition("?")
        got = testing.simulate_request(
            self._app, method, path, query_string=query, body=body, headers=dict(headers)
        )
        return Answer(got.status_code, got.content, "idempotent-replayed" in got.headers)


class Artist:
    """Somebody whose day is made of random writes to rows of their own."""

    def __init__(self, number: int, send: Send, token: str, ids: Mapping[str, int]) -> None:
        self._name, self._send, self._ids = f"client {number}", send, ids
        self._random = Random(number)
        self._bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._project = {"type": "Project", "id": ids["project"]}
        self._shots: list[int] = []
        self._retired: list[int] = []
        self._count = 0

    def work(self, count: int) -> None:
        doings: list[Callable[[], None]] = [
            *[self.creates] * 3,
            *[self.updates] * 3,
            *(self.retires, self.revives, self.batches, self.follows, self.notes, self.renames, self.uploads),
        ]
        for _ in range(count):
            self._random.choice(doings)()

    def creates(self) -> None:
        made = self._rest("POST", "/entity/shots", {"code": self._new(), "project": self._project})
        self._shots.append(made["data"]["id"])

    def updates(self) -> None:
        shot = self._shot()
        self._rest("PUT", f"/entity/shots/{shot}", {"description": self._new()})

    def retires(self) -> None:
        shot = self._shot()
        self._rest("DELETE", f"/entity/shots/{shot}")
        self._shots.remove(shot)
        self._retired.append(shot)

    def revives(self) -> None:
        if self._retired:
            shot = self._retired.pop()
            assert self._rest("POST", f"/entity/shots/{shot}?revive=1")["meta"] == {"did_revive": True}
            self._shots.append(shot)

    def batches(self) -> None:
        shot, data = self._shot(), {"code": self._new(), "project": self._project}
        changed = {"description": self._new()}
        requests = [
            {"request_type": "create", "entity": "Shot", "data": data},
            {"request_type": "update", "entity": "Shot", "record_id": shot, "data": changed},
        ]
        made = self._rest("POST", "/entity/_batch", {"requests": requests})
        self._shots.append(made["data"][0]["data"]["id"])

    def follows(self) -> None:
        body = {"entities": [{"entity": "Shot", "record_id": self._shot()}]}
        self._rest("POST", f"/entity/human_users/{self._ids['person']}/follow", body)

    def notes(self) -> None:
        shot = {"type": "Shot", "id": self._shot()}
        self._rpc("create", "Note", subject=self._new(), project=self._project, note_links=[shot])

    def renames(self) -> None:
        self._rpc("update", "Shot", self._shot(), code=self._new())

    def uploads(self) -> None:
        name = self._new()
        values = {**AUTH, "entity_type": "Shot", "entity_id": self._shot(), "display_name": name}
        body = multipart(values, "file", "plate.txt", name.encode() * 100)
        headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        assert self._sent("POST", "/upload/upload_file", body, headers).body.startswith(b"1:")

    def _shot(self) -> int:
        if not self._shots:
            self.creates()
        return self._random.choice(self._shots)

    def _new(self) -> str:
        self._count += 1
        return f"{self._name} says {self._count}"

    def _rest(self, method: str, path: str, body: object = None) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        answer = self._sent(method, f"/api/v1.1{path}", sent, self._bearer)
        assert answer.status < 300, answer
        return json.loads(answer.body) if answer.body else None

    def _rpc(self, method: str, kind: str, row_id: int | None = None, **values: object) -> Any:
        argument = {"type": kind, "id": row_id, "fields": fields(**values)}
        sent = json.dumps({"method_name": method, "params": [AUTH, argument]}).encode()
        answer = json.loads(self._sent("POST", "/api3/json", sent, {"Content-Type": "application/json"}).body)
        assert "results" in answer, answer
        return answer["results"]

    def _sent(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        keyed = {**headers, "Idempotency-Key": f"{self._name} {self._count}".replace(" ", "-")}
        self._count += 1
        first = self._send(method, path, body, keyed)
        if self._random.random() < 0.2:
            again = self._send(method, path, body, keyed)
            assert again.is_repeated and again[:2] == first[:2]
        return first


def token_from(send: Send) -> str:
    credentials = {"grant_type": "client_credentials", "client_id": SCRIPT, "client_secret": KEY}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = send("POST", "/api/v1.1/auth/access_token", urlencode(credentials).encode(), headers)
    return str(json.loads(answer.body)["access_token"])


LEFT = {
    "shots": 'SELECT code, description, "row$retired" IS NULL FROM shots',
    "notes": 'SELECT subject, "row$retired" IS NULL FROM notes',
    "files": 'SELECT display_name, "row$retired" IS NULL FROM attachments',
    "follows": "SELECT person_id, entity_type, count(*) FROM slatehouse_follows GROUP BY 1, 2",
    "log": "SELECT event_type, attribute_name, description FROM event_log_entries",
}
"""What writes leave, but for the numbers of rows, which depend on who came first."""


def left_on(site: Site) -> dict[str, list[str]]:
    return {what: sorted(map(str, read(site.database, query))) for what, query in LEFT.items()}


def worked(sends: list[Send], token: str, ids: Mapping[str, int]) -> None:
    """All clients at the same time."""
    artists = [Artist(number, send, token, ids) for number, send in enumerate(sends)]
    with ThreadPoolExecutor(len(artists)) as threads:
        for done in [threads.submit(artist.work, EACH) for artist in artists]:
            done.result()


@pytest.fixture
def two_folders(sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    monkeypatch.setenv("SLATEHOUSE_JOBS_WORKERS", "0")
    with sites.folder(tmp_path / "bad") as bad, sites.folder(tmp_path / "good") as good:
        yield bad, good


def test_over_a_bad_line_every_write_is_done_once(sites: Sites, two_folders: tuple[Path, Path]) -> None:
    bad, good = two_folders
    site = sites.opened(bad)
    ids = populate(site)
    site.close()
    server = Mortal(running_nursery(), bad)
    line = BadLine(server, FATES, ONE_DIES_OF, seed=7)
    try:
        worked([Repeating(line.port)] * CLIENTS, token_from(Repeating(server.port)), ids)
        assert set(line.met) >= {"lost_answer", "sent_twice_at_once", "death"}, line.met
    finally:
        line.close()
        server.end()
    ideal, real = sites.opened(good), sites.opened(bad)
    try:
        assert populate(ideal) == ids
        send = Straight(application(ideal))
        for number in range(CLIENTS):
            Artist(number, send, token_from(send), ids).work(EACH)
        assert left_on(real) == left_on(ideal)
    finally:
        ideal.close()
        real.close()
