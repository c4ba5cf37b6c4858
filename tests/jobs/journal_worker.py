"""A job worker in a process of its own that writes down what it does: `journal_worker.py SITE JOURNAL`.

It says in the journal that it is ready, and ends in order on SIGTERM. A job of the kind `linger` goes on
until a file with the journal's name and `.go` is there.
"""

import os
import sys
import threading
import time
from pathlib import Path

from slatehouse.jobs.worker import Worker
from slatehouse.jobs.workshop import Handler, Workshop, open_workshop
from slatehouse.serving.signals import on_terminate


class Journal:
    """Lines that several processes append to, whole."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, *words: str) -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(f"{os.getpid()} {' '.join(words)}\n".encode())

    def note(self, workshop: Workshop, payload: str) -> None:
        # Long enough for another worker to come between.
        time.sleep(0.002)
        self.write("done", payload)

    def linger(self, workshop: Workshop, payload: str) -> None:
        self.write("began", payload)
        while not self._path.with_suffix(".go").exists():
            time.sleep(0.02)
        self.write("done", payload)


def main(site: str, path: str) -> None:
    journal = Journal(Path(path))
    handlers = {"note": Handler(journal.note), "linger": Handler(journal.linger)}
    stop = threading.Event()
    on_terminate(stop.set)
    with open_workshop(Path(site)) as workshop:
        journal.write("ready")
        Worker(workshop, handlers).work(stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
