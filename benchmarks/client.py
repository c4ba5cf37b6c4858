"""The Python client beside what a program by hand needs at least: pages by `httpx2` and `msgspec`, pictures
by `curl --parallel`. All of one server, which takes its part of the time on both sides.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree
from time import perf_counter

from benchmarks import reference_client, servers
from benchmarks.figures import Figure, rates
from benchmarks.population import KEY, SCRIPT, make_site
from benchmarks.timing import beside
from slatehouse.accounts.caller import system_caller
from slatehouse.client import Client
from slatehouse.schema.files import Picture
from slatehouse.schema.link import Target
from slatehouse.site.site import Site
from slatehouse.site.uploads import put_picture
from slatehouse.site.writing import writing

NOTES, PAGE = 100_000, 500
FIELDS = ("subject", "content", "created_at", "created_by", "note_links")
PICTURES, BYTES, AT_ONCE = 1_000, 50_000, 8
_ROUNDS = 5


def measure(folder: str) -> list[Figure]:
    """Rows and pictures, each beside its reference in turn."""
    place = Path(folder) / "site"
    with closing(make_site(place, NOTES)) as site:
        credentials = {"client_id": SCRIPT, "client_secret": KEY}
        token = site.accounts.sign_in("client_credentials", credentials, "127.0.0.1").access_token
        _put_pictures(site)
    # A program that asks has no site in its memory for Python's collector to go through again and again.
    gc.collect()
    gc.freeze()
    try:
        return _beside(place, token)
    finally:
        gc.unfreeze()


def _beside(place: Path, token: str) -> list[Figure]:
    with servers.slatehouse(place) as server:
        url = f"http://127.0.0.1:{server.port}"
        with Client(url, script=SCRIPT, key=KEY) as client:
            return [_rows(client, url, token), _pictures(client, place.parent)]


def _rows(client: Client, url: str, token: str) -> Figure:
    ours, theirs = [], []
    asked = client.rows("Note").fields(*FIELDS).pages_of(PAGE)
    for _ in range(_ROUNDS):
        began = perf_counter()
        found = sum(1 for _ in asked)
        ours.append(found / (perf_counter() - began))
        began = perf_counter()
        there = reference_client.walk(url, token, "notes", FIELDS, PAGE)
        theirs.append(there / (perf_counter() - began))
        assert found == there == NOTES
    return rates(f"rows of {NOTES:,}, {len(FIELDS)} fields each", ours, theirs, "60%")


def _pictures(client: Client, folder: Path) -> Figure:
    notes = client.notes.filter("id", "less_than", PICTURES + 1).fields("image").all()
    addresses = [note.thumbnail or "" for note in notes]
    numbers = count()

    @contextmanager
    def place() -> Iterator[Path]:
        here = folder / f"pictures-{next(numbers)}"
        here.mkdir()
        yield here
        found = [path.stat().st_size for path in here.iterdir()]
        assert found == [BYTES] * PICTURES
        rmtree(here)

    def by_client() -> None:
        with place() as here:
            got = client.thumbnails(notes, here, at_once=AT_ONCE)
            assert all(each is not None and each.alt == "thumbnail" for _, each in got)

    def by_curl() -> None:
        with place() as here:
            reference_client.fetch(addresses, here, AT_ONCE)

    return beside(f"{PICTURES:,} thumbnails, {AT_ONCE} at once", by_client, by_curl, "1.5x")


def _put_pictures(site: Site) -> None:
    """Thumbnails of the first notes, made of chance: nobody looks at them."""
    for note in range(1, PICTURES + 1):
        blob = site.blobs.write(iter((os.urandom(BYTES),)))
        with writing(site, system_caller(logs_events=False)) as writes:
            picture = Picture(blob.name, f"{note}.jpg", "image/jpeg", blob.name)
            put_picture(writes, Target("Note", note), "image", picture)
