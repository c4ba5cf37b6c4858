"""Ctrl-C in the middle of a statement is Ctrl-C, and not a statement that took too long."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import os, signal, sys, threading
from pathlib import Path
from slatehouse.store.connection import StatementTooSlow
from slatehouse.store.sqlite import SqliteDatabase

signal.signal(signal.SIGINT, signal.default_int_handler)
database = SqliteDatabase(Path(sys.argv[1]), statement_timeout=20.0)
counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
try:
    with database.writing() as connection:
        # Not before: a slow machine would be interrupted while it opens the file.
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        connection.execute(counting).fetchall()
except KeyboardInterrupt:
    with database.writing() as connection:
        connection.execute("CREATE TABLE works (again)")
    print("interrupted")
"""


def test_a_statement_is_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "site.db")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.returncode) == ("interrupted\n", 0), done.stderr
