"""What is made is made aside, and nothing of it stays: not what ended, and not what was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from slatehouse.media.scratch import scratch, sweep_scratch

HOLD = """
import time
from slatehouse.media.scratch import scratch
with scratch() as folder:
    (folder / "half").write_bytes(b"a film")
    print(folder, flush=True)
    time.sleep(600)
"""


def in_an_hour() -> float:
    return time.time() + 3_600


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture
def other() -> Iterator[subprocess.Popen[str]]:
    """Another process that makes something."""
    command = [sys.executable, "-c", HOLD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def begun(process: subprocess.Popen[str]) -> Path:
    assert process.stdout is not None
    return Path(process.stdout.readline().strip())


def test_what_is_made_goes_with_the_block(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no film"), scratch() as folder:
        (folder / "half").write_bytes(b"a film")
        assert folder.parent == tmp_path
        raise ValueError("no film")
    assert list(tmp_path.iterdir()) == []


def test_only_what_killed_processes_left_is_swept(other: subprocess.Popen[str], tmp_path: Path) -> None:
    (tmp_path / "slatehouse-of-somebody").mkdir()
    left = begun(other)
    with scratch() as own:
        assert sweep_scratch(in_an_hour()) == 0 and own.exists()
        assert (left / "half").exists()
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
        assert sweep_scratch() == 0, "it may be just begun"
        assert sweep_scratch(in_an_hour()) == 1
        assert own.exists() and not left.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["slatehouse-of-somebody"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    (tmp_path / "slatehouse-scratch-trap").symlink_to(tmp_path / "others")
    assert sweep_scratch(in_an_hour()) == 0
    assert (tmp_path / "others").exists()
