"""Reading the schema beside a bare handler that answers the same bytes, and adding fields to a million
notes while others read them.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.figures import Figure, rates
from benchmarks.load import Request, answer, rate
from benchmarks.population import KEY, SCRIPT, make_site
from benchmarks.timing import postgresql
from slatehouse.accounts.caller import system_caller
from slatehouse.query.question import Page, Question
from slatehouse.site.fields.creating import NewField
from slatehouse.site.fields.indexing import index_field
from slatehouse.site.site import Site
from slatehouse.store.statement import Statement

NOTES = 1_000_000
ROUNDS, SECONDS = 5, 3.0
PATHS = ("schema", "schema.Version.fields")
_ALONE = 1.0
_JOBS = Statement(
    "SELECT payload FROM slatehouse_jobs WHERE kind = 'index_field' ORDER BY id DESC LIMIT 1", ()
)


def measure(folder: str) -> list[Figure]:
    """Rates of reads, and times of changes on SQLite and, where it is installed, on PostgreSQL."""
    figures = _reads(Path(folder) / "reads")
    figures += _changes("SQLite", make_site(Path(folder) / "sqlite", NOTES))
    with postgresql(Path(folder)) as url:
        if url is not None:
            figures += _changes("PostgreSQL", make_site(Path(folder) / "postgresql", NOTES, url))
    return figures


def _reads(folder: Path) -> list[Figure]:
    folder.mkdir()
    site = make_site(folder / "site", 1)
    credentials = {"client_id": SCRIPT, "client_secret": KEY}
    token = site.accounts.sign_in("client_credentials", credentials, "127.0.0.1").access_token
    site.close()
    theirs = servers.lend(folder / "site", folder / "reference")
    requests = {path: Request("GET", f"/api/v1.1/{path.replace('.', '/')}", token) for path in PATHS}
    with servers.slatehouse(folder / "site") as ours:
        for path, request in requests.items():
            (theirs / path).write_bytes(answer(ours.port, request))
        with servers.reference("benchmarks.reference_schema:create", theirs) as reference:
            return [_compare(request, ours.port, reference.port) for request in requests.values()]


def _compare(request: Request, ours: int, theirs: int) -> Figure:
    if answer(ours, request) != answer(theirs, request):
        raise RuntimeError("the reference answers something else")
    mine, others = [], []
    for _ in range(ROUNDS):
        mine.append(rate(ours, request, SECONDS))
        others.append(rate(theirs, request, SECONDS))
    return rates(f"GET {request.path}", mine, others, "50%")


def _changes(database: str, site: Site) -> list[Figure]:
    """What adding fields takes, and the longest that a page of notes took meanwhile, beside a page alone."""
    with site.database.reading() as connection:
        connection.run(Statement("ANALYZE", ()))
    reader = _Reader(site)
    with reader.reading():
        time.sleep(_ALONE)
    alone = median(reader.times)
    figures = []
    for data_type in ("text", "entity", "multi_entity"):
        times, longest = [], 0.0
        for number in range(ROUNDS):
            with reader.reading():
                times.append(_seconds(_adding(site, data_type, number)))
            longest = max(longest, *reader.times)
        what = f"{database}: add a field of type {data_type}"
        figures.append(Figure(what, _told(median(times)), aim="about 1 s"))
        figures.append(Figure(f"{database}: the longest page meanwhile", _told(longest), _told(alone)))
    figures.append(Figure(f"{database}: the index of a link, by a job", _told(_seconds(_indexing(site)))))
    site.close()
    return figures


class _Reader:
    """Reads pages of notes over and over."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.times: list[float] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        stop = threading.Event()
        self.times = []
        thread = threading.Thread(target=self._read, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _read(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.times.append(_seconds(self._page))

    def _page(self) -> None:
        session = self._site.session(system_caller())
        note = session.edition.schema["Note"]
        fields = session.edition.paths(note, ("subject", "created_by", "note_links"))
        session.find(Question(note, fields=fields, page=Page(25, 0)))


def _adding(site: Site, data_type: str, number: int) -> Callable[[], object]:
    types = [("valid_types", ["Asset"])] if data_type != "text" else []
    asked = NewField("Note", data_type, [("name", f"bench {data_type} {number}"), *types])
    return lambda: site.session(system_caller()).add_field(asked)


def _indexing(site: Site) -> Callable[[], object]:
    with site.database.reading() as connection:
        payload = str(connection.rows(_JOBS)[0][0])
    return lambda: index_field(site, payload)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _told(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"
