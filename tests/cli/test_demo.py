"""`slatehouse demo`: a site is made once, and started again after that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from tests.fixtures.cluster import Cluster
from tests.fixtures.commands import COMMAND, PATIENCE, Running, ended

from slatehouse.serving import locked

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_its_line_of_json_says_what_to_try(demo_server: Running, demo_folder: Path) -> None:
    facts = demo_server.facts
    assert facts["pid"] == demo_server.process.pid
    assert facts["authority"] == str(demo_folder / "tls" / "ca.pem")
    credentials = {
        "grant_type": "client_credentials",
        "client_id": facts["script_name"],
        "client_secret": facts["script_key"],
    }
    address = f"{demo_server.url}/api/v1.1/auth/access_token"
    assert requests.post(address, data=credentials, verify=facts["authority"], timeout=PATIENCE).ok


def test_a_second_start_makes_nothing_anew(drawn_demo: Path, demo_server: Running, demo_folder: Path) -> None:
    first, second = (folder / "demo.json" for folder in (drawn_demo, demo_folder))
    assert first.stat().st_mtime_ns == second.stat().st_mtime_ns
    made = json.loads(first.read_text())
    assert {name: demo_server.facts[name] for name in made} == made


def test_it_can_be_made_on_postgresql_too(
    run: Run, cluster: Cluster, tmp_path: Path, drawn_demo: Path
) -> None:
    with cluster.database() as url:
        made = run("init", tmp_path / "film", "--demo", "--database", url, "--json").json
        scripts = run("script", "list", "--site", tmp_path / "film", "--json").json
    on_sqlite = json.loads((drawn_demo / "demo.json").read_text())
    assert made == {"site": str(tmp_path / "film")} | on_sqlite
    assert [script["name"] for script in scripts] == [made["script_name"]]


def test_what_it_holds_is_as_much_as_promised(demo_folder: Path) -> None:
    counts = json.loads((demo_folder / "demo.json").read_text())["counts"]
    promised = {
        "Project": 3,
        "Sequence": 3,
        "Shot": 24,
        "Asset": 12,
        "HumanUser": 8,
        "Version": 80,
        "Note": 60,
    }
    assert all(counts[name] >= number for name, number in promised.items())


def test_a_person_is_told_the_commands_to_try(drawn_demo: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(drawn_demo, tmp_path / "my demo")
    with subprocess.Popen(
        [*COMMAND, "demo", folder, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        told = [process.stdout.readline().rstrip() for _ in range(8)]
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert told[0].startswith("The film “The Lamp at Merrow Head” is at https://127.0.0.1:")
    assert "sign in as noor.lindqvist, password nine-lanterns-off-merrow" in told[1]
    assert f"  export REQUESTS_CA_BUNDLE='{folder}/tls/ca.pem'" in told
    assert [line.split("examples/")[1].split(" https")[0] for line in told[-2:]] == [
        "search_notes.py",
        "download_thumbnail.py",
    ]
    assert told[-2].endswith(" --author 'Noor Lindqvist'")


def test_a_site_that_is_no_demo_is_left_alone(run: Run, site: Path) -> None:
    ended = run("demo", site)
    assert ended.code == 3
    assert f"{site} holds a site already; choose another folder" in ended.err


def test_two_do_not_make_one_demo(run: Run, tmp_path: Path) -> None:
    with locked(tmp_path):
        ended = run("demo", tmp_path)
    assert ended.code == 4
    assert ended.err.startswith(f"slatehouse: {tmp_path} is in use by process {os.getpid()}; ")


def test_a_demo_of_another_version_is_not_guessed_at(run: Run, site: Path) -> None:
    (site / "demo.json").write_text('{"film": "unknown"}')
    ended = run("demo", site)
    assert (ended.code, ended.err) == (
        1,
        f"slatehouse: {site}/demo.json is of another version; remove {site} to have the demo made anew\n",
    )


def test_a_running_demo_is_not_started_twice(demo_server: Running, demo_folder: Path) -> None:
    second = ended("demo", demo_folder, "--port", "0")
    assert (second.returncode, second.stdout) == (4, "")
    assert second.stderr == (
        f"slatehouse: {demo_folder} is in use by process {demo_server.process.pid}; stop that process first\n"
    )
