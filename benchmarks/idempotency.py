"""One update of a shot over HTTP with an `Idempotency-Key`, beside the same update without one.

Both go to the same server in turn, over one connection, a few at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.load import Connection
from benchmarks.servers import slatehouse
from benchmarks.timing import ROUNDS, postgresql
from slatehouse.accounts.caller import system_caller
from slatehouse.site.opening import create_site
from slatehouse.site.site import Site

_SCRIPT, _KEY = "bench", "a key of the benchmark's"
_WARM, _TIMES, _BLOCK = 300, 600, 20
_AIM = "1.15x"


def measure(folder: str) -> list[Figure]:
    """Times on SQLite, then on PostgreSQL where it is installed."""
    figures = [_figure("SQLite", create_site(Path(folder) / "sqlite"))]
    with postgresql(Path(folder)) as url:
        if url is not None:
            figures.append(_figure("PostgreSQL", create_site(Path(folder) / "postgresql", url)))
    return figures


def _figure(database: str, site: Site) -> Figure:
    shot, token = _shot(site), _token(site)
    site.close()
    with slatehouse(site.directory) as server:
        connection = Connection(server.port)
        head = f"PUT /api/v1.1/entity/shots/{shot} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        head += f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        numbers = count()

        def ask(header: str) -> None:
            number = next(numbers)
            body = json.dumps({"description": f"Fog {number}"})
            key = header.format(number)
            connection.ask(f"{head}{key}Content-Length: {len(body)}\r\n\r\n{body}".encode())
            connection.take()

        try:
            return _compare(database, lambda: ask("Idempotency-Key: bench-{}\r\n"), lambda: ask(""))
        finally:
            connection.close()


def _compare(database: str, keyed: Callable[[], None], plain: Callable[[], None]) -> Figure:
    """Blocks of few writes in turn, so that whatever else the machine does meets both alike."""
    _seconds(keyed, _WARM)
    _seconds(plain, _WARM)
    ratios, ours, theirs = [], [], []
    for _ in range(ROUNDS):
        pairs = [(_seconds(keyed, _BLOCK), _seconds(plain, _BLOCK)) for _ in range(_TIMES // _BLOCK)]
        ours.append(median(a for a, _ in pairs))
        theirs.append(median(b for _, b in pairs))
        ratios.append(ours[-1] / theirs[-1])
    what = f"{database}: an update with a key beside one without"
    return Figure(what, _told(ours), _told(theirs), f"{median(ratios):.2f}x", _AIM)


def _seconds(work: Callable[[], None], times: int) -> float:
    started = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - started) / times


def _told(seconds: list[float]) -> str:
    return f"{median(seconds) * 1000:,.2f} ms"


def _shot(site: Site) -> int:
    session = site.session(system_caller())
    project = session.create_many([("Project", {"name": "Bench"})])[0].id
    scope = {"type": "Project", "id": project}
    return session.create_many([("Shot", {"code": "B010", "project": scope})])[0].id


def _token(site: Site) -> str:
    script = site.session(system_caller()).create_many([("ApiUser", {"firstname": _SCRIPT})])[0].id
    site.accounts.set_script_key(script, _KEY)
    credentials = {"client_id": _SCRIPT, "client_secret": _KEY}
    return site.accounts.sign_in("client_credentials", credentials, "127.0.0.1").access_token
