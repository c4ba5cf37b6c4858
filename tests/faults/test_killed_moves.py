"""Media move between a folder and a bucket while uploads come and the command that moves them dies.

It dies once in each direction; `TESTS_OF_SLATEHOUSE_DEATHS=20` lets it die as often as one likes.
"""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from tests.fixtures.bucket import Buckets
from tests.fixtures.cluster import Cluster
from tests.fixtures.commands import COMMAND, ended
from tests.fixtures.desk import desk_of
from tests.fixtures.sites import Sites
from tests.site.test_checking import upload

from slatehouse.cli.failures import ExitCode
from slatehouse.schema.link import Target
from slatehouse.site.checking.finding import find
from slatehouse.site.opening import open_site
from slatehouse.site.site import Site

BEFORE = 40
DEATHS = int(os.environ.get("TESTS_OF_SLATEHOUSE_DEATHS", "1"))
PAUSE = 0.1


def _no_cluster() -> Cluster:
    raise AssertionError("SQLite needs no cluster")


@pytest.fixture
def folder(tmp_path: Path, buckets: Buckets, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A site that knows the service of buckets."""
    settings = buckets.settings
    for key in ("endpoint", "access_key", "secret_key"):
        monkeypatch.setenv(f"SLATEHOUSE_S3_{key.upper()}", getattr(settings, key))
    # What moves are bytes, and the database is asked for the keys of a bucket alone.
    with Sites("sqlite", _no_cluster).folder(tmp_path / "site") as folder:
        yield folder


class Uploads:
    """Uploads of a process that knows nothing of the move, one after the other."""

    def __init__(self, site: Site, shot: Target) -> None:
        self._site, self._shot = site, shot
        self._ended = threading.Event()
        self.contents: list[bytes] = []

    def send(self) -> None:
        content = f"plate {len(self.contents)} ".encode() * 2_000
        upload(self._site, self._shot, None, content, f"plate{len(self.contents)}.dat")
        self.contents.append(content)

    def go_on(self) -> None:
        while not self._ended.wait(PAUSE):
            self.send()

    def end(self) -> None:
        self._ended.set()


def moved(folder: Path, url: str, *options: str) -> int:
    return ended("media", "move", url, "--site", folder, "--json", *options).returncode


def killed_move(folder: Path, url: str, seconds: float) -> None:
    """The command, ended without a warning in the middle of its work, or just before or after."""
    with subprocess.Popen(
        [*COMMAND, "media", "move", url, "--site", folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        until = time.monotonic() + 60
        while not (folder / "media-move.log").exists() and time.monotonic() < until:
            time.sleep(0.005)
        time.sleep(seconds)
        process.kill()


def move_among_deaths(folder: Path, url: str, shot: Target) -> None:
    """The whole move, with uploads all the time; what came is there afterwards, and the source is empty."""
    chance = random.Random(3)
    with closing(open_site(folder)) as site:
        source = site.blobs
        uploads = Uploads(site, shot)
        for _ in range(BEFORE):
            uploads.send()
        sending = threading.Thread(target=uploads.go_on)
        sending.start()
        try:
            for _ in range(DEATHS):
                killed_move(folder, url, chance.uniform(0, 0.5))
            assert moved(folder, url) == ExitCode.OK
            assert_all_there(folder, uploads.contents[:BEFORE])
        finally:
            uploads.end()
            sending.join()
        # The servers are started again; what those of before still kept comes along at the end.
        assert_all_there(folder, uploads.contents)
        assert moved(folder, url, "--forget-source") == ExitCode.OK
        assert list(source.kept()) == []
    assert_all_there(folder, uploads.contents)
    assert not (folder / "media-move.log").exists()


def assert_all_there(folder: Path, contents: list[bytes]) -> None:
    with closing(open_site(folder)) as site:
        assert find(site, 0, reads_all=True).lost == []
        for content in contents:
            assert b"".join(site.blobs.open(sha256(content).hexdigest())) == content


def test_media_move_to_a_bucket_and_back_whatever_dies(
    folder: Path, buckets: Buckets, tmp_path: Path
) -> None:
    with closing(open_site(folder)) as site:
        shot = desk_of(site).create("Shot", code="ln_010")
    move_among_deaths(folder, buckets.new_url(), shot)
    move_among_deaths(folder, str(tmp_path / "elsewhere"), shot)
