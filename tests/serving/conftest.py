"""Servers as a user starts them: processes of their own, stopped when the test is over."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pytest
import requests

PROGRAM = Path(__file__).with_name("tiny_server.py")
PATIENCE = 60
"""Seconds after which what should have been answered, or have ended, counts as stuck."""
GRACE = 10
"""Seconds after which a server kills what has not ended; what ends by itself takes less."""


@dataclass
class Served:
    """A server that answers, or one that has ended without."""

    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port
        return port

    def get(self, path: str = "/") -> dict[str, object]:
        answer: dict[str, object] = requests.get(self.url + path, timeout=PATIENCE).json()
        return answer

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; the exit code and the seconds that the end took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - began


class Start(Protocol):
    """`start(*arguments)` serves a site, and waits until it answers or has ended without."""

    def __call__(self, *arguments: str | Path, site: Path | None = None) -> Served: ...


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def _start(*arguments: str | Path, site: Path | None = None) -> Served:
        folder = site or tmp_path
        with (folder / "stderr").open("a") as stderr:
            process = subprocess.Popen(
                [sys.executable, PROGRAM, folder, *arguments],
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        running.append(process)
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            process.wait(PATIENCE)
        return Served(process, json.loads(line)["url"] if line else "")

    yield _start
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        process.wait(PATIENCE)
        assert process.stdout
        process.stdout.close()


class WaitFor(Protocol):
    """`wait_for(claim, seconds)`: whether the claim becomes true in time."""

    def __call__(self, claim: Callable[[], bool], seconds: float) -> bool: ...


@pytest.fixture
def wait_for() -> WaitFor:
    def _wait_for(claim: Callable[[], bool], seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not claim():
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        return True

    return _wait_for
