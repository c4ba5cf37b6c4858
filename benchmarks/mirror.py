"""A copy of a site beside reading its rows alone: the same rows, the same fields, by the same client, thrown
away. Both of one server, which takes its part of the time on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter

from benchmarks import servers
from benchmarks.figures import Figure, rates
from benchmarks.population import KEY, SCRIPT, make_site
from slatehouse.accounts.caller import system_caller
from slatehouse.client import Client
from slatehouse.mirror.pulling import Pull
from slatehouse.mirror.reading import Walk, pages_of
from slatehouse.mirror.source import Source
from slatehouse.site.copies.plans import plan_of
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site

NOTES, JOBS = 20_000, 4
_ROUNDS = 5


def measure(folder: str) -> list[Figure]:
    """All rows of a site, copied and read in turn."""
    place = Path(folder)
    make_site(place / "site", NOTES).close()
    copied, read = [], []
    with servers.slatehouse(place / "site") as server:
        url = f"http://127.0.0.1:{server.port}"
        with Client(url, script=SCRIPT, key=KEY) as client:
            source, numbers = Source(client), count()
            for _ in range(_ROUNDS):
                with _new_site(place / f"copy-{next(numbers)}") as copy:
                    began = perf_counter()
                    report = Pull(copy, source, system_caller(logs_events=False), JOBS).run()
                    rows = sum(report.rows.values())
                    copied.append(rows / (perf_counter() - began))
                    walks = _walks(copy, source)
                began = perf_counter()
                found = sum(len(page.rows) for page in pages_of(source, walks, JOBS))
                read.append(found / (perf_counter() - began))
                assert found == rows > NOTES
    return [rates(f"{rows:,} rows, all of their fields", copied, read, "30%")]


@contextmanager
def _new_site(place: Path) -> Iterator[Site]:
    with closing(create_site(place)) as site:
        yield site


def _walks(copy: Site, source: Source) -> list[Walk]:
    """What a copy reads, from its first row on."""
    schema = copy.schema
    told = {name: frozenset(source.fields(name)) for name in source.types()}
    plans = [plan_of(schema, schema[name], told) for name in told if name in schema]
    return [
        Walk(plan, retired, 0)
        for retired in (False, True)
        for plan in plans
        if plan.entity_type.retires or not retired
    ]
