"""What a site costs at rest: the time to its first answer, and the memory of an idle worker."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from benchmarks import servers
from benchmarks.figures import Figure
from slatehouse.site.opening import create_site

ROUNDS = 5


def measure(folder: str) -> list[Figure]:
    """Seconds from the command to the first answer, and megabytes of the worker that gave it."""
    site = Path(folder) / "site"
    create_site(site).close()
    times, sizes = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        with servers.slatehouse(site) as running:
            times.append(time.perf_counter() - started)
            time.sleep(1)
            sizes.append(_worker_megabytes(running.process))
    return [
        Figure("start to first answer", f"{median(times):.2f} s", aim="about 1.5 s"),
        Figure("memory of one idle worker", f"{median(sizes):.0f} MB", aim="about 120 MB"),
    ]


def _worker_megabytes(parent: int) -> float:
    """The resident memory of the largest process that the parent started: the one that answers requests."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return max(_resident_kilobytes(child) for child in children) / 1024


def _resident_kilobytes(process: str) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0
