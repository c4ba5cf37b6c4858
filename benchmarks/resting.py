"""What a site costs at rest: the time to its first answer, and the memory of an idle worker."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median
from typing import TypeVar

from benchmarks import servers
from benchmarks.figures import Figure
from slatehouse.site.opening import create_site
from slatehouse.testing import stand_in

ROUNDS = 5
_FIRST = """
from time import perf_counter
from slatehouse.testing import stand_in

began = perf_counter()
with stand_in():
    print(perf_counter() - began)
"""
Served = TypeVar("Served")


def measure(folder: str) -> list[Figure]:
    """Seconds to the first answer, beside a server that does nothing; the megabytes of a worker."""
    site, bare = Path(folder) / "site", Path(folder) / "bare"
    create_site(site).close()
    bare.mkdir()
    with stand_in():
        pass  # makes the template
    times: dict[str, list[float]] = {"ours": [], "bare": [], "stand-in": [], "first": []}
    sizes = []
    for _ in range(ROUNDS):
        with _timed(times["bare"], servers.reference("benchmarks.bare:create", bare)):
            pass
        with _timed(times["stand-in"], stand_in()):
            pass
        times["first"].append(_first_stand_in())
        with _timed(times["ours"], servers.slatehouse(site)) as running:
            time.sleep(1)
            sizes.append(_worker_megabytes(running.process))
    names = ("ours", "bare", "stand-in", "first")
    ours, bare_start, copied, first = (median(times[name]) for name in names)
    reference = f"{bare_start:.2f} s"
    return [
        Figure(
            "start to first answer", f"{ours:.2f} s", reference, f"{ours / bare_start:.1f}x", "about 1.5 s"
        ),
        Figure("a stand-in for a test", f"{copied:.2f} s", reference, f"{copied / bare_start:.1f}x", "3x"),
        Figure(
            "the first stand-in of a process", f"{first:.2f} s", reference, f"{first / bare_start:.1f}x", "3x"
        ),
        Figure("memory of one idle worker", f"{median(sizes):.0f} MB", aim="about 120 MB"),
    ]


def _first_stand_in() -> float:
    """The seconds that a process takes for its first site; the next are forked from what that loaded."""
    ended = subprocess.run([sys.executable, "-c", _FIRST], stdout=subprocess.PIPE, text=True, check=True)
    return float(ended.stdout)


@contextmanager
def _timed(times: list[float], server: AbstractContextManager[Served]) -> Iterator[Served]:
    """The server, and beside it the seconds that it took to answer."""
    started = time.perf_counter()
    with server as running:
        times.append(time.perf_counter() - started)
        yield running


def _worker_megabytes(parent: int) -> float:
    """The resident memory of the largest process that the parent started: the one that answers requests."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max(_resident_kilobytes(child) for child in children) / 1024


def _resident_kilobytes(process: str) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
