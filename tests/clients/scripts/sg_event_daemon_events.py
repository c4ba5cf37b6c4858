"""`sg-event-daemon`: a plugin is told of what others do, and after a restart of what it missed.

The daemon wants a newer SQLite than many Pythons have: it gets the one that `pysqlite3` brings, under the
name of the standard library's module. It is otherwise as it comes.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shotgun_api3 import Shotgun

url, script, key = sys.argv[1:]

NEWER_SQLITE = """
import sys
import pysqlite3
sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = pysqlite3, pysqlite3.dbapi2
"""
CONFIGURATION = f"""
[daemon]
state_dir = "state"
sg_api_provider = "shotgun-api3"

[sites.studio]
server = "{url}"
default_source = "primary"

[sites.studio.credentials.reader]
script_name = "{script}"
api_key = {{ env = "READER_KEY" }}

[sites.studio.sources.primary]
credentials = "reader"

[sites.studio.groups.observers]
source = "primary"
callback_credentials = "reader"
execution = "sync"

[[sites.studio.groups.observers.plugins]]
id = "approvals"
path = "approvals.py"
"""
# It reads the shot of the event, and writes to it.
PLUGIN = """
def approve(context):
    event = context.event
    if event["event_type"] == "Shotgun_Shot_New":
        context.sg.update("Shot", event["entity"]["id"], {"description": "seen by the daemon"})

def register(registrar):
    registrar.add_callback(id="approve", callback=approve)
"""

site = Shotgun(url, script_name=script, api_key=key)
project = site.create("Project", {"name": "sg-event-daemon"})


def make_shot(code: str) -> int:
    return int(site.create("Shot", {"code": code, "project": project})["id"])


def becomes_seen(shot: int) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = site.find_one("Shot", [["id", "is", shot]], ["description"])
        if found["description"] == "seen by the daemon":
            return True
        time.sleep(0.2)
    return False


with tempfile.TemporaryDirectory() as place:
    folder = Path(place)
    (folder / "library").mkdir()
    (folder / "library" / "sitecustomize.py").write_text(NEWER_SQLITE)
    (folder / "approvals.py").write_text(PLUGIN)
    (folder / "daemon.toml").write_text(CONFIGURATION)
    environment = {**os.environ, "PYTHONPATH": str(folder / "library"), "READER_KEY": key}

    def command(name: str) -> list[str]:
        return [sys.executable, "-m", "sg_event_daemon", name, "--config", str(folder / "daemon.toml")]

    def status() -> dict[str, object]:
        told = subprocess.run(command("status"), env=environment, capture_output=True, text=True, check=False)
        return json.loads(told.stdout) if told.returncode == 0 else {}

    @contextmanager
    def supervised() -> Iterator[None]:
        with subprocess.Popen(command("supervise"), env=environment) as daemon:
            try:
                until = time.monotonic() + 60
                while status().get("primary_state") != "idle":
                    assert daemon.poll() is None and time.monotonic() < until, status()
                    time.sleep(0.2)
                yield
            finally:
                daemon.terminate()
                assert daemon.wait(60) == 0

    before = make_shot("D000")
    with supervised():
        assert becomes_seen(make_shot("D010"))
    missed = make_shot("D020")
    with supervised():
        assert becomes_seen(missed)
    assert site.find_one("Shot", [["id", "is", before]], ["description"])["description"] is None
