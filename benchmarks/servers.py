"""Servers under measurement, each a process of its own on a free port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# One account searches more often than a person would.
_UNLIMITED = {"SLATEHOUSE_LIMITS_TEXT_SEARCHES": "unlimited", "SLATEHOUSE_FEED_OF_ONE_ACCOUNT": "16384"}
_SERVE = """
import sys
from pathlib import Path
from slatehouse.serving import Listening, Program, serve
serve(Path(sys.argv[2]), Program(sys.argv[1]), Listening(port=0),
      on_ready=lambda url: print('{"url": "%s"}' % url, flush=True), report=print)
"""


@dataclass(frozen=True)
class Running:
    """A server that answers: its port and its process."""

    port: int
    process: int


@contextmanager
def slatehouse(site: Path) -> Iterator[Running]:
    """The product, started as a user starts it."""
    command = [sys.executable, "-m", "slatehouse", "serve", "--site", str(site), "--port", "0", "--json"]
    with _running(command) as running:
        yield running


@contextmanager
def reference(application: str, folder: Path) -> Iterator[Running]:
    """Another WSGI application, on the same server with the same settings; `folder` holds its lock."""
    with _running([sys.executable, "-c", _SERVE, application, str(folder)]) as running:
        yield running


def lend(site: Path, folder: Path) -> Path:
    """A folder for a reference that reads the site's database and makes sense of its tokens by itself."""
    folder.mkdir()
    for name in ("site.db", "secret.key"):
        (folder / name).symlink_to(site / name)
    return folder


@contextmanager
def _running(command: list[str]) -> Iterator[Running]:
    environment = {**os.environ, **_UNLIMITED, "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True)
    try:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        yield Running(int(ready["url"].rsplit(":", 1)[1].strip("/")), process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
