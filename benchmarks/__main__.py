"""Run the benchmarks named on the command line, or all of them, and print a table for each."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks import (
    activity,
    client,
    feed,
    grids,
    idempotency,
    mirror,
    movies,
    permissions,
    pictures,
    questions,
    reads,
    resting,
    rpc,
    scheduling,
    schema,
    transfers,
    web,
    webhooks,
)
from benchmarks.figures import Figure

BENCHMARKS: dict[str, Callable[[str], list[Figure]]] = {
    "reads": reads.measure,
    "rpc": rpc.measure,
    "resting": resting.measure,
    "questions": questions.measure,
    "scheduling": scheduling.measure,
    "activity": activity.measure,
    "schema": schema.measure,
    "permissions": permissions.measure,
    "feed": feed.measure,
    "idempotency": idempotency.measure,
    "webhooks": webhooks.measure,
    "pictures": pictures.measure,
    "movies": movies.measure,
    "transfers": transfers.measure,
    "client": client.measure,
    "web": web.measure,
    "grids": grids.measure,
    "mirror": mirror.measure,
}


def main(names: list[str]) -> None:
    """Measure and print."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"no benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}")
    # Who is told to stop stops what it started, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name in names or BENCHMARKS:
        with TemporaryDirectory(prefix="slatehouse-bench-") as folder:
            _show(name, BENCHMARKS[name](folder))


def _show(name: str, figures: list[Figure]) -> None:
    table = Table("what", "ours", "reference", "ratio", "aim", title=name)
    for figure in figures:
        table.add_row(figure.what, figure.ours, figure.reference, figure.ratio, figure.aim)
    Console(width=110).print(table)


main(sys.argv[1:])
