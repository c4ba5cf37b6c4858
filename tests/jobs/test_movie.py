"""From the upload of a movie to what people see of it, as a worker does it."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from tests.jobs.asking import jobs_left
from tests.jobs.versions import FILES, PICTURES, Version, new_version
from tests.media.movies import movie
from tests.media.pictures import encoded, quarters

from slatehouse.jobs.handlers import HANDLERS
from slatehouse.jobs.movie import make_films, make_pictures
from slatehouse.jobs.queue import Job, Queue
from slatehouse.jobs.worker import Worker
from slatehouse.jobs.workshop import Workshop
from slatehouse.media.isolation import Limits, Sandbox
from slatehouse.schema.files import FileValue
from slatehouse.site.site import Site


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return new_version(workshop)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return movie(tmp_path_factory.mktemp("film") / "a.mov", size=(320, 160)).read_bytes()


def test_a_movie_is_pending_and_then_all_is_there(version: Version, film: bytes) -> None:
    version.upload(film, "comp.mov")
    assert version.picture("image").is_pending
    assert version.picture("filmstrip_image").is_pending
    assert version.facts() == (0, None, None, None)
    version.work()
    image, strip = version.picture("image"), version.picture("filmstrip_image")
    assert image.thumbnail is not None and image.content_type == "image/jpeg"
    assert strip.thumbnail == strip.original
    assert image.large == image.thumbnail
    mp4, poster = version.file("sg_uploaded_movie_mp4"), version.file("sg_uploaded_movie_image")
    assert isinstance(mp4, FileValue) and isinstance(poster, FileValue)
    assert (mp4.content_type, poster.content_type) == ("video/mp4", "image/jpg")
    assert mp4.name.endswith("_comp.mp4") and len(mp4.name) == 40 + len("_comp.mp4")
    assert version.file("sg_uploaded_movie_webm") is None
    assert version.facts() == (1, 24.0, 0.5, 12)
    assert (version.making["stage"], version.making["percent"]) == ("done", 100)
    files = [version.file(each) for each in FILES[:3]]
    assert len({each.id for each in files if isinstance(each, FileValue)}) == 3
    assert jobs_left(version.workshop.site.database) == 0


def test_replacing_a_movie_clears_what_was_made_of_it(version: Version, film: bytes) -> None:
    version.upload(film, "comp.mov")
    version.work()
    version.upload(encoded(quarters(64, 64), "PNG"), "still.png")
    assert [version.file(each) for each in FILES[1:]] == [None, None, None]
    assert all(version.picture(each).is_pending for each in PICTURES)
    assert version.facts() == (0, None, None, None)
    version.work()
    assert version.facts() == (1, 25.0, 0.04, 1)


def test_what_is_no_movie_is_refused(version: Version) -> None:
    version.upload(b"the movie comes later", "comp.mov")
    version.work()
    assert [version.file(each) for each in (*FILES[1:], *PICTURES)] == [None] * 5
    assert isinstance(version.file("sg_uploaded_movie"), FileValue)
    assert version.facts()[0] == 2
    assert version.making == {"stage": "refused", "failure": "of no format that movies or pictures have"}
    assert jobs_left(version.workshop.site.database) == 0


def test_a_picture_of_ones_own_is_not_replaced_by_that_of_the_movie(version: Version, film: bytes) -> None:
    version.upload(film, "comp.mov")
    own = encoded(quarters(), "PNG")
    version.upload(own, "own.png", "image")
    version.work()
    assert version.picture("image").name == "own.png"
    assert version.picture("filmstrip_image").thumbnail is not None


def test_what_belongs_to_a_movie_that_was_replaced_is_not_kept(
    version: Version, film: bytes, tmp_path: Path
) -> None:
    version.upload(film, "first.mov")
    queue = Queue(version.workshop.site.database)
    order = next(job.payload for job in _taken(queue) if job.kind == "movie_stills")
    version.upload(movie(tmp_path / "b.mov", size=(64, 64)).read_bytes(), "second.mov")
    make_pictures(version.workshop, order)
    make_films(version.workshop, order)
    assert version.picture("image").is_pending
    assert version.facts() == (0, None, None, None)


def test_a_job_that_is_done_twice_makes_nothing_twice(version: Version, film: bytes) -> None:
    version.upload(film, "comp.mov")
    order = next(
        job.payload for job in _taken(Queue(version.workshop.site.database)) if job.kind == "movie_stills"
    )
    made = []
    for _ in range(2):
        make_pictures(version.workshop, order)
        make_films(version.workshop, order)
        made.append([version.file(each) for each in (*FILES, *PICTURES)])
    assert made[0] == made[1]


def test_a_movie_that_takes_too_long_is_tried_again_and_given_up(version: Version, film: bytes) -> None:
    version.upload(film, "comp.mov")
    site = version.workshop.site
    with Sandbox(Limits(seconds=0.001)) as hurried:
        workshop = Workshop(site, hurried, hurried)
        for hours in range(1, site.config.settings.jobs.max_attempts + 1):
            worker = Worker(workshop, HANDLERS, partial(_later, site, hours))
            while worker.do_next():
                pass
    assert version.facts()[0] == 2
    assert version.making == {"stage": "refused", "failure": "took longer than 0.001 s"}
    assert version.file("image") is None
    assert {each.kind for each in Queue(site.database).failures()} == {"movie_stills", "thumbnail"}


def _later(site: Site, hours: int) -> float:
    return site.clock().timestamp() + hours * 3_600


def _taken(queue: Queue) -> list[Job]:
    jobs = []
    while job := queue.take("a", 1e12, 60):
        jobs.append(job)
    return jobs


def test_a_worker_opens_no_movie_itself() -> None:
    loaded = "import sys, slatehouse.jobs.worker; print({'av', 'OpenImageIO'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
