"""The nursery of this process: started when the first site is asked for, ended with the process."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import msgspec

from slatehouse.testing.asking import Ask, Told

__all__ = ["Nursery", "running_nursery"]

_COMMAND = "from slatehouse.testing.nursery import main; main()"


class Nursery:
    """Where sites are started and ended; to be asked by any thread, one after the other."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # What a terminal sends to all its processes would end the sites before their tests.
            start_new_session=True,
        )
        atexit.register(self.close)

    @property
    def pid(self) -> int:
        """The process that all sites are forked from."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def serve(self, folder: Path, said: Path) -> str:
        """Where the site answers; empty where it cannot, and `said` says why."""
        environment = tuple(os.environb.items())
        ask = Ask(str(folder), said=str(said), working_folder=os.getcwd(), environment=environment)
        return self._told(ask).url

    def end(self, folder: Path) -> None:
        """Return when the site's processes have ended."""
        self._told(Ask(str(folder), is_end=True))

    def close(self) -> None:
        """End all sites, and the nursery."""
        if self.owner == os.getpid():
            self._process.communicate()

    def _told(self, ask: Ask) -> Told:
        into, out = self._process.stdin, self._process.stdout
        assert into is not None and out is not None
        with self._lock, suppress(BrokenPipeError):
            into.write(msgspec.json.encode(ask) + b"\n")
            into.flush()
            line = out.readline()
            return msgspec.json.decode(line, type=Told) if line else Told()
        return Told()


_starting = threading.Lock()
_nurseries: list[Nursery] = []


def running_nursery() -> Nursery:
    """The one of this process; another is started where there is none, or where it has ended.

    A process that was forked from ours has none yet: two must not talk to the same.
    """
    with _starting:
        if not _nurseries or _nurseries[-1].owner != os.getpid() or not _nurseries[-1].is_running:
            _nurseries.append(Nursery())
        return _nurseries[-1]
