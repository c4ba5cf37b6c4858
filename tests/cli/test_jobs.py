"""`slatehouse jobs`: what waits and what failed, told to people and scripts; started over, or given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.jobs.test_thumbnail import Shelf, later_worker, shelf_of
from tests.media.pictures import encoded, quarters

from slatehouse.jobs.queue import Queue
from slatehouse.jobs.workshop import workshop_of
from slatehouse.site.opening import open_site

if TYPE_CHECKING:
    from tests.cli.conftest import Run


@pytest.fixture
def shelf(site: Path) -> Iterator[Shelf]:
    """A version of a site whose picture has just been uploaded."""
    with closing(open_site(site)) as tracking:
        shelf = shelf_of(tracking)
        shelf.upload(encoded(quarters(), "PNG"), "frame.png")
        yield shelf


def fail(shelf: Shelf, retry_at: float | None = None) -> int:
    """Let the job of the picture fail; its id."""
    queue = Queue(shelf.site.database)
    job = queue.take("farm07:1:ab", 1e12, 60)
    assert job and queue.fail(job, "OSError: the farm is on fire (thumbnail.py:40)", retry_at)
    return job.id


def test_jobs_are_listed(run: Run, site: Path, shelf: Shelf) -> None:
    (waiting,) = run("jobs", "list", "--site", site, "--json").json
    assert (waiting["kind"], waiting["state"], waiting["priority"]) == ("thumbnail", "waiting", "pictures")
    assert waiting["about"] == f"Version {shelf.version} image"
    assert "blob" not in waiting and shelf.picture.original not in str(waiting)
    job = fail(shelf)
    told = run("jobs", "list", "--site", site).out
    assert "the farm is on fire" in told and "failed" in told
    assert run("jobs", "list", "--state", "waiting", "--json", "--site", site).json == []
    assert [
        each["id"] for each in run("jobs", "list", "--state", "failed", "--json", "--site", site).json
    ] == [job]
    assert run("jobs", "list", "--kind", "movie_proxy", "--json", "--site", site).json == []
    assert run("jobs", "show", str(job), "--json", "--site", site).json["failure"].startswith("OSError")
    assert "the farm is on fire" in run("jobs", "show", str(job), "--site", site).out


def test_more_jobs_than_are_shown_are_told_of(run: Run, site: Path, shelf: Shelf) -> None:
    shelf_of(shelf.site).upload(encoded(quarters(), "GIF"), "frame.gif")
    assert run("jobs", "list", "--most", "1", "--site", site).out.endswith("1 more; --most shows more.\n")


@pytest.mark.parametrize("every", [False, True])
def test_what_was_given_up_starts_over(run: Run, site: Path, shelf: Shelf, every: bool) -> None:
    job = fail(shelf)
    which = ("--all", "--kind", "thumbnail") if every else (str(job),)
    assert run("jobs", "requeue", *which, "--site", site).out == f"Job {job} started over.\n"
    with workshop_of(shelf.site) as workshop:
        assert later_worker(workshop).do_next()
    assert shelf.picture.thumbnail is not None
    assert run("jobs", "requeue", "--all", "--site", site, "--json").json == {"jobs": []}


def test_a_job_that_waits_is_cancelled_and_nobody_waits_for_it(run: Run, site: Path, shelf: Shelf) -> None:
    (waiting,) = run("jobs", "list", "--site", site, "--json").json
    job = str(waiting["id"])
    assert run("jobs", "cancel", job, "--site", site, "--json").json == {"jobs": [waiting["id"]]}
    assert not shelf.picture.is_pending
    assert (shelf.picture.failure or "").startswith("cancelled by ")
    again = run("jobs", "cancel", job, "--site", site)
    assert again.code == 1
    assert again.err == f"slatehouse: job {job} is failed; only jobs that wait can be cancelled\n"
    assert run("jobs", "requeue", job, "--site", site).code == 0


def test_what_was_given_up_is_forgotten(run: Run, site: Path, shelf: Shelf) -> None:
    job = fail(shelf)
    assert (
        run("jobs", "forget", "--all", "--kind", "movie_proxy", "--site", site).out == "0 jobs forgotten.\n"
    )
    assert run("jobs", "forget", str(job), "--site", site).out == f"Job {job} forgotten.\n"
    assert run("jobs", "list", "--site", site, "--json").json == []


@pytest.mark.parametrize("deed", ["requeue", "forget", "cancel"])
def test_a_job_in_the_hands_of_a_worker_is_left_to_it(run: Run, site: Path, shelf: Shelf, deed: str) -> None:
    job = Queue(shelf.site.database).take("farm07:1:ab", shelf.site.clock().timestamp() + 60, 600)
    assert job
    refused = run("jobs", deed, str(job.id), "--site", site)
    assert refused.code == 1
    assert refused.err.startswith(f"slatehouse: job {job.id} is running at farm07:1:ab until ")


@pytest.mark.parametrize("deed", ["show", "requeue", "forget", "cancel"])
def test_a_job_that_is_not_there_is_refused(run: Run, site: Path, deed: str) -> None:
    refused = run("jobs", deed, "4711", "--site", site)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "slatehouse: there is no job 4711: it is done, or never was\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("requeue",),
        ("forget", "1", "--all"),
        ("requeue", "1", "--kind", "thumbnail"),
        ("list", "--kind", "hologram"),
        ("list", "--state", "asleep"),
        ("show", "0"),
        ("show", "one"),
    ],
    ids=" ".join,
)
def test_misuse_ends_with_2(run: Run, site: Path, arguments: tuple[str, ...]) -> None:
    assert run("jobs", *arguments, "--site", site).code == 2
