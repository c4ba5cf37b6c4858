"""Throw-away sites as a studio's tests use them: in a run of pytest of their own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from slatehouse.testing import CannotServe, Seed, StandIn, stand_in
from slatehouse.testing.nursing import running_nursery

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "testing.md"

SHARED = """
import pytest
from slatehouse.testing import Seed

@pytest.fixture(scope="session")
def slatehouse_seed():
    return Seed.DEMO

@pytest.mark.parametrize("number", range(4))
def test_the_demo_is_there(shared_slatehouse, number):
    found = shared_slatehouse.shotgun().find("Project", [], ["name"])
    assert "The Lamp at Merrow Head" in [each["name"] for each in found]

@pytest.mark.parametrize("number", range(2))
def test_nobody_else_writes_here(slatehouse, number):
    sg = slatehouse.shotgun()
    assert sg.find_one("Project", [["name", "is", "Ours"]]) is None
    sg.create("Project", {"name": "Ours"})

def test_a_person_signs_in(shared_slatehouse):
    sg = shared_slatehouse.shotgun(login=shared_slatehouse.login, password=shared_slatehouse.password)
    assert sg.find_one("HumanUser", [["login", "is", shared_slatehouse.login]])
"""

UNTIL_KILLED = """
import time
from slatehouse.testing import stand_in
with stand_in() as site:
    print(site.url, flush=True)
    time.sleep(60)
"""


def children_of(pid: int) -> list[int]:
    """The processes that it started and that have not ended."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_served(url: str) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", int(url.rpartition(":")[2]))) == 0


def becomes_true(claim: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not claim() and time.monotonic() < until:
        time.sleep(0.02)
    return claim()


@pytest.fixture(scope="module")
def template_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cache(template_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where templates are kept, away from those of whoever runs the suite."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(template_folder))
    return template_folder / "slatehouse" / "testing"


def run_pytest(folder: Path, text: str, *options: str) -> str:
    (folder / "test_studio.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, str(folder)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=os.environ, timeout=300)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_manual_s_example_passes(tmp_path: Path, cache: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", MANUAL.read_text(), re.S)
    assert "1 passed" in run_pytest(tmp_path, example)


def test_processes_of_one_run_share_a_template_and_nothing_else(tmp_path: Path, cache: Path) -> None:
    assert "7 passed" in run_pytest(tmp_path, SHARED, "-n", "2")
    assert len(list(cache.glob("demo-*"))) == 1


def test_a_site_is_gone_after_its_block(cache: Path) -> None:
    with stand_in() as site:
        assert site.rest.get("/entity/projects").json()["data"] == []
        assert site.rest.get(f"{site.url}/api/v1").ok
    assert not site.folder.exists()
    with pytest.raises(requests.ConnectionError):
        site.rest.get("/entity/projects")


def test_a_folder_that_was_named_stays(tmp_path: Path, cache: Path) -> None:
    with stand_in(folder=tmp_path / "kept") as site:
        assert site.folder == tmp_path / "kept"
    assert (site.folder / "slatehouse.toml").exists()


def test_a_template_of_other_sources_is_made_anew(cache: Path) -> None:
    with stand_in(Seed.EMPTY):
        pass
    (template,) = cache.glob("empty-*")
    template.rename(cache / "empty-0123456789abcdef")
    with stand_in(Seed.EMPTY):
        pass
    (template,) = cache.glob("empty-*")
    assert template.name != "empty-0123456789abcdef"
    assert (template / "site.db").exists()


def test_a_server_that_cannot_start_says_why(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLATEHOUSE_SERVER_WORKERS", "none")
    with pytest.raises(CannotServe, match="SLATEHOUSE_SERVER_WORKERS"), stand_in():
        pass


def test_a_site_s_processes_have_ended_after_its_block(cache: Path) -> None:
    with stand_in():
        assert len(children_of(running_nursery().pid)) == 2, "a server and a job worker"
    assert children_of(running_nursery().pid) == []


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the official client's own
def test_a_site_s_jobs_are_done(cache: Path) -> None:
    with stand_in() as site:
        picture = Path(__file__).parents[2] / "docs" / "pictures" / "notes.jpg"
        sg = site.shotgun()
        project = sg.create("Project", {"name": "Lighthouse"})
        sg.upload_thumbnail("Project", project["id"], str(picture))

        def image() -> str:
            (found,) = site.rest.get("/entity/projects?fields=image").json()["data"]
            return str(found["attributes"]["image"])

        assert becomes_true(lambda: "/pending" not in image() and "://" in image())


def test_sites_are_apart_though_they_are_started_at_the_same_time(cache: Path) -> None:
    def enter(number: int) -> StandIn:
        site = sites.enter_context(stand_in())
        site.rest.post("/entity/projects", json={"name": f"Film {number}"}).raise_for_status()
        return site

    with ExitStack() as sites, ThreadPoolExecutor(3) as threads:
        for number, site in enumerate(threads.map(enter, range(3))):
            (found,) = site.rest.get("/entity/projects?fields=name").json()["data"]
            assert found["attributes"]["name"] == f"Film {number}"


def test_sites_end_with_the_process_that_asked_for_them(cache: Path) -> None:
    command = [sys.executable, "-c", UNTIL_KILLED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout
        url = asking.stdout.readline().strip()
        (nursery,) = children_of(asking.pid)
        family = [nursery, *children_of(nursery)]
        asking.kill()
    assert becomes_true(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family))
    assert not is_served(url)


def test_sites_end_with_a_nursery_that_is_killed_and_the_next_has_another(cache: Path) -> None:
    with stand_in() as site:
        os.kill(running_nursery().pid, signal.SIGKILL)
        assert becomes_true(lambda: not is_served(site.url))
    with stand_in() as site:
        assert is_served(site.url)


def test_a_server_that_is_killed_ends_its_block_well(cache: Path) -> None:
    with stand_in() as site:
        for pid in children_of(running_nursery().pid):
            os.kill(pid, signal.SIGKILL)
        assert becomes_true(lambda: not is_served(site.url))
    with stand_in() as site:
        assert is_served(site.url)


def test_a_process_that_was_forked_has_a_nursery_of_its_own() -> None:
    script = (
        "import os; from slatehouse.testing.nursing import running_nursery as nursery\n"
        "ours = nursery().pid\n"
        "if not os.fork(): os._exit(nursery().pid == ours)\n"
        "print(os.wait()[1], nursery().pid == ours)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert ended.stdout == "0 True\n", ended.stderr
