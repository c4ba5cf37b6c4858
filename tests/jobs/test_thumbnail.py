"""From an upload to its thumbnail, as `serve` does it; and what becomes of files that give none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from PIL import Image
from tests.jobs.asking import jobs_left
from tests.media.pictures import CORNERS, corners_of, encoded, is_close, quarters

from slatehouse.accounts.caller import system_caller
from slatehouse.jobs import thumbnail
from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.queue import Queue
from slatehouse.jobs.worker import Worker, run
from slatehouse.jobs.workshop import Workshop, open_workshop
from slatehouse.media.isolation import Limits, Sandbox
from slatehouse.schema.files import Picture
from slatehouse.site.site import Site
from slatehouse.site.uploads import UploadPlace

if TYPE_CHECKING:
    from tests.jobs.conftest import WaitFor


@dataclass
class Shelf:
    """A version on a site, whose picture is uploaded and looked at."""

    site: Site
    version: int

    def upload(self, content: bytes, filename: str) -> None:
        session = self.site.session(system_caller())
        version = self.site.schema["Version"]
        place = UploadPlace(version, self.version, version.fields["image"])
        ticket = session.begin_upload(place, filename)
        self.site.receive_upload(ticket.token, iter([content]), len(content))
        session.complete_upload(place, filename, ticket.timestamp)

    @property
    def picture(self) -> Picture:
        version = self.site.schema["Version"]
        found = self.site.session(system_caller()).file(version, self.version, version.fields["image"])
        assert isinstance(found, Picture)
        return found

    def events(self) -> int:
        with self.site.database.reading() as connection:
            return len(self.site.edition.rows.ids_having(connection, "EventLogEntry", {}))

    def content(self, sha256: str | None) -> bytes:
        assert sha256
        return b"".join(self.site.blobs.open(sha256))

    def size(self, sha256: str | None) -> tuple[int, int]:
        return Image.open(BytesIO(self.content(sha256))).size


numbers = count(1)


def shelf_of(site: Site) -> Shelf:
    session = site.session(system_caller(logs_events=False))
    project = session.create(site.schema["Project"], {"name": f"Lantern {next(numbers)}"}).rows[0].id
    values = {"code": "ln_010_comp_v001", "project": {"type": "Project", "id": project}}
    return Shelf(site, session.create(site.schema["Version"], values).rows[0].id)


@pytest.fixture
def shelf(workshop: Workshop) -> Shelf:
    return shelf_of(workshop.site)


def later_worker(workshop: Workshop, hours: int = 1) -> Worker:
    """A worker who looks at the queue when everything in it has long been due."""
    return Worker(workshop, HANDLERS, lambda: workshop.site.clock().timestamp() + hours * 3_600)


@pytest.fixture
def worker(workshop: Workshop) -> Worker:
    return later_worker(workshop)


@pytest.fixture
def hurried(workshop: Workshop) -> Iterator[Workshop]:
    """The same workshop on a machine that has no time to decode anything."""
    with Sandbox(Limits(seconds=0.001)) as sandbox:
        yield Workshop(workshop.site, sandbox, sandbox)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (encoded(quarters(1600, 800), "PNG"), "frame.png"),
        (encoded(quarters(1600, 800), "JPEG", quality=95), "frame.jpg"),
        (encoded(quarters(1600, 800), "TIFF"), "frame.tif"),
    ],
)
def test_a_picture_gets_its_thumbnail(shelf: Shelf, worker: Worker, content: bytes, name: str) -> None:
    shelf.upload(content, name)
    assert shelf.picture.is_pending
    assert worker.do_next()
    picture = shelf.picture
    assert picture.failure is None
    assert shelf.size(picture.thumbnail) == (512, 256)
    assert shelf.size(picture.large) == (1024, 512)
    assert all(map(is_close, corners_of(shelf.content(picture.thumbnail)), CORNERS))
    assert shelf.content(picture.original) == content
    assert jobs_left(shelf.site.database) == 0


def test_the_worker_that_serve_starts_makes_thumbnails_and_ends_when_told(
    shelf: Shelf, site_folder: Path, wait_for: WaitFor
) -> None:
    stop = threading.Event()
    serving = threading.Thread(target=run, args=(str(site_folder), stop))
    serving.start()
    try:
        shelf.upload(encoded(quarters(), "PNG"), "frame.png")
        assert wait_for(lambda: not shelf.picture.is_pending)
    finally:
        stop.set()
        serving.join()
    assert shelf.picture.thumbnail is not None


@pytest.mark.parametrize(
    ("content", "failure"),
    [
        (b"shot list: ln_010, ln_020", "of no format that pictures are made of"),
        (b"", "of no format that pictures are made of"),
        (encoded(quarters(400, 400), "PNG")[:300], "broken image"),
    ],
    ids=["text", "nothing", "torn"],
)
def test_what_is_no_image_is_marked_as_failed_at_once_and_served_as_it_is(
    shelf: Shelf, worker: Worker, content: bytes, failure: str
) -> None:
    shelf.upload(content, "frame.png")
    assert worker.do_next()
    picture = shelf.picture
    assert (picture.failure or "").startswith(failure)
    assert picture.thumbnail is None
    assert shelf.content(picture.original) == content
    assert jobs_left(shelf.site.database) == 0


@pytest.mark.parametrize(
    ("setting", "value", "picture_is"),
    [
        ("MAX_PIXELS", "1000", "100 x 50 pixels are more than the 1000 that are allowed"),
        ("THUMBNAIL_EDGE", "64", (64, 32)),
    ],
)
def test_the_limits_are_those_of_the_settings(
    site_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    value: str,
    picture_is: object,
) -> None:
    monkeypatch.setenv(f"SLATEHOUSE_MEDIA_{setting}", value)
    with open_workshop(site_folder) as workshop:
        shelf = shelf_of(workshop.site)
        shelf.upload(encoded(quarters(100, 50), "PNG"), "frame.png")
        later_worker(workshop).do_next()
        picture = shelf.picture
        assert picture_is == picture.failure or picture_is == shelf.size(picture.thumbnail)


def test_trouble_of_the_machine_is_no_fault_of_the_file(
    shelf: Shelf, workshop: Workshop, hurried: Workshop
) -> None:
    shelf.upload(encoded(quarters(), "PNG"), "frame.png")
    assert later_worker(hurried).do_next()
    assert shelf.picture.is_pending
    (failed,) = Queue(shelf.site.database).failures()
    assert failed.failure.startswith("NotDecoded: took longer than 0.001 s")
    assert later_worker(workshop, hours=2).do_next()
    assert shelf.picture.thumbnail is not None


def test_when_the_last_attempt_has_failed_nobody_waits_for_the_thumbnail_any_more(
    shelf: Shelf, hurried: Workshop
) -> None:
    content = encoded(quarters(), "PNG")
    shelf.upload(content, "frame.png")
    attempts = hurried.site.config.settings.jobs.max_attempts
    assert all(later_worker(hurried, hours).do_next() for hours in range(1, attempts + 1))
    picture = shelf.picture
    assert picture.failure == "took longer than 0.001 s"
    assert shelf.content(picture.original) == content


def test_a_job_that_was_given_up_and_starts_over_still_makes_the_thumbnail(
    shelf: Shelf, workshop: Workshop
) -> None:
    shelf.upload(encoded(quarters(), "PNG"), "frame.png")
    queue = Queue(shelf.site.database)
    job = queue.take("a", 1e12, 60)
    assert job
    thumbnail.give_up(workshop, job.payload, "the farm is on fire")
    queue.fail(job, "the farm is on fire", None)
    given_up = shelf.picture
    assert given_up.failure == "the farm is on fire"
    assert queue.requeue(job.id, 0)
    assert later_worker(workshop).do_next()
    finished = shelf.picture
    assert finished.failure is None
    assert finished.thumbnail is not None


def test_a_picture_whose_bytes_are_gone_is_tried_again(shelf: Shelf, worker: Worker) -> None:
    shelf.upload(encoded(quarters(), "PNG"), "frame.png")
    shelf.site.blobs.delete(shelf.picture.original)
    assert worker.do_next()
    (failed,) = Queue(shelf.site.database).failures()
    assert failed.failure.startswith(f"NoSuchBlob: no blob {shelf.picture.original}")
    assert shelf.picture.is_pending


def test_making_a_thumbnail_again_changes_nothing(shelf: Shelf, workshop: Workshop) -> None:
    shelf.upload(encoded(quarters(), "PNG"), "frame.png")
    order = order_of(shelf)
    thumbnail.work(workshop, order)
    first = shelf.picture
    thumbnail.work(workshop, order)
    assert shelf.picture == first


def test_a_thumbnail_of_a_picture_that_was_replaced_meanwhile_is_not_shown(
    shelf: Shelf, workshop: Workshop
) -> None:
    shelf.upload(encoded(quarters(), "PNG"), "old.png")
    order = order_of(shelf)
    shelf.upload(encoded(quarters(80, 80), "PNG"), "new.png")
    thumbnail.work(workshop, order)
    assert shelf.picture.is_pending
    assert shelf.picture.name == "new.png"


def test_a_finished_thumbnail_is_no_event(shelf: Shelf, worker: Worker) -> None:
    shelf.upload(encoded(quarters(), "PNG"), "frame.png")
    before = shelf.events()
    worker.do_next()
    assert shelf.events() == before


def order_of(shelf: Shelf) -> str:
    order = {"type": "Version", "id": shelf.version, "field": "image", "blob": shelf.picture.original}
    return msgspec.json.encode(order).decode()
