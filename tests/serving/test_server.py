"""A server from its first answer to its end, as a process among others."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from tests.serving.conftest import GRACE, PATIENCE
from tests.serving.tiny_server import TOGETHER

if TYPE_CHECKING:
    from tests.serving.conftest import Served, Start, WaitFor


@contextmanager
def kept_open(server: Served) -> Iterator[HTTPConnection]:
    """A connection that has had one answer and may ask again."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.request("GET", "/")
        connection.getresponse().read()
        yield connection


def is_alive(pid: object) -> bool:
    assert isinstance(pid, int)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def answering_worker(server: Served) -> object:
    """The process that answers; none while the port is between two of them."""
    try:
        return server.get()["pid"]
    except requests.ConnectionError:
        return None


def is_listened_on(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def test_a_server_that_says_it_is_ready_answers(start: Start, tmp_path: Path) -> None:
    server = start()
    answer = server.get()
    assert answer["site"] == str(tmp_path)
    assert answer["pid"] != server.process.pid


def test_several_workers_answer(start: Start, wait_for: WaitFor) -> None:
    server = start("--workers", "2")
    assert wait_for(lambda: len({server.get()["pid"] for _ in range(8)}) == 2, PATIENCE)


def test_a_connection_is_kept_for_the_next_request(start: Start) -> None:
    with kept_open(start()) as connection:
        endpoint = connection.sock
        connection.request("GET", "/")
        assert connection.getresponse().read()
        assert connection.sock is endpoint


def test_idle_connections_do_not_keep_others_waiting(start: Start) -> None:
    server = start()
    with ExitStack() as idle:
        for _ in range(150):
            idle.enter_context(kept_open(server))
        assert server.get()


def test_requests_are_worked_on_at_the_same_time(start: Start) -> None:
    server = start()
    with ThreadPoolExecutor(TOGETHER) as clients:
        waiting = [clients.submit(server.get, "/together") for _ in range(TOGETHER - 1)]
        assert server.get()
        assert not any(answer.done() for answer in waiting)
        waiting.append(clients.submit(server.get, "/together"))
        assert all(answer.result() for answer in waiting)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_well_and_soon_though_connections_are_open(
    start: Start, number: signal.Signals
) -> None:
    server = start("--workers", "2")
    with kept_open(server):
        code, seconds = server.stop(number)
    assert (code, seconds < GRACE) == (0, True), "the connection was waited for"
    assert not is_listened_on(server.port)


def test_what_a_terminal_sends_to_all_its_processes_ends_it_well(start: Start, tmp_path: Path) -> None:
    server = start("--workers", "2", "--companion", "tiny_server:work")
    worker = server.get()["pid"]
    assert isinstance(worker, int)
    os.kill(worker, signal.SIGINT)
    code, _ = server.stop(signal.SIGINT)
    assert code == 0
    assert (tmp_path / "stderr").read_text() == ""


def test_a_request_under_way_is_answered_before_the_end(
    start: Start, wait_for: WaitFor, tmp_path: Path
) -> None:
    server = start()
    with ThreadPoolExecutor() as client, kept_open(server):
        slow = client.submit(server.get, "/slow")
        assert wait_for((tmp_path / "begun").exists, PATIENCE)
        assert server.stop()[0] == 0
        assert slow.result()


@pytest.mark.parametrize("more", [(), ("--alone",)], ids=["with workers", "alone"])
def test_an_application_is_told_of_the_end_and_lets_go_who_waits(
    start: Start, wait_for: WaitFor, tmp_path: Path, more: tuple[str, ...]
) -> None:
    server = start("--application", "tiny_server:Patient", *more)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(server.get, "/wait")
        assert wait_for((tmp_path / "waiting").exists, PATIENCE)
        code, seconds = server.stop()
        assert waiting.result() == {"ended": True}
    assert code == 0
    assert seconds < GRACE, "it was killed"


def test_it_can_start_again_at_once_on_the_port_that_it_left(start: Start) -> None:
    server = start()
    with kept_open(server):
        server.stop()
    again = start("--port", str(server.port))
    assert again.get()


def test_a_second_server_on_the_same_folder_names_the_first(start: Start, tmp_path: Path) -> None:
    first = start()
    second = start()
    assert second.process.returncode == 4
    told = (tmp_path / "stderr").read_text()
    assert told == f"{tmp_path} is in use by process {first.process.pid}; stop that process first\n"
    assert first.get()


def test_a_port_that_another_program_listens_on_is_refused(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert start("--port", str(port)).process.returncode == 4
    told = (tmp_path / "stderr").read_text()
    assert told.startswith(f"port {port} on 127.0.0.1 is in use; ")
    assert told.count("\n") == 1


def test_a_port_of_a_server_for_another_folder_is_refused(start: Start, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    first = start(site=other)
    assert start("--port", str(first.port)).process.returncode == 4
    assert {first.get()["site"] for _ in range(8)} == {str(other)}


def test_workers_end_with_a_killed_parent_and_leave_the_port(
    start: Start, wait_for: WaitFor, tmp_path: Path
) -> None:
    server = start("--workers", "2", "--companion", "tiny_server:work")
    companion = tmp_path / "companion"
    assert wait_for(lambda: companion.exists() and companion.read_text().isdigit(), PATIENCE)
    workers: set[object] = set()

    def both_have_answered() -> bool:
        workers.add(server.get()["pid"])
        return len(workers) == 2

    assert wait_for(both_have_answered, PATIENCE)
    family = {*workers, int(companion.read_text())}
    server.process.kill()
    assert wait_for(
        lambda: not any(is_alive(pid) for pid in family) and not is_listened_on(server.port), PATIENCE
    )
    assert start("--port", str(server.port)).get()


def test_a_worker_that_is_stuck_ends_with_its_parent_too(start: Start, wait_for: WaitFor) -> None:
    server = start()
    pid = server.get()["pid"]
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as stuck:
        stuck.request("GET", "/stuck")
        server.process.kill()
        assert wait_for(lambda: not is_alive(pid), PATIENCE)


def test_a_port_of_an_orphan_of_ours_is_refused(start: Start, wait_for: WaitFor, tmp_path: Path) -> None:
    server = start()
    orphan = server.get()["pid"]
    assert isinstance(orphan, int)
    os.kill(orphan, signal.SIGSTOP)
    server.process.kill()
    server.process.wait()
    assert start("--port", str(server.port)).process.returncode == 4
    assert (tmp_path / "stderr").read_text().startswith(f"port {server.port} on 127.0.0.1 is in use; ")
    os.kill(orphan, signal.SIGCONT)
    assert wait_for(lambda: not is_alive(orphan) and not is_listened_on(server.port), PATIENCE)
    assert start("--port", str(server.port)).get()


def test_a_worker_that_dies_is_replaced(start: Start, wait_for: WaitFor) -> None:
    server = start()
    pid = server.get()["pid"]
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGKILL)
    assert wait_for(lambda: answering_worker(server) not in {None, pid}, PATIENCE)
    assert server.stop()[0] == 0


def test_a_worker_that_cannot_be_replaced_yet_is_tried_again(
    start: Start, wait_for: WaitFor, tmp_path: Path
) -> None:
    server = start()
    (tmp_path / "broken").touch()
    pid = server.get()["pid"]
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGKILL)
    told = "a worker could not start, and is started again: broken"
    assert wait_for(lambda: told in (tmp_path / "stderr").read_text(), PATIENCE)
    (tmp_path / "broken").unlink()
    assert wait_for(lambda: answering_worker(server) is not None, PATIENCE)
    assert server.stop()[0] == 0


def test_what_keeps_an_application_from_being_made_is_told_by_the_parent(
    start: Start, tmp_path: Path
) -> None:
    server = start("--application", "tiny_server:fail", "--companion", "tiny_server:work")
    assert server.process.returncode == 5
    assert (tmp_path / "stderr").read_text() == f"ValueError: no application for {tmp_path}\n"
    assert not (tmp_path / "companion").exists()


def test_an_error_that_only_the_worker_can_read_is_told_in_words(start: Start, tmp_path: Path) -> None:
    server = start("--application", "tiny_server:fail_unreadably")
    assert server.process.returncode == 1
    assert "Unreadable: (1, 2)" in (tmp_path / "stderr").read_text()


def test_a_worker_that_ends_without_a_word_is_a_failure(start: Start, tmp_path: Path) -> None:
    server = start("--application", "tiny_server:vanish")
    assert server.process.returncode == 4
    assert (
        (tmp_path / "stderr").read_text().endswith("a worker of the server failed; the reason stands above\n")
    )


def test_a_process_that_serves_alone_answers_itself(start: Start) -> None:
    server = start("--alone")
    assert server.get()["pid"] == server.process.pid
    with kept_open(server):
        code, seconds = server.stop()
    assert (code, seconds < GRACE) == (0, True), "the connection was waited for"
    assert not is_listened_on(server.port)


def test_a_process_that_serves_alone_finishes_what_it_began(
    start: Start, wait_for: WaitFor, tmp_path: Path
) -> None:
    server = start("--alone")
    with ThreadPoolExecutor() as client:
        slow = client.submit(server.get, "/slow")
        assert wait_for((tmp_path / "begun").exists, PATIENCE)
        assert server.stop()[0] == 0
        assert slow.result()


def test_a_process_that_cannot_serve_alone_says_why(start: Start, tmp_path: Path) -> None:
    server = start("--alone", "--application", "tiny_server:fail")
    assert server.process.returncode == 5
    assert (tmp_path / "stderr").read_text() == f"ValueError: no application for {tmp_path}\n"
