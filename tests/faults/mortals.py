"""A site all of whose processes can be killed at any moment: the server, and the job workers beside it."""

from __future__ import annotations

import os
import signal
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.proxy import Mortal

from slatehouse.serving.lock import LOCK_NAME
from slatehouse.testing.nursing import Nursery

_MOST_WORKERS = 2


class MortalSite(Mortal):
    """The server, with as many workers as the settings say beside each that is born."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self._workers: list[int] = []
        self.deaths: Counter[str] = Counter()
        super().__init__(nursery, folder)

    def _born(self) -> int:
        before = self._children()
        port = super()._born()
        server = int((self._folder / LOCK_NAME).read_text())
        self._workers += sorted(self._children() - before - {server})
        return port

    def kill(self, chance: Random | None = None) -> None:
        """End a worker, the server, or both in one moment. The server is born again, with further workers."""
        chance = chance or Random()
        whom = chance.choice(("worker", "server", "everything"))
        if whom == "everything" or not self._workers:
            self.kill_everything()
        elif whom == "worker":
            self._kill_worker(chance.randrange(len(self._workers)))
        else:
            self.deaths["server"] += 1
            super().kill()
            while len(self._workers) > _MOST_WORKERS:
                self._kill_worker(0)

    def kill_everything(self) -> None:
        """End the server and all workers in one moment; others are born."""
        while self._workers:
            self._kill_worker(0)
        self.deaths["server"] += 1
        super().kill()

    def _kill_worker(self, number: int) -> None:
        self.deaths["worker"] += 1
        os.kill(self._workers.pop(number), signal.SIGKILL)

    def _children(self) -> set[int]:
        pid = self._nursery.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))
