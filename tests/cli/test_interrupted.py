"""Commands that are stopped in the middle of a file, or have no room for it: one line, no half file, and the
next call goes on."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.client.test_bad_lines import UnkindLine
from tests.faults.proxy import Standing, _message
from tests.fixtures.commands import PATIENCE

from slatehouse.client import Client, Link
from slatehouse.testing.server import StandIn, stand_in

SIZE = 3 << 20
BYTES = os.urandom(SIZE)
HALF = SIZE // 2


class Halting(UnkindLine):
    """It lets half of a large answer through, or of one whose request has the mark, and then nothing until it
    is let go."""

    def __init__(self, port: int) -> None:
        super().__init__(Standing(port), {"good": 1}, one_dies_of=0, seed=1)
        self.halted, self.let_go = threading.Event(), threading.Event()
        self.sent: list[int] = []
        self.mark: bytes | None = None

    def _meet(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            request = _message(client)
            answer = self._forward(request)
            self.sent.append(len(answer))
            is_marked = self.mark is not None and self.mark in request
            if self.let_go.is_set() or not (is_marked or len(answer) > HALF):
                client.sendall(answer)
                return
            client.sendall(answer[: min(HALF, len(answer) // 2)])
            self.halted.set()
            self.let_go.wait(PATIENCE)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stand_in() as site:
        yield site


@pytest.fixture(scope="module")
def attachment(site: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Link:
    """One with `BYTES` in it, of a note that shows it as its picture, too."""
    path = tmp_path_factory.mktemp("sent") / "plate.bin"
    path.write_bytes(BYTES)
    with Client(site.url, script=site.script_name, key=site.script_key) as client:
        project = client.create("Project", name="Halted")
        note = client.create("Note", project=project, subject="Look")
        sent = client.upload(note, path)
    assert sent is not None
    return sent


@pytest.fixture
def line(site: StandIn) -> Iterator[Halting]:
    line = Halting(urlsplit(site.url).port or 0)
    yield line
    line.let_go.set()
    line.close()


def command(site: StandIn, line: Halting, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "SLATEHOUSE_URL": f"http://127.0.0.1:{line.port}",
        "SLATEHOUSE_SCRIPT": site.script_name,
        "SLATEHOUSE_KEY": site.script_key,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "slatehouse", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def asked_for(attachment: Link, folder: Path) -> tuple[str, ...]:
    return ("download", "Attachment", str(attachment.id), "this_file", "-o", str(folder / "plate.bin"))


def goes_on(site: StandIn, line: Halting, attachment: Link, folder: Path) -> bool:
    """Whether the file comes when it is asked for again, without what has come of it."""
    line.let_go.set()
    line.sent.clear()
    again = command(site, line, *asked_for(attachment, folder))
    assert again.communicate(timeout=PATIENCE)[1] == "" and again.returncode == 0
    assert (folder / "plate.bin").read_bytes() == BYTES
    assert [path.name for path in folder.iterdir()] == ["plate.bin"]
    return max(line.sent) < SIZE


def test_ctrl_c(site: StandIn, line: Halting, attachment: Link, tmp_path: Path) -> None:
    running = command(site, line, *asked_for(attachment, tmp_path))
    assert line.halted.wait(PATIENCE)
    part, until = tmp_path / ".plate.bin.part", time.monotonic() + PATIENCE
    while time.monotonic() < until and not (part.exists() and part.stat().st_size):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=PATIENCE)
    kept = f"what came of {tmp_path / 'plate.bin'} is kept beside it, and the same command goes on from there"
    assert (running.returncode, told) == (130, f"slatehouse: interrupted: {kept}\n")
    assert not (tmp_path / "plate.bin").exists()
    assert goes_on(site, line, attachment, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "mark", "kept"),
    [
        (
            ("mirror", "pull", "{url}", "--site", "{folder}/copy"),
            None,
            "what was copied is kept, and the same command goes on where it was",
        ),
        (
            ("notes", "thumbnails", "{folder}"),
            b"_search",
            "the pictures that came are in {folder}, and the same command fetches the others",
        ),
        (("find", "Note"), b"_search", "nothing was changed"),
        (
            ("set", "Note", "1", "content=Louder"),
            b"PUT ",
            "it may have been done all the same; look before you repeat it",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_ctrl_c_says_what_is_left(
    site: StandIn,
    line: Halting,
    attachment: Link,
    tmp_path: Path,
    arguments: tuple[str, ...],
    mark: bytes | None,
    kept: str,
) -> None:
    line.mark = mark
    places = {"url": f"http://127.0.0.1:{line.port}", "folder": tmp_path}
    running = command(site, line, *(each.format(**places) for each in arguments))
    assert line.halted.wait(PATIENCE)
    running.send_signal(signal.SIGINT)
    out, told = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out, told) == (130, "", f"slatehouse: interrupted: {kept.format(**places)}\n")


def test_a_disk_that_becomes_full(site: StandIn, line: Halting, attachment: Link, tmp_path: Path) -> None:
    line.let_go.set()
    limit = 1 << 20

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    running = command(site, line, *asked_for(attachment, tmp_path), preexec_fn=limited)
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1 and told.count("\n") == 1 and "plate.bin cannot be written" in told
    assert not (tmp_path / "plate.bin").exists()
    assert goes_on(site, line, attachment, tmp_path)


def test_a_file_where_a_folder_is_to_be(site: StandIn, line: Halting, tmp_path: Path) -> None:
    (tmp_path / "pictures").write_bytes(b"mine")
    running = command(site, line, "notes", "thumbnails", str(tmp_path / "pictures"))
    _, told = running.communicate(timeout=PATIENCE)
    assert running.returncode == 1 and told.count("\n") == 1 and str(tmp_path / "pictures") in told
    assert (tmp_path / "pictures").read_bytes() == b"mine"
