"""Threads that read a struct for the first time at the same moment do not end the process."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("many_readers.py")


def test_structs_that_were_looked_into_are_read_by_many_at_once() -> None:
    """Without looking into them the program dies of a segmentation fault (`many_readers.py unprepared`)."""
    assert subprocess.run([sys.executable, PROGRAM], timeout=600).returncode == 0
