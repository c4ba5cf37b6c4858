"""Uploads to a site whose processes die at any moment: each is there whole, and all that comes of it, once.

What an upload leaves is held against what one of the same kind left in peace. A few seconds of it run with
the suite; `TESTS_OF_SLATEHOUSE_UPLOADS=500` makes it as long as one likes.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from PIL import Image
from tests.contract.conftest import KEY, SCRIPT, populate
from tests.contract.test_rpc_files import BOUNDARY, multipart
from tests.faults.mortals import MortalSite
from tests.faults.proxy import PATIENCE
from tests.faults.test_repeated_writes import Answer, token_from
from tests.fixtures.sites import Sites
from tests.jobs.asking import jobs_left
from tests.media.movies import movie
from tests.store.sql import read

from slatehouse.accounts.caller import system_caller
from slatehouse.media.blobs import SMALLEST_PART
from slatehouse.site.checking.finding import find
from slatehouse.site.checking.uses import uses
from slatehouse.site.site import Site
from slatehouse.testing.nursing import running_nursery

UPLOADS = int(os.environ.get("TESTS_OF_SLATEHOUSE_UPLOADS", "40"))
CLIENTS = 4
ANSWERS = 8, 30
"""As many requests, at least and at most, are answered between one death and the next. Deaths by the clock
would let a slow machine never come to an answer."""
LONGEST_TILL_DEATH = 0.05
UNHEARD = 0.15
WAIT_FOR_JOBS = 300 + UPLOADS
AUTH = {"script_name": SCRIPT, "script_key": KEY}
ENVIRONMENT = {
    "SLATEHOUSE_JOBS_WORKERS": "1",
    # A job of a worker that died is soon another's, and no number of deaths is its fault.
    "SLATEHOUSE_JOBS_LEASE": "2",
    "SLATEHOUSE_JOBS_MAX_ATTEMPTS": "100",
    "SLATEHOUSE_MEDIA_SETTLE": "0",
}
_NUMBER = re.compile(r"plate(\d+)[._]")


class Upload(NamedTuple):
    """A file on its way to a version of its own."""

    number: int
    version: int
    filename: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def picture(number: int, kind: str, more: int = 0) -> bytes:
    """A picture like no other; `more` bytes follow that nothing looks at."""
    file = BytesIO()
    Image.new("RGB", (64, 48), (number % 256, number // 256, 99)).save(file, kind)
    return file.getvalue() + bytes(more)


class Client:
    """Sends files in the ways there are, and sends again what was not answered."""

    def __init__(self, site: MortalSite, token: str) -> None:
        self._site, self.answers, self._chance = site, 0, Random(5)
        self._bearer = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def to_image(self, upload: Upload) -> None:
        self._in_one_piece(upload, "/image")

    def beside(self, upload: Upload) -> None:
        self._in_one_piece(upload, "")

    def to_movie(self, upload: Upload) -> None:
        self._in_one_piece(upload, "/sg_uploaded_movie")

    def _in_one_piece(self, upload: Upload, field: str) -> None:
        path = f"/api/v1.1/entity/versions/{upload.version}{field}/_upload"
        begun = self._json("GET", f"{path}?filename={upload.filename}")
        self._put(begun["links"]["upload"], upload.content)
        self._complete(begun, {})

    def in_parts(self, upload: Upload) -> None:
        path = f"/api/v1.1/entity/versions/{upload.version}/_upload"
        begun = self._json("GET", f"{path}?filename={upload.filename}&multipart_upload=true")
        address, further = begun["links"]["upload"], begun["links"]["get_next_part"]
        etags = []
        for start in range(0, len(upload.content), SMALLEST_PART):
            etags.append(self._put(address, upload.content[start : start + SMALLEST_PART]))
            links = self._json("GET", further)["links"]
            address, further = links["upload"], links["get_next_part"]
        self._complete(begun, {"etags": etags})

    def in_a_form(self, upload: Upload) -> None:
        self._form(upload, "upload_file", "file")

    def as_thumbnail(self, upload: Upload) -> None:
        self._form(upload, "publish_thumbnail", "thumb_image")

    def _form(self, upload: Upload, path: str, name: str) -> None:
        values = {**AUTH, "entity_type": "Version", "entity_id": upload.version}
        body = multipart(values, name, upload.filename, upload.content)
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        key = {"Idempotency-Key": f"upload-{upload.number}"}
        assert self._sent("POST", f"/upload/{path}", body, {**kind, **key}).body.startswith(b"1"), upload

    def _put(self, address: str, content: bytes) -> str:
        answer = self._sent("PUT", address, content, {})
        assert answer.status == 200, answer
        return hashlib.md5(content, usedforsecurity=False).hexdigest()

    def _complete(self, begun: Mapping[str, Any], more: Mapping[str, object]) -> None:
        body = {"upload_info": {**begun["data"], **more}, "upload_data": {}}
        self._json("POST", begun["links"]["complete_upload"], body)

    def _json(self, method: str, path: str, body: object = None) -> Any:
        sent = b"" if body is None else json.dumps(body).encode()
        answer = self._sent(method, path, sent, self._bearer)
        assert answer.status in (200, 201), answer
        return json.loads(answer.body) if answer.body.strip() else None

    def _sent(self, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = _once(self._site.port, method, address, body, headers)
            if answer is not None and answer.status != 503:
                self.answers += 1
                # Some answers are not heard, and what was done is asked for once more.
                if self._chance.random() > UNHEARD:
                    return answer
            time.sleep(0.02)
        raise AssertionError(f"never answered: {method} {address}")


def _once(port: int, method: str, address: str, body: bytes, headers: Mapping[str, str]) -> Answer | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    parts = urlsplit(address)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body, dict(headers))
        got = connection.getresponse()
        return Answer(got.status, got.read(), False)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


Way = Callable[[Client, Upload], None]
WAYS: list[Way] = [
    *(Client.beside, Client.in_parts, Client.in_a_form, Client.as_thumbnail, Client.to_image),
    Client.to_movie,
]


def way_of(number: int) -> Way:
    """Each upload goes one of the ways, by its number; few are movies."""
    return Client.to_movie if number % 20 == 9 else WAYS[number % 5]


@dataclass
class Studio:
    """Makes the uploads of a site; the first of each way is sent in peace."""

    versions: list[int]
    movies: list[bytes]

    def upload(self, number: int) -> Upload:
        way = way_of(number)
        if way is Client.to_movie:
            content, ending = self.movies[number % len(self.movies)], "mov"
        elif way is Client.in_parts:
            # Some are long enough for two parts.
            content, ending = picture(number, "JPEG", SMALLEST_PART if number % 10 == 1 else 0), "jpg"
        else:
            content, ending = picture(number, "PNG"), "png"
        return Upload(number, self.versions[number], f"plate{number}.{ending}", content)


class Left(NamedTuple):
    """What one upload left: fields that hold files, by type and whether as a thumbnail; and events."""

    files: Counter[tuple[str, str, bool]]
    events: Counter[tuple[str, str, str]]
    is_there: bool


def left_by(site: Site, uploads: list[Upload]) -> dict[int, Left]:
    """What each of the uploads left on the site, by its number."""
    numbers: dict[tuple[str, int], int] = {("Version", each.version): each.number for each in uploads}
    for row_id, name in read(site.database, "SELECT id, display_name FROM attachments"):
        numbers["Attachment", row_id] = int(_NUMBER.search(name)[1])  # type: ignore[index]
    files: defaultdict[int, Counter[tuple[str, str, bool]]] = defaultdict(Counter)
    events: defaultdict[int, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    contents = defaultdict[int, set[str]](set)
    for use in uses(site):
        number = numbers.get((use.row.type, use.row.id), -1)
        files[number][use.row.type, use.field, use.original is not None] += 1
        contents[number].add(use.blob)
    query = 'SELECT event_type, attribute_name, "entity$type", "entity$id" FROM event_log_entries'
    for event_type, attribute, kind, row_id in read(site.database, query):
        events[numbers.get((kind, row_id), -1)][event_type, str(attribute), kind] += 1
    return {
        each.number: Left(files[each.number], events[each.number], each.sha256 in contents[each.number])
        for each in uploads
    }


@pytest.fixture
def folder(sites: Sites, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with sites.folder(tmp_path / "site") as folder:
        yield folder


def begun(sites: Sites, folder: Path, count: int) -> Studio:
    site = sites.opened(folder)
    try:
        ids = populate(site)
        project = {"type": "Project", "id": ids["project"]}
        values = [("Version", {"code": f"v{number}", "project": project}) for number in range(count)]
        made = site.session(system_caller(logs_events=False)).create_many(values)
    finally:
        site.close()
    films = [movie(folder / f"film{frames}.mov", frames=frames).read_bytes() for frames in (8, 12)]
    return Studio([row.id for row in made], films)


def is_done(site: Site, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while jobs_left(site.database):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_whatever_dies_every_upload_is_there_once(sites: Sites, folder: Path) -> None:
    models = [next(n for n in range(40) if way_of(n) is way) for way in WAYS]
    studio = begun(sites, folder, UPLOADS + 10)
    mortal = MortalSite(running_nursery(), folder)
    site = sites.opened(folder)
    try:
        client = Client(mortal, token_from(lambda *asked: _once(mortal.port, *asked) or pytest.fail("dead")))
        for number in models:
            way_of(number)(client, studio.upload(number))
        assert is_done(site, WAIT_FOR_JOBS)
        others = [number for number in range(UPLOADS + len(models)) if number not in models]
        done = threading.Event()
        death = threading.Thread(target=kill_until, args=(done, mortal, client))
        death.start()
        try:
            with ThreadPoolExecutor(CLIENTS) as threads:
                list(threads.map(lambda number: way_of(number)(client, studio.upload(number)), others))
        finally:
            done.set()
            death.join()
        assert mortal.deaths["server"] and mortal.deaths["worker"]
        assert is_done(site, WAIT_FOR_JOBS), read(site.database, "SELECT * FROM slatehouse_jobs")
        left = left_by(site, [studio.upload(number) for number in (*models, *others)])
        by_way = {way_of(number): left[number] for number in models}
        assert all(each.is_there for each in left.values())
        assert {number: each for number, each in left.items() if each != by_way[way_of(number)]} == {}
        assert find(site, 0, reads_all=True).lost == []
        print(f"{len(others)} uploads, deaths: {dict(mortal.deaths)}")
    finally:
        site.close()
        mortal.end()


def kill_until(done: threading.Event, mortal: MortalSite, client: Client) -> None:
    """Let the processes of the site die at random moments, and live at the end."""
    chance = Random(11)
    while not done.is_set():
        enough = client.answers + chance.randint(*ANSWERS)
        while client.answers < enough and not done.wait(0.001):
            pass
        time.sleep(chance.uniform(0, LONGEST_TILL_DEATH))
        mortal.kill(chance)
    mortal.kill_everything()
