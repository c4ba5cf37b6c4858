"""Requests that are answered at once, beside others that are worked on."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import requests
from tests.serving.conftest import GRACE, PATIENCE
from tests.serving.tiny_server import TOGETHER

if TYPE_CHECKING:
    from tests.serving.conftest import Served, Start

QUICK = ("--application", "tiny_server:Quick")


def load_at_once(server: Served, clients: int = 8, times: int = 40) -> None:
    """Clients who ask for what is answered at once, each again and again."""

    def ask() -> None:
        with requests.Session() as session:
            for _ in range(times):
                assert session.get(f"{server.url}/at-once", timeout=PATIENCE).text == "at once"

    with ThreadPoolExecutor(clients) as pool:
        for each in [pool.submit(ask) for _ in range(clients)]:
            each.result()


def test_what_is_answered_at_once_never_reaches_the_application(start: Start) -> None:
    server = start(*QUICK)
    before = int(str(server.get()["worked"]))
    answer = requests.get(f"{server.url}/at-once", timeout=PATIENCE)
    assert (answer.status_code, answer.headers["x-from"], answer.text) == (200, "reception", "at once")
    assert server.get()["worked"] == before + 1


def test_whoever_stood_aside_is_there_when_there_is_work(start: Start) -> None:
    """After a load of quick requests one thread takes them all; those that wait for each other are worked on
    at the same time."""
    server = start(*QUICK)
    load_at_once(server)
    with ThreadPoolExecutor(TOGETHER) as clients:
        waiting = [clients.submit(server.get, "/together") for _ in range(TOGETHER - 1)]
        time.sleep(0.1)
        assert requests.get(f"{server.url}/at-once", timeout=PATIENCE).text == "at once"
        assert not any(answer.done() for answer in waiting)
        waiting.append(clients.submit(server.get, "/together"))
        assert {answer.result()["received"] for answer in waiting} == {0}


def test_bodies_are_read_whole_whoever_takes_the_request(start: Start) -> None:
    server = start(*QUICK)
    load_at_once(server)
    for size in (1, 70_000, 1_000_000):
        assert requests.put(server.url, data=b"x" * size, timeout=PATIENCE).json()["received"] == size


def test_the_end_waits_for_those_who_stand_aside_and_no_longer(start: Start, tmp_path: Path) -> None:
    """Or else they would come back to an interpreter that is no more, and break the process off."""
    server = start("--application", "tiny_server:Aside")
    load_at_once(server, clients=16)
    code, seconds = server.stop()
    assert (code, seconds < GRACE) == (0, True)
    assert (tmp_path / "stderr").read_text() == ""
