"""The processes beside the web workers: they run, come back, and end in order."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.serving.conftest import PATIENCE

if TYPE_CHECKING:
    from tests.serving.conftest import Start, WaitFor


def written(site: Path) -> str:
    path = site / "companion"
    return path.read_text() if path.exists() else ""


def test_a_companion_is_told_to_stop_and_ends_in_order(
    start: Start, wait_for: WaitFor, tmp_path: Path
) -> None:
    server = start("--companion", "tiny_server:work")
    assert wait_for(lambda: written(tmp_path).isdigit(), PATIENCE)
    assert server.stop()[0] == 0
    assert written(tmp_path) == "stopped"


def test_an_interrupt_of_the_terminal_leaves_a_companion_to_its_parent(
    start: Start, wait_for: WaitFor, tmp_path: Path
) -> None:
    server = start("--companion", "tiny_server:work")
    assert wait_for(lambda: written(tmp_path).isdigit(), PATIENCE)
    os.kill(int(written(tmp_path)), signal.SIGINT)
    assert server.stop(signal.SIGINT)[0] == 0
    assert written(tmp_path) == "stopped"
    assert (tmp_path / "stderr").read_text() == ""


def test_a_companion_that_dies_is_started_again(start: Start, wait_for: WaitFor, tmp_path: Path) -> None:
    start("--companion", "tiny_server:work")
    assert wait_for(lambda: written(tmp_path).isdigit(), PATIENCE)
    first = written(tmp_path)
    os.kill(int(first), signal.SIGKILL)
    assert wait_for(lambda: written(tmp_path).isdigit() and written(tmp_path) != first, PATIENCE)
    assert (tmp_path / "stderr").read_text() == "tiny_server:work ended with -9; it is started again\n"


def test_the_server_answers_though_a_companion_cannot_run(start: Start) -> None:
    server = start("--companion", "no_such_module:work")
    assert server.get()
    assert server.stop()[0] == 0
