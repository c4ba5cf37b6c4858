"""One process per site folder, whatever becomes of that process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from slatehouse.serving import ServingError, SiteLocked, locked

HOLD = """
import sys, time
from pathlib import Path
from slatehouse.serving import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_lock_names_the_process_that_holds_the_first(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(SiteLocked, match=f"in use by process {os.getpid()};"),
        locked(tmp_path),
    ):
        pass


def test_the_lock_is_free_again_after_its_holder(tmp_path: Path) -> None:
    with locked(tmp_path):
        pass
    with locked(tmp_path):
        pass


def test_the_lock_is_free_again_after_its_holder_was_killed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        holder.stdout.readline()
        with pytest.raises(SiteLocked, match=f"process {holder.pid};"), locked(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with locked(tmp_path):
        pass


def test_two_folders_have_two_locks(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    with locked(one), locked(other):
        pass


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(ServingError, match=r"cannot lock .*missing: No such file"),
        locked(tmp_path / "missing"),
    ):
        pass
